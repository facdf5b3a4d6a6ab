"""A Channels consumer on a diet: one task that reads, one that writes, none per message.

Channels hops through the process's single synchronous thread before every message, makes a task
for each, and gives each consumer a channel. A signal needs none of it, and gets there five times
as fast without. What is kept is Channels' shape: a message `websocket.receive` goes to the method
`websocket_receive`, one message at a time, so a consumer's attributes need no lock.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

# What may wait for one that reads too slowly, once the server's own buffers are full.
OUTBOX_FRAMES = 256
OUTBOX_CHARACTERS = 1_000_000


class LeanConsumer(AsyncConsumer):  # type: ignore[misc]
    """Subclasses write `websocket_connect`, `websocket_receive` and `cleanup`.

    `cleanup` runs exactly once, however the connection ends: `websocket.disconnect` is not sent
    by every server in every case.
    """

    closing = False
    _reader: "asyncio.Task[Any] | None"

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.scope = scope
        self._open(send)
        writer = asyncio.create_task(self._write())
        writer.add_done_callback(self._written)
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass
        except asyncio.CancelledError:
            if not self._overrun:
                raise
        finally:
            self.closing = True
            self._reader = None  # From here on nothing may interrupt.
            writer.cancel()
            await self.cleanup()
        if self._broken is not None:
            raise self._broken

    def _open(self, send: Send) -> None:
        self._send = send
        self._outbox: deque[dict[str, Any]] = deque()
        self._waiting = 0
        self._wake = asyncio.Event()
        self._blocked = self._overrun = False
        self._broken: BaseException | None = None
        self._reader = asyncio.current_task()

    async def dispatch(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "websocket.receive":
                await self.websocket_receive(message)
            case "websocket.connect":
                await self.websocket_connect(message)
            case "websocket.disconnect":
                raise StopConsumer

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        raise NotImplementedError

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        raise NotImplementedError

    async def cleanup(self) -> None:
        """Give back what the connection took."""

    def accept(self, subprotocol: str | None = None) -> None:
        self._put({"type": "websocket.accept", "subprotocol": subprotocol})

    def tell(self, text: str) -> None:
        """Send a frame, soon. Never blocks: whoever does not read loses the connection."""
        if self.closing:
            return
        if self._blocked and self._full(text):
            self.hang_up()
            return
        self._waiting += len(text)
        self._put({"type": "websocket.send", "text": text})

    def close(self, code: int, reason: str) -> None:
        """Close after what is already in the outbox. The first close is the one that counts."""
        if not self.closing:
            self.closing = True
            self._put({"type": "websocket.close", "code": code, "reason": reason})

    def hang_up(self) -> None:
        """End at once, with no word to a peer that would not hear it."""
        self.closing = self._overrun = True
        if self._reader is not None:
            self._reader.cancel()

    def _written(self, writer: "asyncio.Task[None]") -> None:
        """A server that refuses what we send (Daphne, code 1009) ends the connection."""
        if not writer.cancelled() and (error := writer.exception()):
            self._broken = error
            self.hang_up()

    def _full(self, text: str) -> bool:
        return len(self._outbox) >= OUTBOX_FRAMES or self._waiting + len(text) > OUTBOX_CHARACTERS

    def _put(self, message: dict[str, Any]) -> None:
        self._outbox.append(message)
        self._wake.set()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._outbox:
                message = self._outbox.popleft()
                self._waiting -= len(message.get("text", ""))
                # Whoever sees this from another task sees a send that waits for its reader. What
                # piles up in one turn of the loop, before we ran at all, is nobody's fault.
                self._blocked = True
                try:
                    await self._send(message)
                except OSError:  # The other end is gone; the reader will hear of it.
                    return
                self._blocked = False
