"""`/live/tickets/<key>`: a page that waits for a match, live. It keeps its player's place."""

import asyncio
import json
from collections.abc import Sequence

from lobby.database import in_database, in_database_for_pages
from lobby.live.feeds import feeds
from lobby.live.reading import News
from lobby.live.socket import LiveSocket
from lobby.matchmaking import tickets, waiting
from lobby.models import Ticket
from lobby.views import match_parts

OVER = (4001, "You are not waiting any more")


class TicketSocket(LiveSocket):
    """Programs get JSON; pages the part of them that says how it stands."""

    drawing: "asyncio.Task[None] | None" = None

    async def begin(self) -> None:
        self.key = self.scope["url_route"]["kwargs"]["key"]
        await in_database(tickets.watch, key=self.key, player=self.player, page=self.name)
        feeds.watch(self, self.key)
        await self._draw()

    async def end(self) -> None:
        feeds.leave(self, self.key)
        if self.drawing is not None:
            self.drawing.cancel()
        await in_database(tickets.look_away, page=self.name)

    def see(self, news: Sequence[News]) -> None:
        """Of rooms: this watches none."""

    def lose(self) -> None:
        """It has changed: there is no room of that code."""
        self.drawing = asyncio.create_task(self._draw())

    async def _draw(self) -> None:
        frame, over = await in_database_for_pages(self._drawn)
        self.tell(frame)
        if over:
            self.close(*OVER)

    def _drawn(self) -> tuple[str, bool]:
        whole = Ticket.objects.select_related("queue__game", "match__room")
        ticket = whole.filter(key=self.key).first()
        if ticket is None:  # It went with its game.
            return "", True
        if self.json:
            return json.dumps({"type": "ticket"} | waiting.told(ticket=ticket)), not ticket.open
        return match_parts.frame(ticket, self.player), not ticket.open
