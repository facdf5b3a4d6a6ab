"""The play page: a game in its frame, with a room around it."""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lobby import addresses, codes, guesses, isolation, passes, rooms
from lobby.errors import Refusal
from lobby.live.reading import last_lines
from lobby.models import Build, Game, Peer, Room
from lobby.passes import Pass, Player
from lobby.seating import seating_of
from lobby.views import room_parts
from lobby.views.endings import plays
from lobby.views.join import STATUS, UNKNOWN, doorstep
from lobby.views.pages import PageRequest, network, number

STOP_POLLING = 286  # htmx's own status


@never_cache
@require_safe
def play(request: PageRequest, slug: str) -> HttpResponse:
    """Keep the player's seat and show the game. Asked again by htmx: who is here by now.

    A seat is taken by a press: whoever has none, such as a preview of the link, is led to the door.
    """
    code = codes.read_code(request.GET.get("room", ""))
    if not code:
        return redirect("lobby:game", slug)
    try:
        room = find(request, slug, code)
        if request.htmx:
            return people(request, room)
    except Refusal as refusal:
        return turned_away(refusal) if request.htmx else doorstep(request, "", refusal)
    if not room.peers.present().filter(player=request.player.id).exists():
        return redirect("lobby:invite", code)
    try:
        rooms.take_seat(code=code, player=request.player)
        return stage(request, code)
    except Refusal as refusal:
        return doorstep(request, code, refusal)


def find(request: PageRequest, slug: str, code: str) -> Room:
    """A game's room by its code. Raises Refusal if there is none, or after too many wrong codes;
    not for a room that the player has been in: its page goes on, whatever the neighbours guess."""
    own = Exists(Peer.objects.filter(room=OuterRef("pk"), player=request.player.id))
    found = Room.objects.annotate(own=own).filter(code=code, game__slug=slug).first()
    if found is None:
        get_object_or_404(Game, slug=slug)  # The pages of a game that was removed guess nothing.
    elif getattr(found, "own", False):
        return found
    with guesses.counted(network(request)):
        if found is None:
            raise Refusal(UNKNOWN, "There is no room with that code.")
    return found


def turned_away(refusal: Refusal) -> HttpResponse:
    """For a page that is open already: it keeps what it shows, and asks again."""
    return HttpResponse(
        refusal.words, status=STATUS.get(refusal.rule, 409), content_type="text/plain"
    )


def stage(request: PageRequest, code: str) -> HttpResponse:
    seating = seating_of(code, request.player.id)
    room = seating.room
    build = room.build or room.game.live_build
    if build is None:
        raise Http404
    lines = room_parts.said(room, last_lines(room), request.player.id) if room.game.chat else []
    context = room_parts.panel(seating) | {
        "lines": lines,
        "build": build,
        "frame_source": frame_source(room, build, request.player),
        "frame_origin": addresses.play_origin(room.game.slug),
        "frame_allow": isolation.ISOLATED_FRAME_ALLOW if build.isolated else isolation.FRAME_ALLOW,
        "frame_sandbox": isolation.FRAME_SANDBOX,
        "invite_link": settings.SITE_ORIGIN + reverse("lobby:invite", args=[code]),
    }
    response = render(request, "play.html", context)
    if build.isolated:
        isolation.isolate(response)
    return response


def people(request: PageRequest, room: Room) -> HttpResponse:
    """All parts of the panel, for a page without a socket: who is here, or why it is over. What
    cannot change any more is the last answer: htmx stops asking."""
    viewer = request.player.id
    seating = seating_of(room.code, viewer)
    context = room_parts.panel(seating)
    frame = room_parts.frame(room_parts.drawn(context))
    if context["here"] and seating.room.game.chat:
        seen = number(request.GET, "after")
        if lines := room_parts.said(seating.room, last_lines(room), viewer, seen):
            frame += room_parts.chat_frame(lines)
    last = context["ending"] or room.state == Room.State.CLOSED
    return HttpResponse(frame, status=STOP_POLLING if last else 200)


@require_POST
def seat(request: PageRequest, slug: str) -> HttpResponse:
    """The page's sign of life: its seat stays held, its game gets a fresh pass. Nobody else gets
    one: with it a game comes in without the password."""
    try:
        room = find(request, slug, codes.read_code(request.POST.get("room", "")))
        if not plays(room, request.player.id):
            raise Refusal("seat.none", "You are not in this room any more.")
    except Refusal as refusal:
        return turned_away(refusal)
    rooms.stay(code=room.code, player=request.player)
    return JsonResponse({"pass": passes.sign(Pass(request.player, slug, room.code))})


def frame_source(room: Room, build: Build, player: Player) -> str:
    """What the game is told travels in the fragment, which no server logs."""
    slug = room.game.slug
    told = {
        "room": room.code,
        "signal": addresses.signal_url(slug, room.code),
        "pass": passes.sign(Pass(player, slug, room.code)),
    }
    return f"{addresses.build_url(build)}#{urlencode(told)}"
