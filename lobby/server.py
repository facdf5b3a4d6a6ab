"""uvicorn as a worker runs it: with the flags that matter, and this worker's loops beside it."""

import socket
from typing import Any

import uvicorn
from django.conf import settings
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from lobby.worker import worker

BACKLOG = 2048


class Sockets(WebSocketsSansIOProtocol):
    """Connections that end when they are told to.

    uvicorn closes a transport, which waits for what was not read yet: one that never reads would
    keep its socket, and its seat, for as long as it likes.
    """

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self.loop.call_later(self.close_timeout, self.transport.abort)


UVICORN: dict[str, Any] = {
    "loop": "uvloop",
    "http": "httptools",
    "ws": Sockets,
    "ws_max_size": 131_072,  # Each consumer has a lower bound of its own; this is the server's.
    "ws_per_message_deflate": False,  # It doubles the memory of a socket, and SDP is small.
    "ws_ping_interval": 20,
    "ws_ping_timeout": 20,
    "timeout_graceful_shutdown": 10,
    "lifespan": "off",
    "log_level": "warning",
    "access_log": False,  # It would show the codes of rooms.
    "server_header": False,
    "proxy_headers": False,
}


class Server(uvicorn.Server):
    def __init__(self) -> None:
        super().__init__(uvicorn.Config("signaling_site.asgi:application", **UVICORN))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await worker.start()
        await super().startup(sockets)
        print(f"Playlobby is at {settings.SITE_ORIGIN} (Ctrl+C stops it)", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        await worker.stop()
