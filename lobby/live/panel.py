"""`/live/rooms/<CODE>`: a room as its players see it, live. Its page keeps a seat by it.

Programs get JSON. Pages get the parts of them that have changed, drawn for their player on another
thread: so drawing keeps nobody's signal waiting.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

from django.db import DatabaseError
from django.template.loader import render_to_string

from lobby import codes, rooms
from lobby.database import in_database, in_database_for_pages, note_failure
from lobby.errors import Refusal
from lobby.live.feeds import feeds
from lobby.live.reading import News, read
from lobby.live.socket import LiveSocket
from lobby.live.telling import said, told
from lobby.models import Room
from lobby.views import room_parts
from lobby.views.room_parts import Moment

logger = logging.getLogger(__name__)

OVER = (4001, "That room has closed")
SEATLESS = Refusal("seat.none", "You are not in this room any more.")
RINGING = "match"  # the page that waits for a second player, instead of the one that plays
AGAIN = 1.0  # seconds until what could not be drawn is drawn


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page has: its parts by their ids, the room as it was then, and the key of the last
    line of its chat, from now or from before it came back."""

    parts: dict[str, str] = field(default_factory=dict)
    moment: Moment | None = None
    last: int = 0


class Panel(LiveSocket):
    at = ""
    shown = Shown()
    news: News | None = None
    drawing: "asyncio.Task[None] | None" = None
    keeping: "asyncio.Task[None] | None" = None
    heard = ""  # of the room, by a program, the last time

    async def begin(self) -> None:
        self.code = codes.read_code(self.scope["url_route"]["kwargs"]["code"])
        self._read_query()
        await self._keep_the_seat()
        feeds.watch(self, self.code)
        codes_ = {self.code}
        self.see(await in_database_for_pages(read, codes=codes_, with_chat=codes_))

    async def end(self) -> None:
        feeds.leave(self, self.code)
        for task in (self.drawing, self.keeping):
            if task is not None:
                task.cancel()
        await in_database(rooms.look_away, page=self.name)

    def see(self, news: Sequence[News]) -> None:
        for one in news:
            mine = [seat for seat in one.seating.taken if seat.player == self.player]
            if one.seating.room.state == Room.State.CLOSED:
                if self.json:
                    self.show(one)
                self.close(*OVER)
            elif not mine:
                self.refuse(SEATLESS)
            else:
                if not any(seat.page for seat in mine):
                    self._take_the_seat_over()
                self._show_later(one)

    def lose(self) -> None:
        self.close(*OVER)

    def show(self, news: News) -> None:
        mine = next((s.number for s in news.seating.taken if s.player == self.player), 0)
        room = json.dumps({"type": "room", "room": told(news.seating), "you": mine})
        if room != self.heard:
            self.heard = room
            self.tell(room)
        for line in news.lines:
            if line.pk > self.shown.last:
                self.shown = replace(self.shown, last=line.pk)
                self.tell(json.dumps({"type": "line", "line": said(line)}))

    def _show_later(self, news: News) -> None:
        if self.json:
            return self.show(news)
        self.news = news
        if self.drawing is None or self.drawing.done():
            self.drawing = asyncio.create_task(self._draw_all())

    async def _keep_the_seat(self) -> None:
        await in_database(
            rooms.watch, code=self.code, game=self.game, player=self.player, page=self.name
        )

    def _take_the_seat_over(self) -> None:
        """It was kept by another page of this player's, which is gone."""
        if self.keeping is None or self.keeping.done():
            self.keeping = asyncio.create_task(self._keep_or_close())

    async def _keep_or_close(self) -> None:
        try:
            await self._keep_the_seat()
        except Refusal as refusal:
            self.refuse(refusal)
        except DatabaseError:
            logger.warning("A seat was not taken over; the next change of its room tries again")

    async def _draw_all(self) -> None:
        """What came while the last was drawn is drawn together."""
        while (news := self.news) is not None and not self.closing:
            self.news = None
            try:
                frame, shown = await in_database_for_pages(self._draw, news)
            except (Refusal, DatabaseError):
                note_failure(logger, f"A panel was not drawn; it is in {AGAIN} s")
                self.news = self.news or news
                await asyncio.sleep(AGAIN)
                continue
            if frame:
                self.tell(frame)
            self.shown = shown

    def _draw(self, news: News) -> tuple[str, Shown]:
        """A frame, and what the page has once it was told; it is not where that comes too late."""
        had, seating = self.shown, room_parts.as_seen_by(news.seating, self.player)
        if self.at == RINGING:
            context = {"seating": seating, "room": seating.room}
            ring: dict[str, str] = {"ring": render_to_string("parts/ringing.html", context)}
            return _changed(had.parts, ring), replace(had, parts=ring)
        parts, now = room_parts.drawn(room_parts.panel(seating)), Moment.of(seating)
        frame = _changed(had.parts, parts)
        lines = room_parts.said(seating.room, news.lines, self.player, had.last)
        happened = now.since(had.moment) if had.moment and seating.room.game.chat else []
        if lines or happened:
            frame += room_parts.chat_frame(lines, happened)
        return frame, Shown(parts, now, lines[-1].line.pk if lines else had.last)

    def _read_query(self) -> None:
        asked = parse_qs(self.scope["query_string"].decode("latin-1"))
        self.at = asked.get("at", [""])[0]
        with suppress(ValueError):
            self.shown = Shown(last=int(asked.get("after", ["0"])[0]))


def _changed(had: dict[str, str], parts: dict[str, str]) -> str:
    return room_parts.frame({id: html for id, html in parts.items() if had.get(id) != html})
