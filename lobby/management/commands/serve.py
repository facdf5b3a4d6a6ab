"""`manage.py serve`: the one way to start a worker."""

import socket
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lobby.worker import AnotherWorker, worker

BACKLOG = 2048
UVICORN: dict[str, Any] = {
    "loop": "uvloop",
    "http": "httptools",
    "ws": "websockets-sansio",
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
    """uvicorn, with this worker's loops beside it."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await worker.start()
        await super().startup(sockets)
        print(f"Playlobby is at {settings.SITE_ORIGIN} (Ctrl+C stops it)", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        await worker.stop()


class Command(BaseCommand):
    help = "Serve the site, the games and the signaling: one process, one worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        own_port = settings.SITE_URL.port if settings.LOOPBACK else None
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=own_port or 8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        try:
            door = socket.create_server((host, port), backlog=BACKLOG)
        except OSError as error:
            raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}.") from None
        try:
            config = uvicorn.Config("signaling_site.asgi:application", **UVICORN)
            Server(config).run(sockets=[door])
        except AnotherWorker as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            pass
