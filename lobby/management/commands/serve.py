"""`manage.py serve`: the one way to start a worker."""

import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lobby.bus import Unreachable
from lobby.lone_lock import AnotherWorker
from lobby.server import BACKLOG, Server


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
            Server().run(sockets=[door])
        except AnotherWorker as error:
            raise CommandError(str(error)) from None
        except Unreachable:
            raise CommandError("Redis does not answer at PLAYLOBBY_REDIS_URL.") from None
        except KeyboardInterrupt:
            pass
