"""What happens to the seats of one locked room; see `lobby.ledger` for how it is kept."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from lobby import announce
from lobby.errors import Refusal
from lobby.models import Game, Peer, Room, Topology
from lobby.passes import Player

HOLD = timedelta(minutes=2)  # since the last sign of life of the page that took the seat
RELOAD = timedelta(seconds=20)  # since the socket went: the page's next sign of life is in time
HIGHEST_NUMBER = 2**31 - 1  # WebRTCMultiplayerPeer's own bound

HELD, WAITING = Peer.State.HELD, Peer.State.WAITING
SEATED, LEFT = Peer.State.SEATED, Peer.State.LEFT
NEVER = ""  # the state of a peer that nobody was told of: its row goes, or never comes


def new_peer(room: Room, player: Player) -> Peer:
    """One more peer, not seated yet. What nobody ever had as a number, `lobby.ledger` sees to."""
    if len(room.present) >= room.seats:
        raise Refusal("room.full", "That room is full.")
    return _numbered(room, player)


def hold(room: Room, peer: Peer, term: timedelta = HOLD) -> None:
    """Keep a seat for a player whose game is not connected."""
    peer.state, peer.socket, peer.held_until = HELD, "", timezone.now() + term
    peer.resume_key, peer.left_at = "", None
    _take_up(room, peer)
    announce.room_changed(room)


def sit(
    room: Room, peer: Peer, socket: str, extensions: bool = False, resume_key: str = ""
) -> None:
    """Connect a peer: it is seated at once, or waits for the host."""
    peer.state, peer.socket, peer.held_until = WAITING, socket, None
    peer.extensions, peer.resume_key = extensions, resume_key
    peer.joined_at, peer.left_at = timezone.now(), None
    _take_up(room, peer)
    settle(room)
    if peer.state == WAITING:
        announce.room_changed(room)


def resume(room: Room, peer: Peer, socket: str) -> None:
    """Connect a peer again, in place of a socket that was lost: nobody else is told."""
    peer.socket, peer.held_until = socket, None
    if peer.state == SEATED:
        others = {p.number: p for p in room.present if p.state == SEATED and p.socket and p != peer}
        room.version += 1
        announce.peer_resumed(room, peer, others)


def remove(room: Room, peer: Peer) -> None:
    """Free a seat for good. A host that goes before the seal takes the room along, or is followed
    by another where the game wants that."""
    room.present.remove(peer)
    room.gone.append(peer)
    if peer.state != SEATED:
        # The row stays for the page of who was put out, but not where its number is given on.
        keep = bool(peer.parting_words) and peer.number != room.host
        peer.state, peer.socket = LEFT if keep else NEVER, ""
        peer.left_at = timezone.now()
        return settle(room)
    if not peer.socket:  # Its game had no need of one any more: those who have are not told twice.
        peer.state, peer.left_at = LEFT, timezone.now()
        announce.room_changed(room)
        return settle(room)
    peer.state, peer.socket, peer.left_at = LEFT, "", timezone.now()
    if room.state == Room.State.OPEN and peer.number == room.host:
        follower = _follower(room)
        if follower is None:
            return close(room, "host.left")
        room.host = follower.number
    room.version += 1
    announce.peer_left(room, peer.number)
    settle(room)


def disconnect(room: Room, peer: Peer) -> None:
    """Free the seat of a socket that went; a player known by its page may be reloading it.

    Once sealed, a game needs no socket: a seat lives by its page.
    """
    if room.state == Room.State.SEALED and peer.page:
        peer.socket = ""
        room.version += 1
        return announce.peer_left(room, peer.number)
    hosts = peer.number == room.host and _follower(room) is None
    returning = room.state == Room.State.OPEN and peer.player and not hosts
    if returning:
        known = peer.state != WAITING  # as a number, which nobody else ever gets
        held = _numbered(room, Player(peer.player, peer.name)) if known else peer
        held.page, held.ready = peer.page, peer.ready
        held.hidden, held.team = peer.hidden, peer.team
        hold(room, held, RELOAD)
        held.left_at = timezone.now()
        if not known:
            return
    remove(room, peer)


def settle(room: Room) -> None:
    """Seat everyone who waits, once there is a host; close a room that nobody is in."""
    waiting = [peer for peer in room.present if peer.state == WAITING]
    if not room.present:
        return close(room, "room.empty")
    host = next((peer for peer in room.present if peer.number == room.host), None)
    if host is None and waiting:
        host = waiting[0]
        host.number = room.host
    if host is None or host.state == HELD:
        return
    if not room.topology:
        room.topology = Topology.MESH
    for peer in sorted(waiting, key=lambda peer: peer is not host):
        others = {other.number: other.socket for other in room.present if other.state == SEATED}
        peer.state = SEATED
        room.version += 1
        announce.peer_joined(room, peer, others=others)


def seat_of(room: Room, player: str = "", socket: str = "") -> Peer | None:
    """The peer that a socket or a player is in a room; of a player's several, the host."""
    own = [
        peer
        for peer in room.present
        if (socket and peer.socket == socket) or (player and peer.player == player)
    ]
    return next((peer for peer in own if peer.number == room.host), own[0] if own else None)


def give_up(room: Room, silent: Collection[Peer]) -> None:
    """Free seats that were held for pages which have fallen silent."""
    for peer in silent:
        if peer.state == SEATED:  # It was sealed, and its page has gone.
            remove(room, peer)
        else:
            _forget(room, peer)
    announce.room_changed(room)
    if room.state != Room.State.CLOSED:
        settle(room)


def agree(room: Room, topology: str, generation: int, extensions: bool = False) -> None:
    """What a room made on a page leaves open, its first game decides. Raises Refusal.

    Godot 3 and 4 differ in who makes the offer, so they never meet in one room; the text dialect
    of Godot 3 knows meshes only. Who counts on number 1 cannot come in where another hosts.
    """
    if room.generation and generation and room.generation != generation:
        raise Refusal("room.generation", "This room plays on another version of Godot.")
    if room.host != 1 and not extensions and _needs_number_1(room):
        raise Refusal("room.extended", "This room’s host has changed, which this game knows not.")
    room.generation = room.generation or generation
    room.topology = Topology.MESH if generation == 3 else room.topology or topology


def seal(room: Room) -> None:
    """End joining: seats that are only held, or waited for, go."""
    room.state, room.sealed_at = Room.State.SEALED, timezone.now()
    for peer in [peer for peer in room.present if peer.state != SEATED]:
        _forget(room, peer)
    room.version += 1
    announce.room_sealed(room)


def close(room: Room, rule: str, words: str = "") -> None:
    """End a room for everyone in it, with a word to each socket."""
    room.state, room.closed_at, room.closed_because = Room.State.CLOSED, timezone.now(), rule
    room.closing_words = words
    for peer in list(room.present):
        if peer.state == SEATED:
            peer.state, peer.socket, peer.left_at = LEFT, "", timezone.now()
            continue
        if peer.state == WAITING:
            announce.peer_turned_away(room, peer, rule, words)
        _forget(room, peer)
    room.version += 1
    announce.room_closed(room, words)


def _take_up(room: Room, peer: Peer) -> None:
    if peer not in room.present:
        room.present.append(peer)


def _forget(room: Room, peer: Peer) -> None:
    peer.state, peer.socket = NEVER, ""
    room.present.remove(peer)
    room.gone.append(peer)


def _numbered(room: Room, player: Player) -> Peer:
    number = room.host
    while number == room.host:
        number = 2 + secrets.randbelow(HIGHEST_NUMBER - 1)
    return Peer(room=room, number=number, player=player.id, name=player.name)


def _follower(room: Room) -> Peer | None:
    """Who hosts once the host has gone, where the game goes on without it."""
    others = (p for p in room.present if p.state == SEATED and p.number != room.host)
    follower = next(others, None)
    if follower is None or not may_change_host(room):
        return None
    return follower if room.game.when_host_leaves == Game.WhenHostLeaves.KEEP else None


def may_change_host(room: Room) -> bool:
    """A game that counts on number 1 can go on with another host only if each who plays it is told
    who that is."""
    seated = (peer for peer in room.present if peer.state == SEATED)
    return not _needs_number_1(room) or all(peer.extensions for peer in seated)


def make_host(room: Room, peer: Peer) -> None:
    """Of a room that `may_change_host`."""
    room.host = peer.number
    room.version += 1
    announce.host_changed(room)


def _needs_number_1(room: Room) -> bool:
    """Godot's own star has it as its server; of a mesh, its game says so."""
    keeps = room.game.when_host_leaves == Game.WhenHostLeaves.KEEP
    return room.topology == Topology.STAR or not keeps
