"""Caps on what one site takes on. `PLAYLOBBY_LIMITS=off` puts them out of reach."""

from django.conf import settings

from lobby.errors import Refusal
from lobby.models import Room

OUT_OF_REACH = 10**9


def check_rooms() -> None:
    """Refuse a room more than `PLAYLOBBY_MAX_ROOMS`."""
    if Room.objects.living().count() >= _cap(settings.MAX_ROOMS):
        raise Refusal("rooms.too_many", "Every room is taken. Try again in a few minutes.")


def check_peers(connected: int) -> None:
    """Refuse a socket more than `PLAYLOBBY_MAX_PEERS`; `connected` counts the others."""
    if connected >= _cap(settings.MAX_PEERS):
        raise Refusal("peers.too_many", "The site is full. Try again in a few minutes.")


def _cap(value: int) -> int:
    return value if settings.LIMITS == "on" else OUT_OF_REACH
