"""Games and their builds in the admin. Builds are published, not typed."""

from django.contrib import admin
from django.http import HttpRequest

from lobby.models import Build


class GameAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "topology", "seats", "live_build", "created_at")
    search_fields = ("title", "slug")
    list_select_related = ("live_build__game",)


class BuildAdmin(admin.ModelAdmin):
    list_display = ("game", "number", "engine", "threads", "extensions", "size", "created_at")
    list_filter = ("threads", "extensions")
    search_fields = ("game__title", "game__slug")
    list_select_related = ("game",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Build | None = None) -> bool:
        return False
