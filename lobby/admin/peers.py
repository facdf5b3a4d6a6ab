"""Players in the admin: everyone who has, or had, a seat in a room."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import F, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lobby import codes
from lobby.admin import acts, words
from lobby.admin.lists import moment, newest
from lobby.models import Peer, Room

JOINED, LEFT = moment("joined_at", "joined (UTC)"), moment("left_at", "left (UTC)")
MOST_SHOWN = 200  # of a room's peers on its page: each who comes again is one more


def may_kick(request: HttpRequest) -> bool:
    return request.user.has_perm("lobby.kick_peer")


def may_ban(request: HttpRequest) -> bool:
    return request.user.has_perm("lobby.add_ban")


def seats_of(player: str, name: str | None) -> SafeString | str:
    """A player's name, which leads to all seats it has had; one without a page is but a name."""
    if not player:
        return name or "–"
    address = reverse("admin:lobby_peer_changelist", query={"q": player})
    return format_html('<a href="{}">{}</a>', address, name or player)


class StateFilter(admin.SimpleListFilter):
    """By the words of the column."""

    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, state.value.capitalize()) for state in Peer.State]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Peer]) -> QuerySet[Peer]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class LastPeers(BaseInlineFormSet):
    def get_queryset(self) -> QuerySet[Peer]:
        if not hasattr(self, "_queryset"):
            self._queryset = super().get_queryset()[:MOST_SHOWN]
        return self._queryset


class PeerInline(admin.TabularInline):
    model = Peer
    formset = LastPeers
    extra = 0
    can_delete = False

    def get_fields(self, request: HttpRequest, obj: Room | None = None) -> Any:
        fields = ["number", "name", "player", "present", JOINED, LEFT]
        return [*fields, "act"] if may_kick(request) else fields

    get_readonly_fields = get_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Peer]:
        """Those who are there come first."""
        peers = super().get_queryset(request).select_related("room")
        return peers.order_by(F("left_at").desc(nulls_first=True), "joined_at", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        return False

    @admin.display(description="state")
    def present(self, peer: Peer) -> str:
        return words.state(peer)

    @admin.display(description="")
    def act(self, peer: Peer) -> SafeString | str:
        if peer.state == Peer.State.LEFT:
            return ""
        kick = reverse("admin:lobby_room_kick", args=[peer.room_id, peer.pk])
        shown = format_html('<a class="button" href="{}">Kick {}</a>', kick, peer)
        if peer.state == Peer.State.SEATED and peer.number != peer.room.host:
            host = reverse("admin:lobby_room_host", args=[peer.room_id, peer.pk])
            shown += format_html(' <a class="button" href="{}">Make {} host</a>', host, peer)
        return shown


class PeerAdmin(admin.ModelAdmin):
    list_display = ("shown_name", "player", "room_link", "game", "present", JOINED, LEFT)
    list_filter = (StateFilter,)
    list_select_related = ("room__game",)
    search_fields = ("name",)
    search_help_text = "A player’s name or id, or a room’s code."
    ordering = ("-pk",)
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    fields = readonly_fields = (
        "shown_name",
        "player",
        "room_link",
        "game",
        "number",
        "present",
        JOINED,
        LEFT,
    )
    actions = ("kick_peers", "ban_peers")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Peer | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Peer | None = None) -> bool:
        return False

    def has_ban_permission(self, request: HttpRequest) -> bool:
        return may_ban(request)

    def has_kick_permission(self, request: HttpRequest) -> bool:
        return may_kick(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Peer], search_term: str
    ) -> tuple[QuerySet[Peer], bool]:
        """One walk over the names; of many, the newest are found."""
        term = search_term.strip()
        if not term:
            return queryset, False
        room = Room.objects.filter(code=codes.read_code(term) or term)
        found = Q(name__icontains=term) | Q(player=term) | Q(room__in=room)
        return newest(queryset, found), False

    @admin.action(permissions=["kick"], description="Kick…")
    def kick_peers(self, request: HttpRequest, queryset: QuerySet[Peer]) -> HttpResponse | None:
        there = [*queryset.exclude(state=Peer.State.LEFT).select_related("room")]
        if not there:
            self.message_user(request, "None of them is in a room.", messages.WARNING)
            return None
        form = acts.WordsForm(request.POST if "words" in request.POST else None, required=False)
        if form.is_valid():
            kicked = sum(acts.kick(request, peer, form.cleaned_data["words"]) for peer in there)
            self.message_user(request, f"{kicked} kicked.", messages.SUCCESS)
            return None
        return acts.ask(
            self,
            request,
            title="Kick players",
            on=[f"{peer} in {peer.room}, room {peer.room.code}" for peer in there],
            button="Kick",
            form=form,
            hidden={"action": ["kick_peers"], ACTION_CHECKBOX_NAME: [peer.pk for peer in there]},
            back=reverse("admin:lobby_peer_changelist"),
        )

    @admin.action(permissions=["ban"], description="Ban…")
    def ban_peers(self, request: HttpRequest, queryset: QuerySet[Peer]) -> HttpResponse | None:
        known = {peer.player: peer for peer in queryset.select_related("room") if peer.player}
        if not known:
            why = "Players without a page have no id: ban their address under “Bans”."
            self.message_user(request, why, messages.WARNING)
            return None
        form = acts.BanForm(request.POST if "words" in request.POST else None)
        if form.is_valid():
            for peer in known.values():
                acts.ban(request, peer, form)
            self.message_user(request, f"{len(known)} banned.", messages.SUCCESS)
            return None
        return acts.ask(
            self,
            request,
            title="Ban players",
            on=[f"{peer}, id {player}" for player, peer in known.items()],
            button="Ban",
            form=form,
            hidden={"action": ["ban_peers"], ACTION_CHECKBOX_NAME: [p.pk for p in known.values()]},
            back=reverse("admin:lobby_peer_changelist"),
        )

    @admin.display(description="name")
    def shown_name(self, peer: Peer) -> str:
        return str(peer)

    @admin.display(description="state")
    def present(self, peer: Peer) -> str:
        return words.state(peer)

    @admin.display(description="room")
    def room_link(self, peer: Peer) -> SafeString:
        address = reverse("admin:lobby_room_change", args=[peer.room_id])
        return format_html('<a class="code" href="{}">{}</a>', address, peer.room.code)

    @admin.display(description="game")
    def game(self, peer: Peer) -> str:
        return peer.room.game.title
