"""What moderators do to rooms, and the site itself."""

from lobby import announce, ledger, membership
from lobby.membership import SEATED
from lobby.models import Game, Room

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


def hand_over(*, code: str, peer: int) -> bool:
    """Make a connected peer, by its key, the host. False where that cannot be."""
    with ledger.locked(code=code) as room:
        here = room.present if room and room.state != Room.State.CLOSED else []
        heir = next((one for one in here if one.pk == peer and one.state == SEATED), None)
        if room is None or heir is None or heir.number == room.host:
            return False
        if not membership.may_change_host(room):
            return False
        membership.make_host(room, heir)
    return True


def stop_game(*, game: Game, words: str) -> int:
    """Nobody plays it until it goes on: its rooms end, its files are served no more. How many
    rooms that ended."""
    Game.objects.filter(pk=game.pk).update(stopped=words)
    return close_stopped()


def resume_game(*, game: Game) -> None:
    Game.objects.filter(pk=game.pk).update(stopped="")


def close_stopped() -> int:
    """End the rooms of stopped games; of those too that were opened at that very moment."""
    found = Room.objects.living().exclude(game__stopped="")
    rooms = found.values_list("code", "game__stopped")
    return sum(close(code=code, words=words) for code, words in rooms)
