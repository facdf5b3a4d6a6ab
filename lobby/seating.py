"""Who sits where, as pages draw it: coloured seats for people, dashed ones that are free."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lobby.errors import Refusal
from lobby.models import Peer, Room

LEFT = Peer.State.LEFT
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
    number: int = 0
    ready: bool = False
    hidden: bool = False  # its tab, where browsers let a game stand still
    page: bool = False  # connected, beside the game or before it
    left: bool = False  # its socket, with the seal; nobody has heard of it since
    lost: bool = False  # its game or page was connected, and neither is now
    extensions: bool = False  # its game hears what becomes of the room

    @property
    def initial(self) -> str:
        return self.name[0].upper()


@dataclass(frozen=True, slots=True)
class Seating:
    """A room and its seats, as `viewer` sees them."""

    room: Room
    taken: list[Seat]
    most_drawn: int = MOST_DRAWN
    viewer: str = ""

    @property
    def free(self) -> int:
        return max(0, self.room.seats - len(self.taken))

    @property
    def host(self) -> str:
        return next((seat.name for seat in self.taken if seat.host), "")

    @property
    def host_hidden(self) -> bool:
        return any(seat.host and seat.hidden for seat in self.taken)

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

    @property
    def mine(self) -> bool:
        return self.own is not None and not self.own.left

    @property
    def own(self) -> Seat | None:
        return next(
            (seat for seat in self.taken if self.viewer and seat.player == self.viewer), None
        )

    @property
    def ready(self) -> int:
        return sum(seat.ready for seat in self.taken)

    @property
    def company(self) -> list[Seat]:
        """Who else is really there: by a game or by a page."""
        others = (seat for seat in self.taken if not self.viewer or seat.player != self.viewer)
        return [seat for seat in others if seat.here or seat.page]

    @property
    def absent(self) -> int:
        """How many others have a seat and no game in it yet, so that a seal takes it from them."""
        others = (seat for seat in self.taken if not self.viewer or seat.player != self.viewer)
        return sum(not seat.here for seat in others) if self.room.open else 0

    @property
    def mine_is_connected(self) -> bool:
        """The viewer plays here already: in another tab, if not in this one."""
        return any(seat.player == self.viewer and seat.here for seat in self.taken)

    @property
    def i_host(self) -> bool:
        return any(seat.host and seat.player == self.viewer for seat in self.taken)

    @property
    def on_lists(self) -> bool:
        """As `Room.objects.on_lists()` says it."""
        room = self.room
        if not room.public or room.state == Room.State.CLOSED:
            return False
        return not room.open or any(seat.host and (seat.here or seat.page) for seat in self.taken)

    def has(self, player: str) -> bool:
        return any(seat.player == player for seat in self.taken)

    @property
    def joinable(self) -> bool:
        return self.mine or (self.room.open and self.free > 0)

    @property
    def shut(self) -> str:
        """Why nobody can come in, as its row says it; "" if one can."""
        if self.room.state == Room.State.CLOSED:
            return "That room has closed"
        if self.joinable:
            return ""
        return "Every seat is taken" if self.room.open else "Nobody can join late"

    @property
    def look(self) -> str:
        """What a row of it looks like; its words and its one action go by that."""
        if self.room.state != Room.State.OPEN:
            return str(self.room.state)
        if self.mine:
            return "own"
        if not self.free:
            return "full"
        if self.room.locked:
            return "locked"
        return "playing" if self.room.playing else "open"

    @property
    def chosen(self) -> list[str]:
        """What was chosen for the room, in short words, in the order that its game declares it."""
        had = [(one, self.room.properties.get(one.key)) for one in self.room.game.declared]
        return [words for one, value in had if value is not None and (words := one.shown(value))]


def seatings(
    rooms: QuerySet[Room],
    *,
    viewer: str = "",
    most_drawn: int = MOST_DRAWN,
    most: int = 0,
) -> list[Seating]:
    """Rooms with their seats, in two queries however many they are; the viewer's own first.

    The seal ends the sockets, not the game: who had no page beside it may play on, and stays.
    """
    unheard = Q(left_at__gte=F("room__sealed_at"), held_until=None, parting_words="")
    peers = Prefetch("peers", _in_order(Peer.objects.filter(~Q(state=LEFT) | unheard)))
    found = rooms.select_related(*OF_A_ROOM).prefetch_related(peers)[: most or MOST_LISTED]
    every = [Seating(room, _taken(room.peers.all()), most_drawn, viewer) for room in found]
    return sorted(every, key=lambda seating: not seating.mine)


def seating_of(code: str, viewer: str = "") -> Seating:
    """The same of one room. Raises Refusal if it has gone meanwhile, with its game."""
    found = seatings(Room.objects.filter(code=code), viewer=viewer)
    if not found:
        raise Refusal("room.closed", "That room has closed.")
    return found[0]


def divided(every: Iterable[Seating]) -> tuple[list[Seating], list[Seating]]:
    """Those one can join, and those that are full."""
    rooms = list(every)
    return [one for one in rooms if one.joinable], [one for one in rooms if not one.joinable]


def _in_order(peers: QuerySet[Peer]) -> QuerySet[Peer]:
    """With each one's `order`: how many came to its room before it."""
    earlier = (
        Peer.objects.filter(room=OuterRef("room"), pk__lt=OuterRef("pk"))
        .order_by()
        .values("room")
        .annotate(count=Count("pk"))
        .values("count")
    )
    order = Coalesce(Subquery(earlier, output_field=IntegerField()), 0)
    return peers.annotate(order=order).order_by("pk")


def _taken(peers: Iterable[Peer]) -> list[Seat]:
    return [
        Seat(
            name=peer.name.strip() or NAMELESS,
            colour=getattr(peer, "order", 0) % COLOURS + 1,
            host=peer.number == peer.room.host,
            player=peer.player,
            here=peer.state == Peer.State.SEATED and bool(peer.socket or peer.page),
            number=peer.number,
            ready=peer.ready,
            hidden=peer.hidden,
            page=bool(peer.page),
            left=peer.state == LEFT,
            extensions=peer.extensions,
            lost=peer.state != LEFT and bool(peer.left_at and not peer.socket and not peer.page),
        )
        for peer in peers
    ]
