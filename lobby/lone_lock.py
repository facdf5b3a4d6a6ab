"""That a worker without a bus is the only one: a lock that dies with its process.

An flock on the data folder beside SQLite, an advisory lock in PostgreSQL; never a lease.
"""

import fcntl
from typing import IO

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

KEY = 0x506C61796C6F6262  # "Playlobb", for PostgreSQL


class AnotherWorker(Exception):
    """The database is another process's."""


class LoneLock:
    def __init__(self, holder: IO[str] | BaseDatabaseWrapper) -> None:
        self._holder = holder  # While it is open, the lock holds.

    @classmethod
    def taken(cls) -> "LoneLock":
        """Raises AnotherWorker."""
        if connections["default"].vendor == "postgresql":
            return cls(_advisory_lock())
        return cls(_locked_file())

    def release(self) -> None:
        self._holder.close()


def _locked_file() -> IO[str]:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    file = (settings.DATA_DIR / "worker.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise AnotherWorker(
            f"Another worker already serves {settings.DATA_DIR}. "
            "With PLAYLOBBY_REDIS_URL there may be several."
        ) from None
    return file


def _advisory_lock() -> BaseDatabaseWrapper:
    connection = connections.create_connection("default")
    connection.inc_thread_sharing()  # Taken in one thread, released in another.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        if cursor.fetchone()[0]:
            return connection
    connection.close()
    raise AnotherWorker(
        "Another worker already serves this database. "
        "With PLAYLOBBY_REDIS_URL there may be several."
    )
