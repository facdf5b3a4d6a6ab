"""What happens to the seats of one room, inside a verb's transaction that has locked it."""

import secrets
from datetime import timedelta

from django.utils import timezone

from lobby import announce
from lobby.errors import Refusal
from lobby.models import Peer, Room, Topology
from lobby.passes import Player

HOLD = timedelta(minutes=2)  # since the last sign of life of the page that took the seat
RELOAD = timedelta(seconds=20)  # since the socket went: the page's next sign of life is in time
HIGHEST_NUMBER = 2**31 - 1  # WebRTCMultiplayerPeer's own bound

HELD, WAITING = Peer.State.HELD, Peer.State.WAITING
SEATED, LEFT = Peer.State.SEATED, Peer.State.LEFT


def new_peer(room: Room, player: Player) -> Peer:
    """One more peer, not saved yet, with a number that nobody in the room ever had."""
    if room.peers.present().count() >= room.seats:
        raise Refusal("room.full", "That room is full.")
    number = room.host
    while number == room.host or room.peers.filter(number=number).exists():
        number = 2 + secrets.randbelow(HIGHEST_NUMBER - 1)
    return Peer(room=room, number=number, player=player.id, name=player.name)


def hold(peer: Peer, term: timedelta = HOLD) -> None:
    """Keep a seat for a player whose game is not connected."""
    peer.state, peer.socket, peer.held_until = HELD, "", timezone.now() + term
    peer.save()


def sit(room: Room, peer: Peer, socket: str) -> None:
    """Connect a peer: it is seated at once, or waits for the host."""
    peer.state, peer.socket, peer.held_until = WAITING, socket, None
    peer.joined_at = timezone.now()
    peer.save()
    settle(room)


def remove(room: Room, peer: Peer) -> None:
    """Free a seat for good. A host that goes before the seal takes the room along."""
    if peer.state != SEATED:  # Nobody was told of it.
        peer.delete()
        return settle(room)
    peer.state, peer.socket, peer.left_at = LEFT, "", timezone.now()
    peer.save(update_fields=["state", "socket", "left_at"])
    if room.state == Room.State.OPEN and peer.number == room.host:
        return close(room, "host.left")
    _raise_version(room)
    announce.peer_left(room, peer.number)
    settle(room)


def disconnect(room: Room, peer: Peer) -> None:
    """Free the seat of a socket that went; a player known by its page may be reloading it."""
    returning = room.state == Room.State.OPEN and peer.player and peer.number != room.host
    if returning and peer.state == WAITING:
        return hold(peer, RELOAD)
    if returning:
        player = Player(peer.player, peer.name)
        remove(room, peer)
        return hold(new_peer(room, player), RELOAD)
    remove(room, peer)


def settle(room: Room) -> None:
    """Seat everyone who waits, once there is a host; close a room that nobody is in."""
    present = list(room.peers.present())
    waiting = [peer for peer in present if peer.state == WAITING]
    if not present:
        return close(room, "room.empty")
    host = next((peer for peer in present if peer.number == room.host), None)
    if host is None and waiting:
        host = waiting[0]
        host.number = room.host
    if host is None or host.state == HELD:
        return
    if not room.topology:
        decide_topology(room, Topology.MESH)
    seated = [peer.number for peer in present if peer.state == SEATED]
    for peer in sorted(waiting, key=lambda peer: peer is not host):
        peer.state = SEATED
        peer.save(update_fields=["state", "number"])
        _raise_version(room)
        announce.peer_joined(room, peer, others=seated)
        seated.append(peer.number)


def decide_topology(room: Room, topology: str) -> None:
    """A room made on a page may leave it to its host's game."""
    room.topology = topology
    room.save(update_fields=["topology"])


def seal(room: Room) -> None:
    """End joining: seats that are only held, or waited for, go."""
    room.state, room.sealed_at = Room.State.SEALED, timezone.now()
    room.save(update_fields=["state", "sealed_at"])
    room.peers.filter(state__in=(HELD, WAITING)).delete()
    _raise_version(room)
    announce.room_sealed(room)


def close(room: Room, rule: str, words: str = "") -> None:
    """End a room for everyone in it, with a word to each socket."""
    room.state, room.closed_at, room.closed_because = Room.State.CLOSED, timezone.now(), rule
    room.save(update_fields=["state", "closed_at", "closed_because"])
    for peer in room.peers.filter(state=WAITING):
        announce.peer_turned_away(room, peer, rule, words)
    room.peers.filter(state__in=(HELD, WAITING)).delete()
    room.peers.seated().update(state=LEFT, socket="", left_at=timezone.now())
    _raise_version(room)
    announce.room_closed(room, words)


def _raise_version(room: Room) -> None:
    room.version += 1
    room.save(update_fields=["version"])
