"""How a room ends for a player, and what leaving it costs: in words a player may read."""

from dataclasses import dataclass

from lobby import hostship, moderation
from lobby.models import Game, Peer, Room, Topology
from lobby.seating import Seating

FELL_THROUGH = "match.fell_through"
CLOSED = "That room has closed"
WHY_CLOSED = {
    "host.left": "Its host left, so it closed for everyone.",
    "room.empty": "Everyone has left it.",
    "room.outlived": "It had been open for too long.",
    FELL_THROUGH: "Somebody did not come. You are first in line for the next match.",
    "worker.lost": "The server was restarted, and every room that was open closed.",
}


@dataclass(frozen=True, slots=True)
class Ending:
    """`short` is for where there is little room; `back` if the room's door is still open, `again`
    if the player waits for another match."""

    title: str
    words: str
    short: str = "Room closed"
    back: bool = False
    again: bool = False


def ending(room: Room, player: str) -> Ending | None:
    """Why a game is over for a player who was in it. None while it is not: once sealed, a game
    goes on without us."""
    seat = last_seat(room, player)
    gone = seat is None or seat.state == Peer.State.LEFT
    if seat is not None and gone and seat.parting_words:
        return Ending("You were put out of this room", why_put_out(seat), short="Put out")
    if has_ended(room):
        again = room.closed_because == FELL_THROUGH
        return Ending(CLOSED, why_closed(room, player), again=again)
    if room.open and gone:
        return Ending(
            "You’re not in this room any more",
            "Your seat wasn’t kept. You can take one again, if there is one.",
            short="Not in the room",
            back=True,
        )
    if gone and room.sealed_at and not played_on(room, seat):
        return Ending("They’ve started", "Your seat wasn’t kept: your game was not there yet.")
    return None


def played_on(room: Room, seat: Peer | None) -> bool:
    """Whether a seat was there when its room was sealed: its game goes on without us."""
    return bool(seat and seat.left_at and room.sealed_at and seat.left_at >= room.sealed_at)


def plays(room: Room, player: str) -> bool:
    """Whether a player is in a room, or was until the seal ended its socket."""
    seat = last_seat(room, player)
    if seat is None or seat.parting_words:
        return False
    return seat.state != Peer.State.LEFT or played_on(room, seat)


def last_seat(room: Room, player: str) -> Peer | None:
    """The seat that a player has in a room, else the one it had last."""
    seats = Peer.objects.filter(room=room, player=player)
    return max(seats, key=lambda seat: (seat.state != Peer.State.LEFT, seat.pk), default=None)


def has_ended(room: Room) -> bool:
    """Whether the game is over too: it outlives a room that was sealed, but not a moderator."""
    return room.state == Room.State.CLOSED and bool(room.closing_words or not room.sealed_at)


def why_closed(room: Room, player: str) -> str:
    if room.closing_words:
        return f"A moderator closed it: “{room.closing_words}”"
    host = Peer.objects.filter(room=room, number=room.host, player=player)
    if room.closed_because == "host.left" and host.exists():
        return "You left, and the room closed with you. You can open a new one."
    return WHY_CLOSED.get(room.closed_because, "It was closed for everyone.")


def why_put_out(seat: Peer) -> str:
    if seat.parting_words in (moderation.KICKED, hostship.PUT_OUT):
        return seat.parting_words
    return f"A moderator wrote: “{seat.parting_words}”"


def stakes(seating: Seating) -> str:
    """What its viewer, by leaving, cannot undo; "" where one may simply come back."""
    room = seating.room
    if room.sealed_at:
        return "The game has started, so you can’t come back."
    followed = (
        room.topology == Topology.MESH and room.game.when_host_leaves == Game.WhenHostLeaves.KEEP
    )
    if seating.i_host and not followed and len(seating.taken) > 1:
        return "You host this room: without you it closes for everyone in it."
    return ""
