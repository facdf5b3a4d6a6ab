"""`manage.py serve`: the one way to start a worker."""

import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

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
        check_database()
        check_static_files()
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


def check_database() -> None:
    """Raises CommandError unless all migrations are applied; more than ours may be."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[:1]
        raise CommandError(f"The database does not answer: {' '.join(reason)}.") from None
    finally:
        connection.close()  # Sockets have a thread, and so a connection, of their own.
    if missing:
        raise CommandError("The database is not prepared. Run `manage.py migrate` first.")


def check_static_files() -> None:
    """Raises CommandError if a page would look for a file that is not collected."""
    collected = getattr(staticfiles_storage, "hashed_files", None)
    if collected is None:  # They are served as they lie in the checkout.
        return
    ignored = StaticFilesConfig.ignore_patterns
    names = {name for finder in get_finders() for name, _ in finder.list(ignored)}
    if not names <= set(collected):
        raise CommandError(
            "The static files are not collected. Run `manage.py collectstatic --noinput` first."
        )
