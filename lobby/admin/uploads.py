"""Uploads in the admin: which zips came, and what became of them. Nothing of them is edited."""

from django.contrib import admin
from django.http import HttpRequest

from lobby.admin.lists import CREATED
from lobby.models import Upload

SHOWN = ("game", "name", "state", "words", "by", "token", "live", "build", CREATED)


class UploadAdmin(admin.ModelAdmin):
    list_display = ("__str__", "state", "words", "by", "build", CREATED)
    list_filter = ("state",)
    list_select_related = ("game", "by", "build__game")
    search_fields = ("game__title", "game__slug", "name")
    ordering = ("-created_at",)
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = readonly_fields = SHOWN

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return False
