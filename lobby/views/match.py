"""Quick match: a seat in the best room there is, else in a new one, which rings for company. A game
with queues has those instead; see `lobby.views.queues`."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lobby import quick, ringing, rooms
from lobby.errors import Refusal
from lobby.models import Game, Peer, Room
from lobby.seating import seating_of
from lobby.views import queues, room_parts
from lobby.views.games import counter, play_address, published
from lobby.views.pages import PageRequest, network

STOP = "stop"  # the button that gives the seat back


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: PageRequest, slug: str) -> HttpResponse:
    """One press, no question asked: into the game where somebody is, else to wait for them."""
    found = published(slug)
    if found.queues.filter(on=True).exists():
        return queues.search(request, found)
    waiting = ringing.ringing(game=found, player=request.player.id)
    if request.method == "POST" and STOP in request.POST:
        if waiting:
            ringing.stop(code=waiting.code, player=request.player.id)
        return redirect("lobby:game", slug)
    if request.method == "POST":
        return seat(request, found)
    if waiting is None:
        return lead_away(request, slug)
    rooms.stay(code=waiting.code, player=request.player)
    return wait(request, waiting)


def seat(request: PageRequest, game: Game) -> HttpResponse:
    player = request.player
    try:
        room = quick.match(game=game, player=player, network=network(request))
        seating = seating_of(room.code, player.id)
    except Refusal as refusal:
        told = {"refusal": refusal.words, "address": reverse("lobby:game", args=[game.slug])}
        return render(request, "game.html", counter(request, game) | told, status=409)
    if seating.company or seating.mine_is_connected:  # If in another tab, its page says so.
        return HttpResponseRedirect(play_address(room))
    return redirect("lobby:match", game.slug)


def lead_away(request: PageRequest, slug: str) -> HttpResponse:
    """Nobody waits here any more: the room has gone, or its game plays."""
    address = reverse("lobby:game", args=[slug])
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def wait(request: PageRequest, room: Room) -> HttpResponse:
    player = request.player.id
    late = ringing.to_join_late(game=room.game, player=player)
    try:
        own = room.peers.filter(player=player).latest("pk")
        context = {
            "seating": seating_of(room.code, player),
            "room": room,
            "game": room.game,
            "waited": max(0, int((timezone.now() - own.joined_at).total_seconds())),
            "late": seating_of(late.code) if late else None,
        }
    except (Peer.DoesNotExist, Refusal):  # It went this very moment.
        return lead_away(request, room.game.slug)
    if not request.htmx:
        return render(request, "match.html", context)
    parts = {"ring": "parts/ringing.html", "ring-else": "parts/ring-else.html"}
    response = HttpResponse(room_parts.frame(room_parts.drawn(context, parts)))
    response["Cache-Control"] = "no-store"
    return response
