"""That a worker without a bus is the only one: a lock that dies with its process.

An flock on the data folder beside SQLite, an advisory lock in PostgreSQL; never a lease. Workers on
a bus share it, so that none without one starts beside them.
"""

import fcntl
from typing import IO

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

KEY = 0x506C61796C6F6262  # "Playlobb", for PostgreSQL


class AnotherWorker(Exception):
    """The database is another process's."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Another worker already serves {what}. With PLAYLOBBY_REDIS_URL, the same for all, "
            "there may be several."
        )


class LoneLock:
    """Held while the process lives, or until `release`. Raises AnotherWorker."""

    def __init__(self, *, shared: bool) -> None:
        self._shared = shared
        self._file: IO[str] | None = None
        self._connection: BaseDatabaseWrapper | None = None
        if connections["default"].vendor == "postgresql":
            self._connection = connections.create_connection("default")
            self._connection.inc_thread_sharing()  # Taken, kept and released in different threads.
            self._take(self._connection)
        else:
            self._file = self._locked_file()

    def keep(self) -> None:
        """Take it again if the database has dropped it: it was restarted, or the line broke.

        Raises AnotherWorker, and DatabaseError while it is away.
        """
        if self._connection is not None:
            try:
                self._take(self._connection)
            except DatabaseError:
                self._connection.close()  # The next statement opens it anew.
                self._take(self._connection)

    def release(self) -> None:
        for holder in (self._file, self._connection):
            if holder is not None:
                holder.close()

    def _take(self, connection: BaseDatabaseWrapper) -> None:
        """Twice in one session is as good as once."""
        kind = "_shared" if self._shared else ""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_try_advisory_lock{kind}(%s)", [KEY])
            taken = cursor.fetchone()[0]
        if not taken:
            connection.close()
            raise AnotherWorker("this database")

    def _locked_file(self) -> IO[str]:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        file = (settings.DATA_DIR / "worker.lock").open("w")
        kind = fcntl.LOCK_SH if self._shared else fcntl.LOCK_EX
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise AnotherWorker(str(settings.DATA_DIR)) from None
        return file
