"""Who sits where, as pages draw it: coloured seats for people, dashed ones that are free."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from lobby.models import Peer, Room

COLOURS = 8
MOST_DRAWN = 8  # seats; a larger room shows six, then how many more
DRAWN_WHEN_LARGE = 6
NAMELESS = "Player"
MOST_LISTED = 200  # rooms on a page


@dataclass(frozen=True, slots=True)
class Seat:
    """A taken seat. The colour goes by the order of joining, so it stays when others leave."""

    name: str
    colour: int
    host: bool
    player: str
    here: bool

    @property
    def initial(self) -> str:
        return self.name[0].upper()


@dataclass(frozen=True, slots=True)
class Seating:
    """A room and its seats."""

    room: Room
    taken: list[Seat]

    @property
    def free(self) -> int:
        return max(0, self.room.seats - len(self.taken))

    @property
    def host(self) -> str:
        return next((seat.name for seat in self.taken if seat.host), "")

    @property
    def drawn(self) -> list[Seat]:
        return self.taken if self.room.seats <= MOST_DRAWN else self.taken[:DRAWN_WHEN_LARGE]

    @property
    def drawn_free(self) -> range:
        most = self.room.seats if self.room.seats <= MOST_DRAWN else DRAWN_WHEN_LARGE
        return range(min(self.free, most - len(self.drawn)))

    @property
    def more(self) -> int:
        return max(0, self.room.seats - len(self.drawn) - len(self.drawn_free))

    def seats(self, player: str) -> bool:
        return any(seat.player == player for seat in self.taken)


def seatings(rooms: QuerySet[Room], most: int = MOST_LISTED) -> list[Seating]:
    """Rooms with their seats, oldest first, in two queries however many they are."""
    earlier = (
        Peer.objects.filter(room=OuterRef("room"), pk__lt=OuterRef("pk"))
        .order_by()
        .values("room")
        .annotate(count=Count("pk"))
        .values("count")
    )
    order = Coalesce(Subquery(earlier, output_field=IntegerField()), 0)
    peers = Prefetch("peers", Peer.objects.present().annotate(order=order).order_by("pk"))
    found = rooms.select_related("game", "game__live_build", "build").order_by("created_at", "pk")
    return [Seating(room, _taken(room)) for room in found.prefetch_related(peers)[:most]]


def divided(every: Iterable[Seating]) -> tuple[list[Seating], list[Seating]]:
    """Those one can join, and those that are full."""
    rooms = list(every)
    return [room for room in rooms if room.free], [room for room in rooms if not room.free]


def listing(request: HttpRequest, rooms: QuerySet[Room]) -> dict[str, object]:
    """A list of rooms: those that are full are folded away, unless one asks to see them all."""
    every = request.GET.get("seats") == "all"
    found = seatings(rooms)
    free, full = divided(found)
    return {"shown": found if every else free, "full": [] if every else full, "every": every}


def _taken(room: Room) -> list[Seat]:
    return [
        Seat(
            name=peer.name.strip() or NAMELESS,
            colour=getattr(peer, "order", 0) % COLOURS + 1,
            host=peer.number == room.host,
            player=peer.player,
            here=peer.state == Peer.State.SEATED,
        )
        for peer in room.peers.all()
    ]
