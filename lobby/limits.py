"""Caps on what one site and one visitor may take. `PLAYLOBBY_LIMITS=off` puts them out of reach.

A visitor is a network: an IPv4 address, or the /64 that one household has of IPv6. What is counted
here is counted on this worker alone; wrong codes, on all of them, are in `lobby.guesses`.
"""

import ipaddress
from collections import Counter, OrderedDict, deque
from threading import Lock
from time import monotonic

from django.conf import settings

from lobby import ledger
from lobby.errors import Refusal

SOCKETS_A_NETWORK = 200  # A school, or a mobile network's gateway, is one.
PAGES_A_NETWORK = 600  # that watch rooms: a player has several
PAGES_A_PEER = 4  # of the site's most
ROOMS_A_MINUTE = 30  # opened by one network
STEPS_A_MINUTE = 120  # of one player: each waits for its room and is shown to all in it
OUT_OF_REACH = 10**9
MINUTE = 60.0  # seconds
ALL = ""  # visitors together; who has no network counts for nobody else

draining = False  # Set by a worker that is told to stop.
_open_sockets: Counter[str] = Counter()
_open_pages: Counter[str] = Counter()


class Window:
    """How often somebody did something within the last minute. To be used from any thread.

    Whoever did it last comes last, so those that have gone quiet are in front, and are forgotten.
    Without limits, nothing is remembered.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._moments: OrderedDict[str, deque[float]] = OrderedDict()

    def hit(self, name: str, most: int) -> bool:
        """Count one more. False if there were `most` already: then it is not counted."""
        if not on():
            return True
        with self._lock:
            now = monotonic()
            moments = self._recent(name, now)
            if len(moments) >= most:
                return False
            moments.append(now)
            self._moments[name] = moments
            self._moments.move_to_end(name)
            return True

    def count(self, name: str) -> int:
        with self._lock:
            return len(self._recent(name, monotonic()))

    def _recent(self, name: str, now: float) -> deque[float]:
        over = now - MINUTE
        while self._moments and next(iter(self._moments.values()))[-1] <= over:
            self._moments.popitem(last=False)
        moments = self._moments.get(name) or deque()
        while moments and moments[0] <= over:
            moments.popleft()
        return moments


_openings = Window()
_steps = Window()


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
    if network and not _openings.hit(network, ROOMS_A_MINUTE):
        raise Refusal("rooms.too_fast", "Too many rooms were opened from here. Wait a minute.")


def check_pace(who: str) -> None:
    """Refuse a player, or a socket, that takes more than `STEPS_A_MINUTE`."""
    if who and not _steps.hit(who, STEPS_A_MINUTE):
        raise Refusal("steps.too_fast", "That was very fast. Wait a moment.")


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
    _count_down(_open_sockets, network)


def take_page(network: str) -> None:
    """The same for the socket of a page that watches rooms: it keeps no player from playing."""
    if _open_pages[ALL] >= _cap(settings.MAX_PEERS * PAGES_A_PEER):
        raise Refusal("pages.too_many", "The site is full. Try again in a few minutes.")
    if network and _open_pages[network] >= _cap(PAGES_A_NETWORK):
        raise Refusal("pages.too_many", "Too many pages are open from here.")
    for counted in {network, ALL}:
        _open_pages[counted] += 1


def give_page_back(network: str) -> None:
    _count_down(_open_pages, network)


def _count_down(counts: Counter[str], network: str) -> None:
    for counted in {network, ALL}:
        counts[counted] -= 1
    if not counts[network]:
        del counts[network]


def on() -> bool:
    return settings.LIMITS == "on"


def scale() -> int:
    """What a rate is multiplied with."""
    return 1 if on() else OUT_OF_REACH


def _cap(value: int) -> int:
    return value if on() else OUT_OF_REACH
