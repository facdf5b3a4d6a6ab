"""What happened to a room, told to its sockets once the database has it.

Only verbs call this, inside their transaction: so nobody can forget it, and nobody hears of what
was rolled back.
"""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from lobby.models import Peer, Room
from lobby.switchboard import Event, switchboard


def peer_joined(room: Room, peer: Peer, others: Iterable[int]) -> None:
    """`others` are the numbers that were seated before."""
    _tell("peer.joined", room, number=peer.number, socket=peer.socket, others=tuple(others))


def peer_left(room: Room, number: int) -> None:
    _tell("peer.left", room, number=number)


def peer_turned_away(room: Room, peer: Peer, rule: str, words: str) -> None:
    """It waited in vain, or was put out: a word to its socket alone."""
    _tell("peer.turned_away", room, socket=peer.socket, rule=rule, words=words)


def room_sealed(room: Room) -> None:
    _tell("room.sealed", room)


def room_closed(room: Room, words: str = "") -> None:
    """`words` are somebody's own; without them the rule has its own."""
    _tell("room.closed", room, rule=room.closed_because, words=words)


def _tell(
    kind: str,
    room: Room,
    *,
    number: int = 0,
    socket: str = "",
    others: tuple[int, ...] = (),
    rule: str = "",
    words: str = "",
) -> None:
    event = Event(
        type=kind,
        room=room.code,
        version=room.version,
        number=number,
        socket=socket,
        topology=room.topology,
        host=room.host,
        others=others,
        rule=rule,
        words=words,
    )
    transaction.on_commit(partial(switchboard.publish, event))
