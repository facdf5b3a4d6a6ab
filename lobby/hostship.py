"""What the host of a room does with it: by its game's socket, or as a player on a page."""

from collections.abc import Mapping

from django.utils import timezone

from lobby import announce, decency, ledger, membership, names, passwords, rooms
from lobby.errors import Refusal
from lobby.membership import SEATED
from lobby.models import Peer, Room

PUT_OUT = "The host put you out of the room."
FIXED = "This game works only with the host that it began with."


def seal(*, code: str = "", player: str = "", socket: str = "") -> None:
    """End joining. The sockets close a while later; the game goes on."""
    with ledger.locked(code=code, socket=socket) as room:
        peer = membership.seat_of(room, player, socket) if room else None
        if room is None or peer is None:
            return
        if peer.number != room.host:
            raise Refusal("seal.not_host", "Only the room’s host can start the game for everyone.")
        _seal(room, peer)


def start(*, code: str, player: str = "", socket: str = "") -> None:
    """Say that the game has begun. Where nobody may join late, that seals the room."""
    with ledger.locked(code=code) as found:
        room, host = _hosted(found, player, socket)
        if room.started_at is None:
            room.started_at = timezone.now()
            announce.room_changed(room)
        if not room.late_joining:
            _seal(room, host)


def change(
    *,
    code: str,
    player: str = "",
    socket: str = "",
    name: str | None = None,
    public: bool | None = None,
    password: str | None = None,
    seats: int | None = None,
    late_joining: bool | None = None,
    values: Mapping[str, object] | None = None,
) -> None:
    """Change what is given. An empty password opens the door to all who know the room.

    `values` are of properties, by their keys; those that are not given stay. A started room that
    nobody may join late any more is sealed.
    """
    called = decency.masked(names.tidy(name or "", names.ROOM_LENGTH))
    if name is not None and not called:
        raise Refusal("name.empty", "Write a name for the room.")
    with ledger.locked(code=code) as found:
        room, host = _hosted(found, player, socket)
        room.name = called or room.name
        if public is not None:
            room.public = public
        if password is not None:
            room.password = passwords.hashed(code, passwords.checked(password))
        if seats is not None:
            room.seats = _seats(room, seats)
        if late_joining is not None:
            room.late_joining = late_joining
        if values:
            room.properties = rooms.chosen(room.game, values, room.properties)
        announce.room_changed(room)
        if late_joining is False and room.started_at is not None:
            _seal(room, host)


def kick(*, code: str, number: int, player: str = "", socket: str = "") -> None:
    """Put another peer out, with all its seats; known by its page, it cannot come back."""
    with ledger.locked(code=code) as found:
        room, _ = _hosted(found, player, socket)
        peer = _other(room, number)
        for own in _seats_of(room, peer):
            announce.peer_turned_away(room, own, "peer.kicked", "")
            own.parting_words = PUT_OUT
            membership.remove(room, own)


def hand_over(*, code: str, number: int, player: str = "", socket: str = "") -> None:
    """Make another peer the host, where the game can go on with it."""
    with ledger.locked(code=code) as found:
        room, _ = _hosted(found, player, socket)
        peer = _other(room, number)
        if peer.state != SEATED:
            raise Refusal("heir.not_here", "That player’s game is not connected yet.")
        if not membership.may_change_host(room):
            raise Refusal("host.fixed", FIXED)
        membership.make_host(room, peer)


def _seal(room: Room, host: Peer) -> None:
    """Seats of those whose games still load are lost with it: so the host's must be there."""
    if room.state == Room.State.OPEN:
        if host.state != SEATED:
            raise Refusal("seal.too_early", "Your game is not connected yet.")
        membership.seal(room)


def _hosted(room: Room | None, player: str, socket: str) -> tuple[Room, Peer]:
    """The room, if it lives and that is its host's word. Raises Refusal."""
    if room is None or room.state == Room.State.CLOSED:
        raise Refusal("room.closed", "That room has closed.")
    peer = membership.seat_of(room, player, socket)
    if peer is None or peer.number != room.host:
        raise Refusal("host.only", "Only the room’s host can do that.")
    return room, peer


def _other(room: Room, number: int) -> Peer:
    peer = next((peer for peer in room.present if peer.number == number), None)
    if peer is None or peer.number == room.host:
        raise Refusal("peer.unknown", "That player is not in the room any more.")
    return peer


def _seats_of(room: Room, guest: Peer) -> list[Peer]:
    """All that its player has, but the host's."""
    guests = (peer for peer in room.present if peer.number != room.host)
    return [one for one in guests if one is guest or (one.player and one.player == guest.player)]


def _seats(room: Room, seats: int) -> int:
    least, most = len(room.present), room.game.seats
    if not least <= seats <= most:
        raise Refusal("seats.invalid", f"It can have from {least} to {most} seats.")
    return seats
