"""A list of rooms, as somebody wishes to see it: searched, filtered and sorted by the address."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.http import QueryDict

from lobby.models import Peer, Room
from lobby.names import ROOM_LENGTH
from lobby.seating import MOST_LISTED, divided, seatings
from lobby.views.pages import PageRequest

FULLEST, NEWEST = "full", "new"
# A room that lacks one player starts soonest; of equals the one that has waited longest.
ORDERS = {FULLEST: ("no_seat_left", "-taken", "created_at", "pk"), NEWEST: ("-created_at", "-pk")}
SORTS = [(FULLEST, "Fullest first"), (NEWEST, "Newest")]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for; anything else that stands there is passed over."""

    search: str
    every: bool
    sort: str

    @classmethod
    def read(cls, asked: QueryDict) -> "Wish":
        search = "".join(c if c.isprintable() else " " for c in asked.get("q", "")).strip()
        sort = asked.get("sort", FULLEST)
        return cls(
            search=search[:ROOM_LENGTH],
            every=asked.get("seats") == "all",
            sort=sort if sort in ORDERS else FULLEST,
        )

    def among(self, rooms: QuerySet[Room]) -> QuerySet[Room]:
        if self.search:
            host = Peer.objects.seated().filter(room=OuterRef("pk"), number=OuterRef("host"))
            hosted = Exists(host.filter(name__icontains=self.search))
            rooms = rooms.filter(Q(name__icontains=self.search) | hosted)
        # Rooms without a seat go last: where a list is cut short, it is cut there.
        full = Case(When(taken__gte=F("seats"), then=Value(1)), default=Value(0))
        taken = Count("peers", filter=~Q(peers__state=Peer.State.LEFT))
        return rooms.annotate(taken=taken, no_seat_left=full).order_by(*ORDERS[self.sort])


def listing(request: PageRequest, rooms: QuerySet[Room]) -> dict[str, object]:
    """The rooms one can join; those that are full are folded away, or among them if asked for."""
    wish = Wish.read(request.GET)
    found = seatings(wish.among(rooms), viewer=request.player.id)
    free, full = divided(found)
    return {
        "cut": len(found) == MOST_LISTED,
        "shown": found if wish.every else free,
        "full": [] if wish.every else full,
        "wish": wish,
        "sorts": SORTS,
        "address": request.get_full_path(),
    }
