"""What live sockets have in common: who may watch, how they begin, and how they end.

They belong to the site's pages, so they take the site's exact origin and know a guest by its
cookie. From elsewhere they take a pass, as a subprotocol, and speak of that game alone.
"""

import logging
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie
from django.utils.html import format_html

from lobby import guests, limits, passes
from lobby.bulletin import bulletin
from lobby.counting import counting
from lobby.database import busy, in_database_for_pages, note_failure
from lobby.errors import Refusal
from lobby.live.feeds import feeds
from lobby.passes import Pass
from lobby.signaling import carriage
from lobby.signaling.lean import LeanConsumer
from lobby.signaling.messages import RESTART, close_for
from lobby.switchboard import switchboard

logger = logging.getLogger(__name__)

NEVER, TRY_AGAIN = 4000, 1013  # codes of closes
PASSING = {"server.busy", "pages.too_many", "steps.too_fast"}


class LiveSocket(LeanConsumer):
    """Subclasses write `begin` and `end`. With `json`, its client offered `playlobby.v1` and gets
    JSON instead of parts of a page."""

    network: str | None = None  # once it is counted
    begun = json = False
    player = ""  # its id
    game = ""  # the slug that a pass is good for

    def __init__(self) -> None:
        self.name = switchboard.new_name()

    async def begin(self) -> None:
        """Show what there is and watch. May raise Refusal."""
        raise NotImplementedError

    async def end(self) -> None:
        """Watch no more."""

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        subprotocol, shown_pass = carriage.choose(self.scope["subprotocols"])
        self.json = subprotocol == carriage.V1
        self.accept(subprotocol)
        try:
            await self._admit(shown_pass)
            network = limits.network(self.address())
            bulletin.check(self.player, network)
            limits.take_page(network)
            self.network = network
            feeds.sockets[self.name] = self
            self.begun = True
            await self.begin()
        except Refusal as refusal:
            self.refuse(refusal)
        except DatabaseError:
            note_failure(logger, "The database failed")
            self.refuse(busy())

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Pages say nothing here: what their players do, they ask for by HTTP."""

    async def cleanup(self) -> None:
        feeds.sockets.pop(self.name, None)
        if self.network is not None:
            limits.give_page_back(self.network)
        if self.begun:
            try:
                await self.end()
            except (Refusal, DatabaseError):
                logger.warning("A page's going was not noted in time; the sweep will")

    def address(self) -> str:
        return (self.scope.get("client") or ("",))[0]

    def refuse(self, refusal: Refusal) -> None:
        counting.refuse(refusal.rule)
        code = TRY_AGAIN if refusal.rule in PASSING else NEVER
        self.close(code, close_for("", refusal.words).reason)

    def beat(self) -> None:
        """A sign of life: a page sees no pings, and would not know that its network is gone."""
        if self.begun and not self.json:
            self.tell("")

    def note(self, notice: str) -> None:
        if self.begun and not self.json:
            part = '<div id="notice" hx-swap-oob="innerHTML">{}</div>'
            self.tell(str(format_html(part, notice)))

    def restart(self) -> None:
        self.close(*RESTART)

    async def _admit(self, shown_pass: str) -> None:
        headers = dict(self.scope["headers"])
        claims: Pass | None = passes.read(shown_pass) if shown_pass else None
        if claims is not None:
            self.player, self.game = claims.player.id, claims.game
        elif shown_pass or headers.get(b"origin", b"").decode("latin-1") != settings.SITE_ORIGIN:
            raise Refusal("pass.invalid", "Only this site’s pages may watch, or who has a pass.")
        else:
            cookie = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
            known = await in_database_for_pages(guests.read, cookie)
            self.player = known.id if known else ""
