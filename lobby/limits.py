"""Caps on what one site takes on. `PLAYLOBBY_LIMITS=off` puts them out of reach."""

from django.conf import settings

from lobby import ledger
from lobby.errors import Refusal

OUT_OF_REACH = 10**9


def check_rooms(game: int) -> None:
    """Refuse a room more than `PLAYLOBBY_MAX_ROOMS`, or than one game may have of them."""
    rooms, of_game = ledger.living(game)
    if rooms >= _cap(settings.MAX_ROOMS) or of_game >= _cap(settings.MAX_ROOMS_PER_GAME):
        raise Refusal("rooms.too_many", "Every room is taken. Try again in a few minutes.")


def check_peers(connected: int) -> None:
    """Refuse a socket more than `PLAYLOBBY_MAX_PEERS`; `connected` counts the others."""
    if connected >= _cap(settings.MAX_PEERS):
        raise Refusal("peers.too_many", "The site is full. Try again in a few minutes.")


def scale() -> int:
    """What a rate is multiplied with."""
    return 1 if settings.LIMITS == "on" else OUT_OF_REACH


def _cap(value: int) -> int:
    return value if settings.LIMITS == "on" else OUT_OF_REACH
