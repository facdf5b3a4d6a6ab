"""A list of rooms, as somebody wishes to see it: searched, filtered and sorted by the address."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models import Value as SQLValue
from django.http import QueryDict

from lobby.errors import Refusal
from lobby.models import Game, Peer, Room
from lobby.names import ROOM_LENGTH
from lobby.properties import Property, Value
from lobby.seating import MOST_LISTED, NAMELESS, Seating, divided, seatings
from lobby.views.pages import PageRequest

Context = dict[str, object]

FULLEST, NEWEST = "full", "new"
# A room that lacks one player starts soonest; of equals the one that has waited longest.
ORDERS = {FULLEST: ("no_seat_left", "-taken", "created_at", "pk"), NEWEST: ("-created_at", "-pk")}
SORTS = [(FULLEST, "Fullest first"), (NEWEST, "Newest")]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for; anything else that stands there is passed over.

    `values` are of choices and switches that the game declares, by their keys.
    """

    search: str
    every: bool
    sort: str
    values: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def read(cls, asked: QueryDict, declared: Iterable[Property] = ()) -> "Wish":
        search = "".join(c if c.isprintable() else " " for c in asked.get("q", "")).strip()
        sort = asked.get("sort", FULLEST)
        return cls(
            search=search[:ROOM_LENGTH],
            every=asked.get("seats") == "all",
            sort=sort if sort in ORDERS else FULLEST,
            values=tuple(_values(asked, declared)),
        )

    def among(self, rooms: QuerySet[Room]) -> QuerySet[Room]:
        if self.search:
            host = Peer.objects.present().filter(room=OuterRef("pk"), number=OuterRef("host"))
            hosted = Exists(host.filter(name__icontains=self.search))
            rooms = rooms.filter(Q(name__icontains=self.search) | hosted)
        rooms = rooms.filter(**{f"properties__{key}": value for key, value in self.values})
        # Rooms without a seat go last: where a list is cut short, it is cut there.
        full = Case(When(taken__gte=F("seats"), then=SQLValue(1)), default=SQLValue(0))
        taken = Count("peers", filter=~Q(peers__state=Peer.State.LEFT))
        return rooms.annotate(taken=taken, no_seat_left=full).order_by(*ORDERS[self.sort])

    def fits(self, seating: Seating) -> bool:
        """Whether a room is `among` those wished for, as far as it is one for lists."""
        room, search = seating.room, self.search.lower()
        host = "" if seating.host == NAMELESS else seating.host.lower()
        if search not in room.name.lower() and search not in host:
            return False
        return all(room.properties.get(key) == value for key, value in self.values)


def listing(request: PageRequest, rooms: QuerySet[Room], game: Game | None = None) -> Context:
    """What a page with a list shows of it."""
    wish = Wish.read(request.GET, game.declared if game else ())
    found = seatings(wish.among(rooms), viewer=request.player.id)
    return shown(found, wish) | {"sorts": SORTS, "address": request.get_full_path()}


def shown(found: list[Seating], wish: Wish) -> Context:
    """The rooms one can join; the others are folded away, or among them if asked for."""
    free, full = divided(found)
    return {
        "cut": len(found) == MOST_LISTED,
        "shown": found if wish.every else free,
        "full": [] if wish.every else full,
        "wish": wish,
    }


def _values(asked: QueryDict, declared: Iterable[Property]) -> Iterator[tuple[str, Value]]:
    for one in declared:
        if one.kind in ("choice", "switch") and asked.get(one.key):
            with suppress(Refusal):
                yield one.key, one.read(asked[one.key])
