"""Rooms in the admin: seen, not edited."""

from django.contrib import admin
from django.http import HttpRequest

from lobby.models import Peer, Room


class PeerInline(admin.TabularInline):
    model = Peer
    fields = readonly_fields = ("number", "name", "state", "joined_at", "left_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        return False


class RoomAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "game", "state", "topology", "seats", "created_at")
    list_filter = ("state", "topology", "public")
    search_fields = ("code", "name", "game__slug")
    list_select_related = ("game",)
    inlines = (PeerInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        return False
