"""What the players of a room write to each other, and what they report."""

from django.db import IntegrityError, transaction

from lobby import announce, decency, ledger, limits, membership, names
from lobby.errors import Refusal
from lobby.models import ChatLine, Report, Room
from lobby.models.chat_line import MOST_CHARACTERS

LINES_A_MINUTE = 20  # by one player
REPORTS_A_MINUTE = 5  # by one player

_lines = limits.Window()
_reports = limits.Window()


def say(*, code: str, text: str, player: str = "", socket: str = "") -> None:
    """Add a line, of up to `MOST_CHARACTERS`, to a room's chat.

    Raises Refusal to who is not in the room or says too much, and where a game has no chat.
    """
    line = names.tidy(text, MOST_CHARACTERS + 1)
    if not line:
        raise Refusal("chat.empty", "Write something first.")
    if len(line) > MOST_CHARACTERS:
        raise Refusal("chat.too_long", f"At most {MOST_CHARACTERS} characters fit in a line.")
    seen = decency.masked(line)  # Before the room is locked: nobody waits for that.
    with ledger.locked(code=code) as room:
        peer = membership.seat_of(room, player, socket) if room else None
        if room is None or peer is None or room.state == Room.State.CLOSED:
            raise Refusal("seat.none", "You are not in this room any more.")
        if not room.game.chat:
            raise Refusal("chat.off", "This game has no chat.")
        if not _lines.hit(peer.player or f"{code} {peer.number}", LINES_A_MINUTE):
            raise Refusal("chat.too_fast", "You write faster than anyone reads. Wait a moment.")
        ChatLine.objects.create(
            room=room, number=peer.number, player=peer.player, name=peer.name, text=seen
        )
        announce.room_changed(room)


def report(*, code: str, line: int, player: str) -> None:
    """Show a line to the moderators; the same one twice is one. Raises Refusal."""
    found = ChatLine.objects.filter(pk=line, room__code=code, room__peers__player=player).first()
    if found is None or not player:
        raise Refusal("line.unknown", "That line is gone.")
    if not _reports.hit(player, REPORTS_A_MINUTE):
        raise Refusal("reports.too_many", "That is a lot of reports. Wait a minute.")
    copied = {name: getattr(found, name) for name in ("player", "name", "text", "said_at")}
    try:
        with transaction.atomic():
            Report.objects.create(room=found.room, line=line, reported_by=player, **copied)
    except IntegrityError:
        pass
