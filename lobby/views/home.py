"""The first page, and the open rooms of all games."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lobby.models import Game, Peer, Room
from lobby.seating import DRAWN_WHEN_LARGE, OF_A_GAME, divided, seatings
from lobby.views.listing import listing
from lobby.views.pages import PageRequest, page_or_part

HOOKS = 5  # rooms on the rack; the sixth place opens a new one
IN_A_ROW = 3


@require_safe
def home(request: PageRequest) -> HttpResponse:
    """What can be played, and who is waiting for company."""
    context = rack(request.player.id)
    if not request.htmx:
        open_rooms = Count("rooms", filter=Q(rooms__in=Room.objects.listed()))
        games = Game.objects.published().select_related(*OF_A_GAME)
        context["games"] = games.annotate(open_rooms=open_rooms)
    return page_or_part(request, "home.html", "parts/rack.html", context)


def rack(viewer: str) -> dict[str, object]:
    """The rooms whose keys hang there, and how many there are."""
    listed = Room.objects.listed()
    waiting = listed.order_by("created_at", "pk")
    free, full = divided(seatings(waiting, viewer=viewer, most_drawn=DRAWN_WHEN_LARGE))
    hung = (free + full)[:HOOKS]
    return {
        "rack": hung,
        "bare_hooks": range((IN_A_ROW - 1 - len(hung)) % IN_A_ROW),
        "rooms": listed.count(),
        "people": Peer.objects.present().filter(room__in=listed).count(),
    }


@require_safe
def rooms(request: PageRequest) -> HttpResponse:
    """Every room that strangers may join, or may know of."""
    context = listing(request, Room.objects.on_lists()) | {"across_games": True, "row_level": "h2"}
    return page_or_part(request, "rooms.html", "parts/room-list.html", context)
