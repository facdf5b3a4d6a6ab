"""What happened to a room, told to its sockets once the database has it.

Only verbs call this, inside their transaction: so nobody can forget it, and nobody hears of what
was rolled back.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from lobby import ledger
from lobby.bus import bus
from lobby.live.changes import changes
from lobby.models import Peer, Room
from lobby.switchboard import switchboard
from lobby.table import Event, Touched, worker_of


def peer_joined(room: Room, peer: Peer, others: Mapping[int, str]) -> None:
    """`others` are the numbers that were seated before, each with the name of its socket."""
    _tell(
        "peer.joined",
        room,
        number=peer.number,
        socket=peer.socket,
        generation=room.generation,
        others=dict(others),
    )


def peer_resumed(room: Room, peer: Peer, others: Mapping[int, Peer]) -> None:
    """The same of a peer that goes on, with another socket."""
    _tell(
        "peer.resumed",
        room,
        number=peer.number,
        socket=peer.socket,
        state=room.state,
        generation=room.generation,
        others={number: other.socket for number, other in others.items()},
        again=tuple(number for number, other in others.items() if other.resume_key),
    )


def peer_left(room: Room, number: int) -> None:
    _tell("peer.left", room, number=number)


def peer_turned_away(room: Room, peer: Peer, rule: str, words: str) -> None:
    """It waited in vain, or was put out: a word to its socket alone."""
    _tell("peer.turned_away", room, socket=peer.socket, rule=rule, words=words)


def ticket_changed(key: str) -> None:
    """Whoever waits with it looks again."""
    transaction.on_commit(partial(_touch, key))


def seeker_turned_away(socket: str, rule: str, words: str = "") -> None:
    """It waited for a match in vain: a word to its socket, which has no room yet."""
    event = Event("peer.turned_away", room="", version=0, socket=socket, rule=rule, words=words)
    transaction.on_commit(partial(_publish_to, event, (worker_of(socket),)))


def room_sealed(room: Room) -> None:
    _tell("room.sealed", room)


def room_closed(room: Room, words: str = "") -> None:
    """`words` are somebody's own; without them the rule has its own."""
    _tell("room.closed", room, rule=room.closed_because, words=words)


def host_changed(room: Room) -> None:
    """Events bear the host's number; this one is for when nothing else has happened."""
    _tell("host.changed", room)


def room_changed(room: Room) -> None:
    """What only lists and panels show: they read it anew."""
    transaction.on_commit(partial(_touch, room.code))


def room_read(room: Room) -> None:
    """All of a room, to the sockets of this worker alone."""
    here = (peer for peer in room.present if peer.state == Peer.State.SEATED and peer.socket)
    seated = {peer.number: peer.socket for peer in here}
    why = {"rule": room.closed_because, "words": room.closing_words}
    told = {"state": room.state, "generation": room.generation}
    event = _event("room.read", room, others=seated, **told, **why)
    transaction.on_commit(partial(switchboard.publish, event))


def _tell(kind: str, room: Room, **more: Any) -> None:
    event = _event(kind, room, **more)
    transaction.on_commit(partial(_publish, event, ledger.workers(room)))


def _event(kind: str, room: Room, **more: Any) -> Event:
    return Event(
        type=kind,
        room=room.code,
        version=room.version,
        topology=room.topology,
        host=room.host,
        seats=room.seats,
        **more,
    )


def _publish(event: Event, workers: tuple[str, ...]) -> None:
    _publish_to(event, workers)
    _touch(event.room)


def _publish_to(event: Event, workers: tuple[str, ...]) -> None:
    switchboard.publish(event)
    bus.publish(event, workers)


def _touch(code: str) -> None:
    changes.touch(code)
    bus.tell_all(Touched(code))
