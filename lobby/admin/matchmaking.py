"""Matchmaking in the admin: queues are edited, what became of their tickets is read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from lobby.admin.lists import moment
from lobby.models import Entrant, Match, Queue, Seeker

MADE = moment("made_at", "made (UTC)")
SINCE, ENDED = moment("since", "since (UTC)"), moment("ended_at", "ended (UTC)")


class ReadOnly:
    """Nobody writes these but the matcher and the players."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class QueueAdmin(admin.ModelAdmin):
    list_display = ("name", "game", "slug", "on", "least", "most", "teams", "backfill")
    list_filter = ("on", "game")
    list_select_related = ("game",)
    list_display_links = ("name",)
    search_fields = ("name", "slug", "game__title")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Queue | None = None) -> Any:
        """Games ask for a match by them."""
        return ("game", "slug") if obj else ()


class SeekerInline(ReadOnly, admin.TabularInline):
    model = Seeker
    fields = ("name", "player", "heard_until")
    extra = 0


class TicketAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("key", "queue", "state", "size", "skill", SINCE, ENDED, "words")
    list_filter = ("state", "queue")
    list_select_related = ("queue",)
    fields = ("queue", "state", "size", "party", "values", "skill", SINCE, ENDED, "words", "match")
    ordering = ("-pk",)
    sortable_by = ()
    inlines = (SeekerInline,)


class EntrantInline(ReadOnly, admin.TabularInline):
    model = Entrant
    fields = ("name", "player", "team", "came", "place", "points_before", "points_after")
    extra = 0


class MatchAdmin(ReadOnly, admin.ModelAdmin):
    list_display = (MADE, "queue", "state", "reason")
    list_filter = ("state", "queue")
    list_select_related = ("queue",)
    fields = ("queue", "state", "reason", MADE, "in_room")
    ordering = ("-pk",)
    sortable_by = ()
    inlines = (EntrantInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Match]:
        return super().get_queryset(request).select_related("room")

    @admin.display(description="room")
    def in_room(self, match: Match) -> str:
        if match.room is None:
            return "–"
        address = reverse("admin:lobby_room_change", args=[match.room.pk])
        return format_html('<a href="{}">{}</a>', address, match.room.code)


class RatingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "queue", "points", "matches", "wins")
    list_filter = ("queue",)
    list_select_related = ("queue",)
    search_fields = ("name", "player")
    ordering = ("queue", "-points")
    sortable_by = ()
