"""The quick way into a room: the best one that takes strangers, else a new one."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTransform

from lobby import names, rooms
from lobby.errors import Refusal
from lobby.membership import LEFT
from lobby.models import Game, Peer, Room, Topology
from lobby.passes import Player

MOST_TRIED = 10  # rooms; if somebody was quicker in each, a new one is quicker than all others


def match(*, game: Game, player: Player, network: str = "") -> Room:
    """A seat for a page in the best room, else in a new one. Who asks again gets the same."""

    def take(code: str) -> None:
        rooms.take_seat(code=code, player=player)

    def make() -> Room:
        name = names.of_room(player.name)
        return rooms.create(game=game, player=player, name=name, public=True, network=network)

    return _first_or_new(game, _matching(game, player.id), take, make)


def join(
    *,
    game: Game,
    socket: str,
    player: Player,
    generation: int = 0,
    extensions: bool = False,
    network: str = "",
    values: Mapping[str, object] | None = None,
    **asked: Any,
) -> None:
    """The same for a socket, in a room that has these `values`; `asked` as for `rooms.join`."""
    asked |= {"socket": socket, "generation": generation, "extensions": extensions}

    def sit(code: str) -> None:
        rooms.join(code=code, game=game, player=player, **asked)

    def make() -> Room:
        name = names.of_room(player.name) if player.name else ""
        opened = partial(rooms.create, name=name, public=True, values=values, network=network)
        return opened(game=game, player=player, **asked)

    matching = _matching(game, player.id).filter(_agrees(generation, extensions))
    if values:
        wanted = rooms.chosen(game, values)
        for place, key in enumerate(values):
            # By name it would be a lookup where the property is called “In” or “Contains”.
            matching = matching.alias(**{f"wanted_{place}": KeyTransform(key, "properties")})
            matching = matching.filter(**{f"wanted_{place}": wanted[key]})
    _first_or_new(game, matching, sit, make)


def _matching(game: Game, player: str) -> QuerySet[Room]:
    """Rooms that strangers are matched into: own, then hosted, then the fullest, then the oldest.

    One whose host's game is still loading counts: whoever asks meanwhile meets there. So does one
    whose host's tab is hidden, but its game may stand still.
    """
    taken = Count("peers", filter=~Q(peers__state=LEFT))
    seats_of_player = ~Q(peers__state=LEFT) & Q(peers__player=player) & ~Q(peers__player="")
    own = Count("peers", filter=seats_of_player)
    host = Peer.objects.here().filter(room=OuterRef("pk"), number=OuterRef("host"), hidden=False)
    rooms = Room.objects.filter(
        game=game, public=True, state=Room.State.OPEN, password="", started_at=None
    )
    if player:
        put_out = Peer.objects.filter(room=OuterRef("pk"), player=player, state=LEFT)
        rooms = rooms.exclude(Exists(put_out.exclude(parting_words="")))
    counted = rooms.annotate(taken=taken, own=own, hosted=Exists(host))
    with_a_seat = counted.filter(Q(taken__lt=F("seats")) | Q(own__gt=0))
    return with_a_seat.order_by("-own", "-hosted", "-taken", "created_at")


def _agrees(generation: int, extensions: bool) -> Q:
    """What `membership.agree` does not refuse."""
    meets = Q(generation__in=(0, generation)) if generation else Q()
    return meets if extensions else meets & (~Q(topology=Topology.STAR) | Q(host=1))


def _first_or_new(
    game: Game, rooms: QuerySet[Room], take: Callable[[str], None], make: Callable[[], Room]
) -> Room:
    """Who finds nothing looks once more when it is the only one who makes a room of that game: two
    who come at one moment meet, instead of each waiting in a room of its own."""
    if found := _first(rooms, take):
        return found
    with transaction.atomic():  # SQLite's lets nobody else write; others lock the game.
        Game.objects.select_for_update(no_key=True).filter(pk=game.pk).first()
        return _first(rooms.all(), take) or make()


def _first(rooms: QuerySet[Room], take: Callable[[str], None]) -> Room | None:
    for room in rooms[:MOST_TRIED]:
        with suppress(Refusal):  # Somebody was quicker.
            take(room.code)
            return room
    return None
