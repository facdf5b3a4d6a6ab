"""A list of rooms, as somebody wishes to see it: searched, filtered and sorted by the address."""

from contextlib import suppress
from dataclasses import dataclass, replace
from string import ascii_lowercase, ascii_uppercase

from django.db import connection
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTransform
from django.http import QueryDict

from lobby import properties
from lobby.errors import Refusal
from lobby.models import Peer, Room
from lobby.names import ROOM_LENGTH
from lobby.properties import Property
from lobby.seating import MOST_LISTED, NAMELESS, Seating, divided, seatings
from lobby.views.pages import PageRequest

FULLEST, NEWEST = "full", "new"
# A room that lacks one player starts soonest; of equals the one that has waited longest.
SMALL_LETTERS = str.maketrans(ascii_uppercase, ascii_lowercase)
ORDERS = {FULLEST: ("no_seat_left", "-taken", "created_at", "pk"), NEWEST: ("-created_at", "-pk")}
SORTS = [(FULLEST, "Fullest first"), (NEWEST, "Newest")]
OWN_KEYS = ("q", "seats", "sort", "game", "view")  # of addresses; no property is asked for by them
MOST_FILTERS = 3  # beside the search; the others are folded away
ASKED = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for; anything else that stands there is passed over.

    `values` are properties with the value that a room must have.
    """

    search: str
    every: bool
    sort: str
    values: tuple[tuple[str, properties.Value], ...] = ()

    @classmethod
    def read(cls, asked: QueryDict, declared: tuple[Property, ...] = ()) -> "Wish":
        search = "".join(c if c.isprintable() else " " for c in asked.get("q", "")).strip()
        sort = asked.get("sort", FULLEST)
        wish = cls(
            search=search[:ROOM_LENGTH],
            every=asked.get("seats") == "all",
            sort=sort if sort in ORDERS else FULLEST,
        )
        for one in askable(declared):
            with suppress(Refusal):
                meant = one.read(asked.get(one.key, ""))
                wish = replace(wish, values=(*wish.values, (one.key, meant)))
        return wish

    @property
    def narrow(self) -> bool:
        """Whether rooms may be left out, other than those one cannot join."""
        return bool(self.search or self.values)

    def among(self, rooms: QuerySet[Room]) -> QuerySet[Room]:
        if self.search:
            host = Peer.objects.present().filter(room=OuterRef("pk"), number=OuterRef("host"))
            hosted = Exists(host.filter(name__icontains=self.search))
            rooms = rooms.filter(Q(name__icontains=self.search) | hosted)
        for place, (key, value) in enumerate(self.values):
            # By name it would be a lookup where the property is called “In” or “Contains”.
            chosen = {f"chosen_{place}": KeyTransform(key, "properties")}
            rooms = rooms.alias(**chosen).filter(**{f"chosen_{place}": value})
        # Rooms nobody can join go last: where a list is cut short, it is cut there.
        barred = Q(taken__gte=F("seats")) | ~Q(state=Room.State.OPEN)
        full = Case(When(barred, then=Value(1)), default=Value(0))
        taken = Count("peers", filter=~Q(peers__state=Peer.State.LEFT))
        return rooms.annotate(taken=taken, no_seat_left=full).order_by(*ORDERS[self.sort])

    def fits(self, seating: Seating) -> bool:
        """Whether a room is `among` those wished for, as far as it is one for lists."""
        room, search = seating.room, _folded(self.search)
        host = "" if seating.host == NAMELESS else _folded(seating.host)
        if search not in _folded(room.name) and search not in host:
            return False
        return all(room.properties.get(key) == value for key, value in self.values)


@dataclass(frozen=True, slots=True)
class Filter:
    """A property to choose rooms by: what the address calls each value, its words, if it is on."""

    key: str
    label: str
    options: list[tuple[str, str, bool]]

    @property
    def on(self) -> bool:
        return not self.options[0][2]


def askable(declared: tuple[Property, ...]) -> list[Property]:
    """The properties that an address can ask for."""
    known = (one for one in declared if one.kind in ("choice", "switch"))
    return [one for one in known if one.key not in OWN_KEYS]


def filters(wish: Wish, declared: tuple[Property, ...]) -> list[Filter]:
    chosen = dict(wish.values)
    return [_filter(one, chosen.get(one.key)) for one in askable(declared)]


def _filter(one: Property, chosen: properties.Value | None) -> Filter:
    if one.kind == "switch":
        said = ASKED.get(chosen) if isinstance(chosen, bool) else None
        words = [("", f"{one.label}: any")] + [(v, f"{one.label}: {v}") for v in ASKED.values()]
    else:
        said = str(chosen) if chosen is not None else None
        words = [("", f"Any {one.label.lower()}")] + [(c, one.shown(c)) for c in one.choices]
    options = [(value, says, value == (said or "")) for value, says in words]
    return Filter(one.key, one.label, options)


def _folded(text: str) -> str:
    """As the database compares: SQLite knows capitals of the Latin alphabet alone."""
    if connection.vendor == "sqlite":
        return text.translate(SMALL_LETTERS)
    return text.lower()


def listing(
    request: PageRequest, rooms: QuerySet[Room], declared: tuple[Property, ...] = ()
) -> dict[str, object]:
    """What a page with a list shows of it."""
    wish = Wish.read(request.GET, declared)
    offered = filters(wish, declared)
    return shown(seatings(wish.among(rooms), viewer=request.player.id), wish) | {
        "sorts": SORTS,
        "filters": offered[:MOST_FILTERS],
        "more_filters": offered[MOST_FILTERS:],
        "more_on": any(one.on for one in offered[MOST_FILTERS:]),
        "address": request.get_full_path(),
    }


def shown(found: list[Seating], wish: Wish) -> dict[str, object]:
    """The rooms one can join; the others are folded away, or among them if asked for."""
    free, shut = divided(found)
    return {
        "cut": len(found) == MOST_LISTED,
        "shown": found if wish.every else free,
        "full": [] if wish.every else shut,
        "wish": wish,
    }
