"""WebSockets as uvicorn makes them, where players need them quicker, or to end more surely."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Generator
from contextlib import suppress
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame
from websockets.protocol import State

MOST_UNREAD = 16  # messages of a socket, before no more are read
MOST_QUEUED = 4096  # that one read may bring nevertheless
MOST_FRAGMENTS = 64  # of a message
PONG = b"\x8a"  # how its frame begins (RFC 6455, section 5.2)


class Inbox:
    """What has come and was not read yet, for one reader.

    `asyncio.Queue` asks which loop it is on for each message: a system call.
    """

    __slots__ = ("_loop", "_messages", "_reader")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._messages: deque[Any] = deque()
        self._reader: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._messages)

    def empty(self) -> bool:
        return not self._messages

    def put_nowait(self, message: Any) -> None:
        self._messages.append(message)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def get(self) -> Any:
        while not self._messages:
            self._reader = self._loop.create_future()
            await self._reader
        return self._messages.popleft()


class Done:
    """What there is nothing to wait for."""

    def __await__(self) -> Generator[None]:
        yield from ()


DONE = Done()


class Sockets(WebSocketsSansIOProtocol):
    """Connections that write once a turn of the loop, and end when they are told to.

    A write is a system call, which costs as much as all else that is done for a signal: so frames
    are collected, and go together with those that the same turn brings.

    uvicorn closes a transport, which waits for what was not read yet: one that never reads would
    keep its socket, and its seat, for as long as it likes.
    """

    _collecting = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue: Any = Inbox(self.loop)

    def handle_text(self, event: Frame) -> None:
        """As uvicorn does it, but read on while this waits: to pause for each message and go on
        again costs the kernel as much as to read it."""
        if not event.fin or self.close_sent:
            return super().handle_text(event)
        try:
            text = str(event.data, "utf-8")
        except UnicodeDecodeError:
            return super().handle_text(event)  # Knows how to refuse it.
        self.queue.put_nowait({"type": "websocket.receive", "text": text})
        if len(self.queue) >= MOST_UNREAD:
            self._hold_back()

    def handle_cont(self, event: Frame) -> None:
        """Empty fragments never make a message too large, so their number has a limit too."""
        if self.close_sent:
            return
        if len(self.frames) < MOST_FRAGMENTS:
            super().handle_cont(event)
        else:
            self._fail(1009, "too many fragments")

    def handle_ping(self) -> None:
        """Who does not read gets no pongs: they would wait here, in any number."""
        if self.writable.is_set():
            self._write()
        else:
            self.conn.writes = [frame for frame in self.conn.writes if frame[:1] != PONG]

    def _hold_back(self) -> None:
        """Read no more for now; what one read has brought already may be too much by itself."""
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()
        if len(self.queue) > MOST_QUEUED:
            self._fail(4000, "Too many messages")

    def _fail(self, code: int, reason: str) -> None:
        self.conn.fail(code, reason)
        self.handle_parser_exception()

    def send(self, message: Any) -> Awaitable[None]:  # type: ignore[override]
        """As uvicorn does it, but for frames of text, which are all that come in numbers: where
        nothing hinders them, they need no coroutine."""
        if self.close_sent:  # By uvicorn itself: it could not read what came.
            raise ClientDisconnected
        text = message.get("text")
        if text is None or not self.handshake_complete:
            return super().send(message)
        if not self.writable.is_set():
            return self._send_later(message)
        if self.disconnected or self.conn.state is not State.OPEN:
            raise ClientDisconnected
        payload = text.encode()
        self.conn.writes.append(_header(len(payload)) + payload)
        if not self._collecting:
            self._collecting = True
            self.loop.call_soon(self._write)
        return DONE

    async def _send_later(self, message: Any) -> None:
        await self.writable.wait()
        await self.send(message)

    def _write(self) -> None:
        """What was collected; a ping or a close may have taken it along already."""
        self._collecting = False
        if (frames := self.conn.data_to_send()) and not self.transport.is_closing():
            self.transport.write(b"".join(frames))

    def send_receive_event_to_app(self) -> None:
        """Broken text that came together with the other end's close needs no answer of ours."""
        with suppress(InvalidState):
            super().send_receive_event_to_app()
        if len(self.queue) > MOST_QUEUED and not self.close_sent:
            self._hold_back()

    def handle_parser_exception(self) -> None:
        """Say what was wrong, and read on until that is read: to close with input unread resets
        the connection, and the reset overtakes the reason."""
        if self.close_sent:
            return
        if self.conn.close_sent is None:  # Not accepted yet: it cannot be said.
            self.close_sent = True
            return self.transport.abort()
        code, reason = self.conn.close_sent.code, self.conn.close_sent.reason
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self._write()
        self.close_sent = True
        if self.transport.can_write_eof():  # All that still comes is discarded, its close too.
            self.transport.write_eof()
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Without a close, that is 1006 (RFC 6455, section 7.1.5); uvicorn says what a close has
        that names no code."""
        if self.handshake_complete and self.conn.close_rcvd is None:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1006})
        super().connection_lost(exc)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()

    def shutdown(self) -> None:
        """Whatever state this one is in: uvicorn would tell none of the others any more."""
        try:
            super().shutdown()
        except Exception:  # It was about to end, in one way or another: so it says no more.
            self.transport.abort()

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self.loop.call_later(self.close_timeout, self.transport.abort)


def _header(length: int) -> bytes:
    """Of a text frame that is whole and not masked (RFC 6455, section 5.2)."""
    if length < 126:
        return bytes((0x81, length))
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2)
    return b"\x81\x7f" + length.to_bytes(8)
