"""A worker: one server process. Its lock, its loop, and what runs beside the requests."""

import asyncio
import fcntl
import logging
from typing import IO

from django.conf import settings

from lobby import rooms
from lobby.database import in_database
from lobby.switchboard import switchboard

logger = logging.getLogger(__name__)

SWEEP_EVERY = 5.0  # seconds
MOST_FREED = 50  # lost sockets a sweep, so that joins get in between


class AnotherWorker(Exception):
    """The data folder is another process's."""


class Worker:
    """Started by `manage.py serve`, or under `runserver` by the first connection."""

    def __init__(self) -> None:
        self._lock: IO[str] | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take the lock, free the seats of a dead predecessor, start the loops. Once.

        Raises AnotherWorker: two processes that share no broker would each know half of a room.
        """
        if self._lock is not None:
            return
        self._lock = _locked_file()
        switchboard.bind(asyncio.get_running_loop())
        try:
            await in_database(rooms.vacate_all)
        except BaseException:
            await self.stop()
            raise
        self._sweeper = asyncio.create_task(_sweep())

    async def stop(self) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self._lock is not None:
            self._lock.close()
        self._lock = self._sweeper = None


def _locked_file() -> IO[str]:
    """Held until the process ends, however it ends: the kernel lets go of it."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    file = (settings.DATA_DIR / "worker.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise AnotherWorker(f"Another worker already serves {settings.DATA_DIR}.") from None
    return file


async def _sweep() -> None:
    while True:
        await asyncio.sleep(SWEEP_EVERY)
        try:
            await in_database(rooms.sweep)
            living = frozenset(switchboard.sockets)
            await in_database(rooms.vacate, living=living, most=MOST_FREED)
        except Exception:
            logger.exception("The sweep failed; the next one is in %s s", SWEEP_EVERY)


worker = Worker()
