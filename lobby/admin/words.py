"""What staff read of rooms and players: rules and states in words."""

from lobby.models import Peer, Room

CLOSED_BECAUSE = {
    "host.left": "Its host left before the start",
    "room.empty": "Everyone left",
    "room.ended": "A moderator closed it",
    "room.outlived": "It had been open for too long",
    "match.fell_through": "Somebody did not come to the match",
    "worker.lost": "The server process it was on ended",
}
STARTED = "Its game started: players are connected to each other, and no longer to us"


def closed_because(room: Room) -> str:
    """Why a room is over, and the words its players read; "–" while it is not."""
    rule = room.closed_because
    why = CLOSED_BECAUSE.get(rule, rule) or "–"
    if room.sealed_at and rule == "room.empty":
        why = STARTED
    return f"{why}: “{room.closing_words}”" if room.closing_words else why


def state(peer: Peer) -> str:
    """The state of a peer, and what it was told if somebody put it out."""
    told = f", put out: “{peer.parting_words}”" if peer.parting_words else ""
    return f"{peer.state.capitalize()}{told}"


def too_late(room: Room, wish: str) -> str:
    """Why nothing could be done to a room. `wish` is what was wanted: `seal`, `close`, `kick`
    or `hand over`."""
    if room.state == Room.State.CLOSED:
        return "the room was over already"
    if wish == "hand over":
        return "that player isn’t connected, is the host already, or the game keeps its first host"
    if wish == "kick":
        return "that player had left already"
    if room.state == Room.State.SEALED:
        return "the room was sealed already"
    return "its host isn’t connected yet"
