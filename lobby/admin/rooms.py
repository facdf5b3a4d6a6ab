"""Rooms in the admin: found, looked at, sealed and closed; never edited."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lobby import codes
from lobby.admin import acts, words
from lobby.admin.lists import CREATED, LongList, moment, newest
from lobby.admin.peers import PeerInline, may_kick
from lobby.models import Game, Peer, Room

# Whom a row tells of: those who are there, and the host even when it has left.
SHOWN = Peer.objects.filter(~Q(state=Peer.State.LEFT) | Q(number=F("room__host")))


class RoomAdmin(admin.ModelAdmin):
    list_display = (
        "tag",
        "name",
        "game_title",
        "state",
        "host_name",
        "taken",
        "topology",
        "public",
        CREATED,
    )
    list_filter = ("state", "public", "topology", "game")
    list_select_related = ("game",)
    date_hierarchy = "created_at"
    search_fields = ("code", "name")
    search_help_text = "A room’s code or name, a player’s name, or a game."
    ordering = ("-pk",)
    sortable_by = (CREATED,)
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    readonly_fields = (
        "tag",
        "name",
        "game_title",
        "build",
        "build_name",
        "state",
        "host_name",
        "taken",
        "topology",
        "public",
        CREATED,
        moment("sealed_at", "sealed (UTC)"),
        moment("closed_at", "closed (UTC)"),
        "closed_why",
    )
    inlines = (PeerInline,)
    actions = ("seal_rooms", "close_rooms")

    def get_fields(self, request: HttpRequest, obj: Room | None = None) -> Any:
        """A build as a link for those alone who may follow it."""
        hidden = "build_name" if request.user.has_perm("lobby.view_build") else "build"
        return [field for field in self.readonly_fields if field != hidden]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        return False

    def has_seal_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("lobby.seal_room")

    def has_close_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("lobby.close_room")

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LongList]:
        return LongList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        """With `shown` of each, for two columns."""
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("peers", queryset=SHOWN, to_attr="shown"))
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Room], search_term: str
    ) -> tuple[QuerySet[Room], bool]:
        """A code is one look into the index; names are one walk over each table, no join.

        Of many, the newest are found.
        """
        term = search_term.strip()
        if not term:
            return queryset, False
        if code := codes.read_code(term):
            found = queryset.filter(code=code)
            if found.exists():
                return found, False
        games = Game.objects.filter(Q(slug__icontains=term) | Q(title__icontains=term))
        players = Peer.objects.order_by().filter(name__icontains=term).values("room")
        named = Q(name__icontains=term) | Q(game__in=list(games)) | Q(pk__in=players)
        return newest(queryset, named), False

    @admin.display(description="code")
    def tag(self, room: Room) -> SafeString:
        return format_html('<span class="code">{}</span>', room.code)

    @admin.display(description="game")
    def game_title(self, room: Room) -> str:
        return room.game.title

    @admin.display(description="build")
    def build_name(self, room: Room) -> str:
        return str(room.build or "–")

    @admin.display(description="closed because")
    def closed_why(self, room: Room) -> str:
        return words.closed_because(room)

    @admin.display(description="host")
    def host_name(self, room: Room) -> str:
        shown: list[Peer] = room.shown  # type: ignore[attr-defined]
        return next((str(peer) for peer in shown if peer.number == room.host), "")

    @admin.display(description="seats taken")
    def taken(self, room: Room) -> str:
        shown: list[Peer] = room.shown  # type: ignore[attr-defined]
        present = sum(peer.state != Peer.State.LEFT for peer in shown)
        return f"{present} of {room.seats}"

    # What can be done

    @admin.action(permissions=["seal"], description="Seal: nobody else comes in")
    def seal_rooms(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        rooms = queryset.filter(state=Room.State.OPEN)
        sealed = sum(acts.seal(request, room) for room in rooms)
        level = messages.SUCCESS if sealed else messages.WARNING
        why = "" if sealed else " A room must be open, and its host connected."
        self.message_user(request, f"{sealed} sealed.{why}", level)

    @admin.action(permissions=["close"], description="Close with a reason…")
    def close_rooms(self, request: HttpRequest, queryset: QuerySet[Room]) -> HttpResponse | None:
        rooms = [*queryset.exclude(state=Room.State.CLOSED)]
        if not rooms:
            self.message_user(request, "These rooms are closed already.", messages.WARNING)
            return None
        form = acts.WordsForm(request.POST if "words" in request.POST else None, required=True)
        if form.is_valid():
            closed = sum(acts.close(request, room, form.cleaned_data["words"]) for room in rooms)
            self.message_user(request, f"{closed} closed.", messages.SUCCESS)
            return None
        return acts.ask(
            self,
            request,
            title="Close rooms",
            on=[_named(room) for room in rooms],
            button="Close",
            form=form,
            hidden={"action": ["close_rooms"], ACTION_CHECKBOX_NAME: [room.pk for room in rooms]},
            back=reverse("admin:lobby_room_changelist"),
        )

    # The room's page

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/seal/", view(self.seal_view), name="lobby_room_seal"),
            path("<int:pk>/close/", view(self.close_view), name="lobby_room_close"),
            path("<int:pk>/host/<int:peer_pk>/", view(self.host_view), name="lobby_room_host"),
            path("<int:pk>/kick/<int:peer_pk>/", view(self.kick_view), name="lobby_room_kick"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        may = {
            "may_seal": self.has_seal_permission(request),
            "may_close": self.has_close_permission(request),
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | may)

    def seal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        room = self._room(request, pk, allowed=self.has_seal_permission(request))
        if request.method == "POST":
            sealed = acts.seal(request, room)
            return self._back(request, room, "seal", sealed and "The room is sealed.")
        return acts.ask(
            self, request, title="Seal the room", on=[_named(room)], button="Seal", back=_page(room)
        )

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        room = self._room(request, pk, allowed=self.has_close_permission(request))
        form = acts.WordsForm(request.POST or None, required=True)
        if form.is_valid():
            closed = acts.close(request, room, form.cleaned_data["words"])
            return self._back(request, room, "close", closed and "The room is closed.")
        return acts.ask(
            self,
            request,
            title="Close the room",
            on=[_named(room)],
            button="Close",
            form=form,
            back=_page(room),
        )

    def kick_view(self, request: HttpRequest, pk: int, peer_pk: int) -> HttpResponse:
        room = self._room(request, pk, allowed=may_kick(request))
        peer = get_object_or_404(room.peers.select_related("room"), pk=peer_pk)
        posted = request.method == "POST"
        form = acts.WordsForm(request.POST if posted else None, required=False)
        if form.is_valid():
            kicked = acts.kick(request, peer, form.cleaned_data["words"])
            return self._back(request, room, "kick", kicked and f"{peer} was kicked.")
        ends = room.open and peer.number == room.host
        return acts.ask(
            self,
            request,
            title=f"Kick {peer}",
            on=[_named(room), *(["The host’s going ends the room for everyone."] if ends else [])],
            button="Kick",
            form=form,
            back=_page(room),
        )

    def host_view(self, request: HttpRequest, pk: int, peer_pk: int) -> HttpResponse:
        room = self._room(request, pk, allowed=may_kick(request))
        peer = get_object_or_404(room.peers.select_related("room"), pk=peer_pk)
        if request.method == "POST":
            done = acts.hand_over(request, peer)
            return self._back(request, room, "hand over", done and f"{peer} is the host now.")
        return acts.ask(
            self,
            request,
            title=f"Make {peer} the host",
            on=[_named(room)],
            button="Make host",
            back=_page(room),
        )

    def _room(self, request: HttpRequest, pk: int, *, allowed: bool) -> Room:
        if not (allowed and self.has_view_permission(request)):
            raise PermissionDenied
        return get_object_or_404(Room, pk=pk)

    def _back(self, request: HttpRequest, room: Room, wish: str, done: str | bool) -> HttpResponse:
        """To the room's page, which says what was `done`, or why nothing was."""
        if done:
            self.message_user(request, str(done), messages.SUCCESS)
        else:
            room.refresh_from_db()
            why = words.too_late(room, wish)
            self.message_user(request, f"Nothing was changed: {why}.", messages.WARNING)
        return redirect(_page(room))


def _named(room: Room) -> str:
    return f"{room.name or 'A room without a name'}, code {room.code}"


def _page(room: Room) -> str:
    return reverse("admin:lobby_room_change", args=[room.pk])
