"""A seat in a room as its player is told of it: the pass, and where to go with it."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from lobby import addresses, passes
from lobby.errors import Refusal
from lobby.live.telling import told
from lobby.passes import Pass, Player
from lobby.seating import seating_of
from lobby.views.play import frame_source


def room_told(code: str) -> dict[str, Any]:
    """A room, as everybody is told of it."""
    return told(seating_of(code))


def seat_told(code: str, player: Player, number: int = 0) -> dict[str, Any]:
    """A player's seat; by its number, if it may have several."""
    seating = seating_of(code, player.id)
    room = seating.room
    build = room.build or room.game.live_build
    own = [seat.number for seat in seating.taken if seat.player == player.id]
    if not own:
        raise Refusal("seat.none", "You are not in this room any more.")
    return {
        "room": told(seating),
        "number": number or own[0],
        "pass": passes.sign(Pass(player, room.game.slug, code)),
        "signal": addresses.signal_url(room.game.slug, code),
        "play": frame_source(room, build, player) if build else "",
        "invite": settings.SITE_ORIGIN + reverse("lobby:invite", args=[code]),
    }
