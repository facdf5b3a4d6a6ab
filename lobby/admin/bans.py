"""Bans in the admin: made by a player's id, an address or a network; lifted by deleting them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from lobby import bans
from lobby.admin.lists import moment
from lobby.admin.moments import UNTIL
from lobby.models import Ban


class BanAdmin(admin.ModelAdmin):
    list_display = ("__str__", "network", "words", moment("until", "until (UTC)"), "holds")
    list_display_links = ("__str__",)
    search_fields = ("player", "name", "network", "words")
    search_help_text = "A player’s name or id, an address, or a reason."
    fields = ("player", "network", "with_network", "words", "until")
    formfield_overrides = UNTIL
    ordering = ("-pk",)
    sortable_by = ()
    show_full_result_count = False
    list_per_page = 50

    def has_change_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: bool) -> None:
        obj.made_by_id = request.user.pk
        bans.enforce(obj)

    def delete_model(self, request: HttpRequest, obj: Ban) -> None:
        bans.lift(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Ban]) -> None:
        for ban in queryset:
            bans.lift(ban)

    @admin.display(description="in force", boolean=True)
    def holds(self, ban: Ban) -> bool:
        return ban.holds
