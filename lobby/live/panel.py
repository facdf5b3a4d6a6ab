"""`/live/rooms/<CODE>`: a room as its players see it, live. Its page keeps a seat by it."""

import json
from collections.abc import Sequence

from lobby import codes, rooms
from lobby.database import in_database, in_database_for_pages
from lobby.live.feeds import feeds
from lobby.live.reading import News, read
from lobby.live.socket import LiveSocket
from lobby.live.telling import said, told
from lobby.models import Room

OVER = (4001, "That room has closed")


class Panel(LiveSocket):
    """`last` is the key of the last line of the chat that it was told."""

    last = 0

    async def begin(self) -> None:
        self.code = codes.read_code(self.scope["url_route"]["kwargs"]["code"])
        await in_database(rooms.watch, code=self.code, player=self.player, page=self.name)
        feeds.watch(self, self.code)
        codes_ = {self.code}
        self.see(await in_database_for_pages(read, codes=codes_, with_chat=codes_))

    async def end(self) -> None:
        feeds.leave(self, self.code)
        await in_database(rooms.look_away, page=self.name)

    def see(self, news: Sequence[News]) -> None:
        for one in news:
            self.show(one)
            if one.seating.room.state == Room.State.CLOSED:
                self.close(*OVER)

    def show(self, news: News) -> None:
        mine = next((s.number for s in news.seating.taken if s.player == self.player), 0)
        self.tell(json.dumps({"type": "room", "room": told(news.seating), "you": mine}))
        for line in news.lines:
            if line.pk > self.last:
                self.last = line.pk
                self.tell(json.dumps({"type": "line", "line": said(line)}))
