"""Who sits where, as pages draw it: coloured seats for people, dashed ones that are free."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lobby.models import Peer, Room

COLOURS = 8
MOST_DRAWN = 8  # seats; a larger room shows fewer, then how many more
DRAWN_WHEN_LARGE = 6
NAMELESS = "Player"
MOST_LISTED = 200  # rooms on a page
OF_A_GAME = ("cover", "live_build__picture")  # what its pages draw
OF_A_ROOM = ("build", *(f"game__{name}" for name in OF_A_GAME))


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
    most_drawn: int = MOST_DRAWN

    @property
    def free(self) -> int:
        return max(0, self.room.seats - len(self.taken))

    @property
    def host(self) -> str:
        return next((seat.name for seat in self.taken if seat.host), "")

    @property
    def places(self) -> int:
        """How many seats there is room to draw."""
        return self.room.seats if self.room.seats <= self.most_drawn else DRAWN_WHEN_LARGE

    @property
    def drawn(self) -> list[Seat]:
        return self.taken if self.room.seats <= self.most_drawn else self.taken[: self.places]

    @property
    def unnamed(self) -> int:
        """Of those who are in the room, how many are not drawn."""
        return len(self.taken) - len(self.drawn)

    @property
    def drawn_free(self) -> range:
        return range(min(self.free, max(0, self.places - len(self.drawn))))

    @property
    def more(self) -> int:
        return max(0, self.room.seats - len(self.drawn) - len(self.drawn_free))

    def seats(self, player: str) -> bool:
        return any(seat.player == player for seat in self.taken)


def seatings(rooms: QuerySet[Room], *, most_drawn: int = MOST_DRAWN) -> list[Seating]:
    """Rooms with their seats, in two queries however many they are."""
    earlier = (
        Peer.objects.filter(room=OuterRef("room"), pk__lt=OuterRef("pk"))
        .order_by()
        .values("room")
        .annotate(count=Count("pk"))
        .values("count")
    )
    order = Coalesce(Subquery(earlier, output_field=IntegerField()), 0)
    peers = Prefetch("peers", Peer.objects.present().annotate(order=order).order_by("pk"))
    found = rooms.select_related(*OF_A_ROOM).prefetch_related(peers)[:MOST_LISTED]
    return [Seating(room, _taken(room), most_drawn) for room in found]


def divided(every: Iterable[Seating]) -> tuple[list[Seating], list[Seating]]:
    """Those one can join, and those that are full."""
    rooms = list(every)
    return [room for room in rooms if room.free], [room for room in rooms if not room.free]


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
