"""What moderators do to rooms, and the site itself."""

from lobby import announce, ledger, membership
from lobby.membership import SEATED
from lobby.models import Room

KICKED = "A moderator put you out of the room."


def seal_room(*, code: str) -> bool:
    """The same at a moderator's word. False if the room is not open, or its host not there yet."""
    with ledger.locked(code=code) as room:
        if room is None or room.state != Room.State.OPEN:
            return False
        if not any(p.number == room.host and p.state == SEATED for p in room.present):
            return False
        membership.seal(room)
    return True


def close(*, code: str, rule: str = "room.ended", words: str = "") -> bool:
    """End a room for everyone in it; its sockets are told `words`, else those of the rule.

    False if it was over already.
    """
    with ledger.locked(code=code) as room:
        if room is None or room.state == Room.State.CLOSED:
            return False
        membership.close(room, rule, words)
    return True


def kick(*, code: str, peer: int, words: str = "") -> bool:
    """Put a peer, by its key, out of its room, with a word to it. False if it was not there.

    Before the seal, the host's going ends the room, whoever makes it go, unless its game goes on.
    """
    with ledger.locked(code=code) as room:
        here = room.present if room and room.state != Room.State.CLOSED else []
        found = next((one for one in here if one.pk == peer), None)
        if room is None or found is None:
            return False
        announce.peer_turned_away(room, found, "peer.kicked", words)
        found.parting_words = words or KICKED
        membership.remove(room, found)
    return True
