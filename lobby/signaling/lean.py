"""A Channels consumer on a diet: one task a connection, none a message.

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


class Outbox:
    """What is sent on one connection: at once, or in order as soon as its other end reads on."""

    def __init__(self, send: Send, reader: "asyncio.Task[Any] | None") -> None:
        self.closing = self.overrun = False
        self.broken: BaseException | None = None
        self._send = send
        self._reader = reader
        self._writer: asyncio.Task[None] | None = None  # while the other end is slow to read

    def accept(self, subprotocol: str | None = None) -> None:
        self._put({"type": "websocket.accept", "subprotocol": subprotocol})

    def tell(self, text: str) -> None:
        """Send a frame. Never blocks: whoever does not read loses the connection."""
        if not self.closing:
            self._put({"type": "websocket.send", "text": text})

    def close(self, code: int, reason: str) -> None:
        """Close after what is already waiting. The first close is the one that counts."""
        if not self.closing:
            self.closing = True
            self._put({"type": "websocket.close", "code": code, "reason": reason})

    def hang_up(self) -> None:
        """End at once, with no word to a peer that would not hear it."""
        self.closing = self.overrun = True
        # Later: the reader itself may be who asks, and must not interrupt its own cleanup.
        asyncio.get_running_loop().call_soon(self._interrupt)

    def end(self) -> None:
        """The connection is gone."""
        self.closing = True
        self._reader = None  # From here on nothing may interrupt.
        if self._writer is not None:
            self._writer.cancel()

    def _interrupt(self) -> None:
        if self._reader is not None:
            self._reader.cancel()

    def _put(self, message: dict[str, Any]) -> None:
        if self._writer is not None:
            return self._put_off(message)
        # A send waits for nothing but a slow reader, and that before all else. So its first step
        # is usually all of it: we take that step here, where a task would cost as much again.
        try:
            step = self._send(message).__await__()
            next(step)
        except StopIteration:
            pass
        except OSError:  # The other end is gone; the reader will hear of it.
            pass
        except Exception as error:  # A server that refuses what we send: Daphne, code 1009.
            self.broken = error
            self.hang_up()
        else:
            step.close()  # Nothing was sent yet.
            self._waiting: deque[dict[str, Any]] = deque()
            self._characters = 0
            self._put_off(message)
            self._writer = asyncio.create_task(self._write())

    def _put_off(self, message: dict[str, Any]) -> None:
        self._characters += len(message.get("text", ""))
        self._waiting.append(message)
        if len(self._waiting) > OUTBOX_FRAMES or self._characters > OUTBOX_CHARACTERS:
            self.hang_up()

    async def _write(self) -> None:
        """Send what was put off, in order; then sending is immediate again."""
        try:
            while self._waiting:
                await self._send(self._waiting[0])
                self._characters -= len(self._waiting.popleft().get("text", ""))
            self._writer = None
        except OSError:
            pass
        except Exception as error:
            self.broken = error
            self.hang_up()


class LeanConsumer(AsyncConsumer):  # type: ignore[misc]
    """Subclasses write `websocket_connect`, `websocket_receive` and `cleanup`.

    `cleanup` runs exactly once, however the connection ends: `websocket.disconnect` is not sent
    by every server in every case. `ended_with` is then the code of the close, 1006 if there was
    none (RFC 6455, section 7.4.1).
    """

    outbox: Outbox
    ended_with = 1006

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.scope = scope
        self.outbox = Outbox(send, asyncio.current_task())
        try:
            while True:
                message = await receive()
                if message["type"] == "websocket.receive":  # First, since it is nearly all.
                    await self.websocket_receive(message)
                else:
                    await self.dispatch(message)
        except StopConsumer:
            pass
        except asyncio.CancelledError:
            if not self.outbox.overrun:
                raise
        finally:
            self.outbox.end()
            await self.cleanup()
        if self.outbox.broken is not None:
            raise self.outbox.broken

    async def dispatch(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "websocket.connect":
                await self.websocket_connect(message)
            case "websocket.disconnect":
                self.ended_with = message.get("code") or self.ended_with
                raise StopConsumer

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        raise NotImplementedError

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        raise NotImplementedError

    async def cleanup(self) -> None:
        """Give back what the connection took."""

    @property
    def closing(self) -> bool:
        return self.outbox.closing

    def accept(self, subprotocol: str | None = None) -> None:
        self.outbox.accept(subprotocol)

    def tell(self, text: str) -> None:
        self.outbox.tell(text)

    def close(self, code: int, reason: str) -> None:
        self.outbox.close(code, reason)

    def hang_up(self) -> None:
        self.outbox.hang_up()
