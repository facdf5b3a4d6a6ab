"""A game's own pages: what it is, its open rooms, its cover, and the ways into a room."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lobby import covers, rooms
from lobby.errors import Refusal
from lobby.models import Game, Peer, Room
from lobby.room_forms import OpenRoomForm
from lobby.seating import OF_A_GAME
from lobby.views.listing import listing
from lobby.views.pages import PageRequest, network, page_or_part

YEAR = 365 * 24 * 60 * 60


def published(slug: str) -> Game:
    """A game that can be played; Http404 if there is none of that slug."""
    return get_object_or_404(Game.objects.published().select_related(*OF_A_GAME), slug=slug)


def play_address(room: Room) -> str:
    return reverse("lobby:play", args=[room.game.slug], query={"room": room.code})


@require_safe
def game(request: PageRequest, slug: str) -> HttpResponse:
    return page_or_part(
        request, "game.html", "parts/room-list.html", counter(request, published(slug))
    )


def counter(request: PageRequest, game: Game) -> dict[str, object]:
    """A game, its open rooms, and how many people play it, in rooms that are listed or not."""
    rooms = listing(request, Room.objects.on_lists().filter(game=game), game.declared)
    queues = list(game.queues.filter(on=True))
    return rooms | {"game": game, "people": playing(game.slug), "queues": queues}


def playing(slug: str) -> int:
    rooms = Room.objects.living().filter(game__slug=slug)
    return Peer.objects.present().filter(room__in=rooms).count()


@require_safe
def cover(request: PageRequest, slug: str) -> HttpResponse:
    """The floor that is laid from the slug; it never changes."""
    if not Game.objects.filter(slug=slug).exists():
        raise Http404
    response = HttpResponse(covers.cover(slug), content_type="image/svg+xml")
    # Private: the guest's cookie may travel on this very response.
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def open_room(request: PageRequest, slug: str) -> HttpResponse:
    """A form with good defaults; its answer is the room itself."""
    found = published(slug)
    form = OpenRoomForm(request.POST or None, game=found, player=request.player)
    if form.is_valid():
        try:
            room = rooms.create(
                game=found, player=request.player, network=network(request), **form.choices()
            )
            return HttpResponseRedirect(play_address(room))
        except Refusal as refusal:
            form.add_error(None, refusal.words)
    context = {"game": found, "form": form}
    return page_or_part(request, "open.html", "parts/open-form.html", context)
