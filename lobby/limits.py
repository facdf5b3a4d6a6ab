"""Caps on what one site and one visitor may take. `PLAYLOBBY_LIMITS=off` puts them out of reach.

A visitor is a network: an IPv4 address, or the /64 that one household has of IPv6. What is counted
here is counted on this worker alone; wrong codes, on all of them, are in `lobby.guesses`.
"""

import ipaddress
from collections import Counter

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from lobby import ledger
from lobby.errors import Refusal

SOCKETS_A_NETWORK = 200  # A school, or a mobile network's gateway, is one.
ROOMS_A_MINUTE = 30  # opened by one network
OUT_OF_REACH = 10**9
ALL = ""  # visitors together; who has no network counts for nobody else

draining = False  # Set by a worker that is told to stop.
_open_sockets: Counter[str] = Counter()
_rates = MovingWindowRateLimiter(MemoryStorage())


def network(address: str) -> str:
    """What one visitor has: an IPv4 address, or the /64 of an IPv6 one; "" if it is neither."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)


def check_rooms(game: int) -> None:
    """Refuse a room more than `PLAYLOBBY_MAX_ROOMS`, or than one game may have of them; any, on a
    worker that is about to stop."""
    if draining:
        raise Refusal("server.draining", "The server is restarting. Try again in a moment.")
    rooms, of_game = ledger.living(game)
    if rooms >= _cap(settings.MAX_ROOMS) or of_game >= _cap(settings.MAX_ROOMS_PER_GAME):
        raise Refusal("rooms.too_many", "Every room is taken. Try again in a few minutes.")


def check_opening(network: str) -> None:
    """Refuse a network that opens more than `ROOMS_A_MINUTE`."""
    if network and not _rates.hit(a_minute(ROOMS_A_MINUTE), "opening", network):
        raise Refusal("rooms.too_fast", "Too many rooms were opened from here. Wait a minute.")


def take_socket(network: str) -> None:
    """Count a socket, until `give_back`. Refuses one more than `PLAYLOBBY_MAX_PEERS`, or than a
    network may have."""
    if _open_sockets[ALL] >= _cap(settings.MAX_PEERS):
        raise Refusal("peers.too_many", "The site is full. Try again in a few minutes.")
    if network and _open_sockets[network] >= _cap(SOCKETS_A_NETWORK):
        raise Refusal("sockets.too_many", "Too many players are connected from here.")
    for counted in {network, ALL}:
        _open_sockets[counted] += 1


def give_back(network: str) -> None:
    for counted in {network, ALL}:
        _open_sockets[counted] -= 1
    if not _open_sockets[network]:
        del _open_sockets[network]


def a_minute(amount: int) -> RateLimitItem:
    return RateLimitItemPerMinute(amount * scale())


def scale() -> int:
    """What a rate is multiplied with."""
    return 1 if settings.LIMITS == "on" else OUT_OF_REACH


def _cap(value: int) -> int:
    return value if settings.LIMITS == "on" else OUT_OF_REACH
