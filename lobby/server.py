"""uvicorn as a worker runs it: with the flags that matter, and this worker's loops beside it."""

import asyncio
import gc
import logging
import resource
import signal
import socket
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from lobby.sockets import Sockets
from lobby.worker import worker

BACKLOG = 2048
HEAD_WITHIN = 10.0  # seconds, for a request to tell what it wants
MOST_HEAD = 64 * 1024  # bytes of it, and of what may follow a body


class Requests(HttpToolsProtocol):
    """Connections that ask for something, or end.

    uvicorn waits for the head of a request without an end, unless it is quiet after an answer; and
    it keeps all of it, however long it is.
    """

    _head_timer: asyncio.TimerHandle | None = None
    _idle_bytes = 0  # that neither ended a head nor were part of a body

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # A slow reader costs one part of a file.
        self._await_head()

    def data_received(self, data: bytes) -> None:
        if self.timeout_keep_alive_task is not None:  # uvicorn stops it; this may be half a head.
            self._await_head()
        self._idle_bytes += len(data)
        super().data_received(data)
        if self._idle_bytes > MOST_HEAD:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        self._idle_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._idle_bytes = 0
        super().on_body(body)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_WITHIN, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def handle_websocket_upgrade(self) -> None:
        """What websockets refuses to read, a line of 9 kB for one, uvicorn forgets to answer."""
        self.transport.set_write_buffer_limits()
        super().handle_websocket_upgrade()
        player = self.transport.get_protocol()
        assert isinstance(player, Sockets)
        if player.conn.handshake_exc is None or self.transport.is_closing():
            return
        if answer := b"".join(player.conn.data_to_send()):
            self.transport.write(answer)
            self.transport.close()
        else:
            self.send_400_response("Invalid HTTP request received.")


UVICORN: dict[str, Any] = {
    "loop": "uvloop",
    "http": Requests,
    "ws": Sockets,
    "ws_max_size": 131_072,  # Each consumer has a lower bound of its own; this is the server's.
    "ws_per_message_deflate": False,  # It doubles the memory of a socket, and SDP is small.
    "ws_ping_interval": 20,
    "ws_ping_timeout": 20,
    "timeout_graceful_shutdown": 10,
    "lifespan": "off",
    "log_config": None,  # Its lines are ours: `lobby.log_lines`.
    "log_level": "warning",
    "access_log": False,  # It would show the codes of rooms.
    "server_header": False,
    "proxy_headers": False,
}


def _worth_a_line(record: logging.LogRecord) -> bool:
    """A stranger's broken text is answered with 1007; it is no fault of ours, let alone a trace."""
    return not str(record.msg).startswith("Invalid UTF-8")


def _raise_the_limit_of_files() -> None:
    """Each connection is one, and most systems let a process open 1024 unless it asks for more."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError):  # macOS calls it unlimited, and has a limit.
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def addresses(doors: list[socket.socket]) -> str:
    """The site's, and where this worker listens if that is not the same."""
    known = settings.SITE_URL.port or (443 if settings.SECURE else 80)
    listens = [door.getsockname()[:2] for door in doors]
    if settings.LOOPBACK and all(port == known for _, port in listens):
        return settings.SITE_ORIGIN
    others = [f"http://{f'[{ip}]' if ':' in ip else ip}:{port}" for ip, port in listens]
    return f"{settings.SITE_ORIGIN}, and this worker listens on {' and '.join(others)}"


class Server(uvicorn.Server):
    def __init__(self) -> None:
        logging.getLogger("uvicorn.error").addFilter(_worth_a_line)
        _raise_the_limit_of_files()
        super().__init__(uvicorn.Config("signaling_site.asgi:application", **UVICORN))
        self._told_to_stop = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await worker.start()
        await super().startup(sockets)
        if self.should_exit:  # Told so meanwhile; uvicorn shuts down next.
            return
        # What there is now stays: the collector need not look at it again and again, nor as often
        # as in a process that makes garbage in circles.
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        print(f"Playlobby is at {addresses(sockets or [])} (Ctrl+C stops it)", flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM drains first; again, or Ctrl+C, or before anybody is served, stops at once."""
        if sig == signal.SIGTERM and self.started and not self._told_to_stop:
            self._told_to_stop = True
            self._loop.call_soon_threadsafe(self._drain, sig, frame)
        else:
            super().handle_exit(sig, frame)

    def _drain(self, sig: int, frame: FrameType | None) -> None:
        self._draining = asyncio.create_task(worker.drain())
        self._draining.add_done_callback(lambda _: super(Server, self).handle_exit(sig, frame))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().shutdown(sockets)
        finally:
            await worker.stop()
