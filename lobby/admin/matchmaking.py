"""Matchmaking in the admin: queues are edited, what became of their tickets is read."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lobby import queues
from lobby.admin.lists import moment
from lobby.admin.peers import seats_of
from lobby.models import Entrant, Match, Queue, Rating, Seeker, Ticket

MADE, COME_BY = moment("made_at", "made (UTC)"), moment("come_by", "come by (UTC)")
RATED = moment("rated_at", "rated (UTC)")
HEARD = moment("heard_until", "heard of until (UTC)")
SINCE, ENDED = moment("since", "since (UTC)"), moment("ended_at", "ended (UTC)")
GAME = "queue__game__id__exact"  # of the filter by game
MOST_OFFERED = 200  # queues, of all games


class QueueFilter(admin.SimpleListFilter):
    """By queue, each with its game: many games call one “Duel”."""

    title = parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Of the chosen game, if there is one."""
        found = Queue.objects.select_related("game").order_by("game__title", "name", "pk")
        game = request.GET.get(GAME, "")
        found = found.filter(game=int(game)) if game.isdecimal() else found
        return [(str(one.pk), f"{one.game}: {one.name}") for one in found[:MOST_OFFERED]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in dict(self.lookup_choices)
        return queryset.filter(queue=self.value()) if known else queryset


class ReadOnly:
    """Nobody writes these but the matcher and the players."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class OfAQueue(ReadOnly, admin.ModelAdmin):
    """What matchmaking has made: long lists, of which nothing is edited."""

    list_select_related = ("queue__game",)
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    @admin.display(description="game")
    def game(self, row: Any) -> str:
        return str(row.queue.game)


class ReadWithIt(ReadOnly, admin.TabularInline):
    """Players on another row's page: who may see that sees them."""

    extra = 0
    verbose_name_plural = "players"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    @admin.display(description="player")
    def who(self, row: Any) -> SafeString | str:
        """Its name, which leads to all seats it has had."""
        return seats_of(row.player, row.name)


class QueueAdmin(admin.ModelAdmin):
    list_display = ("name", "game", "slug", "on", "least", "most", "teams", "backfill")
    list_filter = ("on", "game")
    fields = (
        *("game", "name", "slug", "on", "least", "most", "step", "teams", "window", "widening"),
        *("settle_after", "timeout", "backfill", "agree_on"),
    )
    list_select_related = ("game",)
    search_fields = ("name", "slug", "game__title")
    search_help_text = "A queue’s name or code, or a game."
    ordering = ("game__title", "name")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Queue | None = None) -> Any:
        """Games ask for a match by them."""
        return ("game", "slug") if obj else ()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Who may delete a queue may delete what belongs to it; told in numbers, not in rows."""
        counts = {
            "queues": len(objs),
            "tickets": Ticket.objects.filter(queue__in=objs).count(),
            "matches": Match.objects.filter(queue__in=objs).count(),
            "ratings": Rating.objects.filter(queue__in=objs).count(),
        }
        in_use = [f"{one}: {queues.IN_USE}" for one in objs if queues.in_use(one)]
        return [str(one) for one in objs], counts, set(), in_use


class SeekerInline(ReadWithIt):
    model = Seeker
    fields = ("who", HEARD)


class TicketAdmin(OfAQueue):
    list_display = ("key", "queue", "game", "state", "players", SINCE, ENDED, "words")
    list_filter = ("state", "queue__game", QueueFilter)
    fields = (
        *("key", "queue", "game", "state", "players", "party", "values"),
        *("skill", SINCE, ENDED, "words", "match"),
    )
    readonly_fields = fields
    ordering = ("-pk",)
    inlines = (SeekerInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        return super().get_queryset(request).select_related("queue__game", "match__queue")

    @admin.display(description="players")
    def players(self, ticket: Ticket) -> int | str:
        """A party that gathers may not know yet how many it will be."""
        return ticket.size or "–"


class EntrantInline(ReadWithIt):
    model = Entrant
    fields = ("who", "team", "came", "place", "points_before", "points_after")


class MatchAdmin(OfAQueue):
    list_display = (MADE, "queue", "game", "state", "players", "in_room", "reason")
    list_filter = ("state", "queue__game", QueueFilter)
    fields = ("queue", "game", "state", "reason", MADE, COME_BY, RATED, "in_room")
    readonly_fields = fields
    ordering = ("-pk",)
    inlines = (EntrantInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Match]:
        """With the `entered` of each."""
        entrants = Entrant.objects.filter(match=OuterRef("pk")).order_by().values("match")
        entered = Subquery(entrants.annotate(entered=Count("pk")).values("entered"))
        found: QuerySet[Match] = super().get_queryset(request)
        return found.select_related("room", "queue__game").annotate(entered=entered)

    @admin.display(description="players")
    def players(self, match: Match) -> int:
        return match.entered or 0  # type: ignore[attr-defined]

    @admin.display(description="room")
    def in_room(self, match: Match) -> str:
        if match.room is None:
            return "–"
        address = reverse("admin:lobby_room_change", args=[match.room.pk])
        return format_html('<a class="code" href="{}">{}</a>', address, match.room.code)


class RatingAdmin(OfAQueue):
    list_display = ("name", "player", "queue", "game", "points", "matches", "wins")
    list_filter = ("queue__game", QueueFilter)
    search_fields = ("name", "player")
    search_help_text = "A player’s name or id."
    ordering = ("queue_id", "-points")  # By the queue's name, all rows would be sorted first.
