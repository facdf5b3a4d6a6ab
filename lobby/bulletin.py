"""What holds for the whole site just now, as this process knows it: who is banned, what is told.

It is read when something of it changes (the bus tells the other workers) and every few seconds, so
that pages, programs and sockets can look it up at every turn without a query.
"""

import asyncio
import ipaddress
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from lobby.bus import bus
from lobby.errors import Refusal
from lobby.models import Ban, Notice
from lobby.table import Posted

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Bulletin:
    """Looked at from any thread: what is read takes the place of what was, at once."""

    def __init__(self) -> None:
        self._players: dict[str, Ban] = {}
        self._networks: dict[_Network, Ban] = {}
        self._sizes: set[tuple[int, int]] = set()  # version and bits of the networks
        self._notices: tuple[Notice, ...] = ()
        self._known: dict[str, Any] = {}  # by which bans were read
        self._reading = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._posted: Callable[[], None] = lambda: None

    def bind(self, loop: asyncio.AbstractEventLoop, posted: Callable[[], None]) -> None:
        """`posted` is called on the loop when something has changed."""
        self._loop, self._posted = loop, posted
        bus.posted = posted

    def post(self) -> None:
        """Something changes with this transaction: after it, every worker is to know."""
        transaction.on_commit(self._tell)

    def read(self) -> None:
        """Read anew what has changed."""
        with self._reading:  # Or what somebody began to read earlier would stand at last.
            self._notices = tuple(Notice.objects.in_force())
            known = Ban.objects.aggregate(
                last=Max("pk"), rows=Count("pk"), networks=Count("pk", filter=~Q(network=""))
            )
            if known != self._known:
                self._read_bans()
                self._known = known

    def _read_bans(self) -> None:
        """There may be many. They come and go, and get a network once; nothing else changes."""
        bans = list(Ban.objects.in_force().order_by("pk"))
        networks = {ipaddress.ip_network(ban.network): ban for ban in bans if ban.network}
        self._players = {ban.player: ban for ban in bans if ban.player}
        self._networks = networks
        self._sizes = {(network.version, network.prefixlen) for network in networks}

    @property
    def notice(self) -> str:
        """The newest of those that hold; "" for none."""
        return next((notice.words for notice in self._notices if notice.holds), "")

    def ban_of(self, player: str, network: str | None) -> Ban | None:
        """What keeps a player out, or all who come from that `network`, as `lobby.limits` knows
        visitors."""
        ban = self._players.get(player) if player else None
        if ban is not None and ban.holds:
            return ban
        if not (network and self._networks):
            return None
        visitor = ipaddress.ip_network(network)
        for version, bits in self._sizes:
            if version == visitor.version and bits <= visitor.prefixlen:
                ban = self._networks.get(visitor.supernet(new_prefix=bits))
                if ban is not None and ban.holds:
                    return ban
        return None

    def check(self, player: str, network: str | None) -> None:
        """Raises Refusal to who is banned."""
        if (ban := self.ban_of(player, network)) is not None:
            raise refusal(ban)

    def _tell(self) -> None:
        self.read()
        bus.tell_all(Posted())
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._posted)


def refusal(ban: Ban) -> Refusal:
    until = f" until {ban.until:%d %B %Y, %H:%M} UTC" if ban.until else ""
    return Refusal("player.banned", f"You may not play here{until}: {ban.words}")


bulletin = Bulletin()
