"""A worker: one server process, and its loops beside the requests."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from lobby import chores, gatekeeper, keeping, limits, presence, upkeep
from lobby.bus import bus
from lobby.counting import counting
from lobby.database import (
    in_database,
    in_database_for_files,
    in_database_for_leases,
    in_database_for_pages,
    in_database_for_plans,
    note_failure,
)
from lobby.errors import Refusal
from lobby.exports import uploads
from lobby.live.changes import changes
from lobby.live.feeds import feeds
from lobby.live.reading import read
from lobby.lone_lock import AnotherWorker, LoneLock
from lobby.matchmaking import lease, matcher, rounds
from lobby.models import Worker as Lease
from lobby.switchboard import switchboard
from lobby.table import Event, Signal

logger = logging.getLogger(__name__)

SWEEP_EVERY = 5.0  # seconds
SHOW_EVERY = 0.2
MATCH_EVERY = 1.0
BEAT_EVERY = 15.0  # pages wait for three, `SILENCE` in socket.js
COMPRESS_EVERY = 600.0
TIDY_EVERY = 3600.0
TAKE_IN_EVERY = 10.0  # and whenever an upload is complete
AT_MOST_APART = 0.1  # seconds between two rooms of a worker that stops


class Worker:
    """Started by `manage.py serve`, or under `runserver` by the first connection."""

    def __init__(self) -> None:
        self._started = False
        self._lock: LoneLock | None = None
        self._loops: list[asyncio.Task[None]] = []
        self._missed = asyncio.Event()
        self._uploaded = asyncio.Event()
        self._seatless: set[str] = set()
        self._lived = self._lapsed = False

    @property
    def started(self) -> bool:
        return self._started

    async def start(self) -> None:
        """Take the lock and find the bus, free the seats of the dead, start the loops. Once.

        Raises lone_lock.AnotherWorker: two processes that share no bus would each know half of a
        room; and bus.Unreachable.
        """
        if self._started:
            return
        self._started = True
        switchboard.bind(asyncio.get_running_loop(), self)
        changes.bind(asyncio.get_running_loop())
        try:
            self._lock = await asyncio.to_thread(LoneLock, shared=bool(settings.REDIS_URL))
            if settings.REDIS_URL:
                await bus.start(settings.REDIS_URL, self._miss)
            else:
                await in_database(_begin_alone)
            await self._renew()
            self._lapsed = False  # Nobody knew us.
            if settings.REDIS_URL:
                await bus.greet()
        except BaseException:
            await self.stop()
            raise
        self._loops = [asyncio.create_task(loop) for loop in self._all_loops()]

    async def stop(self) -> None:
        for loop in self._loops:
            loop.cancel()
        try:
            if self._loops:
                await in_database(presence.release, worker=switchboard.worker)
                await keeping.keep()
        except (Refusal, DatabaseError):
            note_failure(logger, "Not all was told in time; the other workers free the seats")
        finally:
            await bus.stop()
            if self._lock is not None:
                await asyncio.to_thread(self._lock.release)  # A database's may take a while.
            self._started, self._lock, self._loops = False, None, []

    async def drain(self) -> None:
        """Open no rooms any more, and close the sockets, one room after another.

        All at once would come back to the other workers all at once; one by one, a host would
        seem to leave its room.
        """
        limits.draining = True
        parties = [list(table.seated.values()) for table in switchboard.tables.values()]
        seated = {socket.name for party in parties for socket in party}
        parties.append([s for s in switchboard.sockets.values() if s.name not in seated])
        pause = min(AT_MOST_APART, settings.DRAIN / len(parties))
        for party in parties:
            for socket in party:
                socket.hear(Event("worker.stopping", room="", version=0))
            await asyncio.sleep(pause)
        for page in list(feeds.sockets.values()):  # They come back one by one, on their own.
            page.restart()

    def take_in_soon(self) -> None:
        """An upload is complete."""
        self._uploaded.set()

    def _miss(self) -> None:
        """Something that other workers said was lost."""
        self._missed.set()
        feeds.touch_all()

    # What the switchboard asks for

    def forward(self, worker: str, signal: Signal) -> None:
        bus.forward(worker, signal)

    def read_again(self, room: str) -> None:
        self._missed.set()

    # The loops

    def _all_loops(self) -> list[Coroutine[Any, Any, None]]:
        return [
            _every(presence.RENEW_EVERY, self._renew),
            _every(SWEEP_EVERY, self._sweep),
            _every(presence.RENEW_EVERY, self._keep_lock),
            self._catch_up(),
            _show_changes(),
            _every(BEAT_EVERY, _beat),
            _every(presence.RENEW_EVERY, self._speak_for_seekers),
            _every(MATCH_EVERY, _match),
            self._take_in(),
            _every(COMPRESS_EVERY, chores.compress),
            _every(TIDY_EVERY, chores.tidy),
            gatekeeper.watch(),
            *keeping.loops(),
        ]

    async def _renew(self) -> None:
        # Not behind the joins, nor the files: a storm of them must not look like death.
        self._lived, before = False, bus.workers
        renewed = in_database_for_leases(presence.renew, worker=switchboard.worker)
        alive, self._lived = await renewed
        counting.renewed = monotonic()
        bus.workers = alive | (bus.workers - before)  # Who greeted us meanwhile was not read.
        if self._lapsed or not self._lived:
            # The others may have taken us for dead, and told us nothing; their last word is late.
            feeds.touch_all()
        self._lapsed = not self._lived

    async def _keep_lock(self) -> None:
        assert self._lock is not None
        try:
            await asyncio.to_thread(self._lock.keep)
        except AnotherWorker:
            logger.critical("Another worker has taken this database over; this one stops")
            signal.raise_signal(signal.SIGTERM)

    async def _sweep(self) -> None:
        await in_database(upkeep.sweep)
        while self._lived and await in_database(presence.free_lapsed, own=switchboard.worker):
            pass
        living = switchboard.sockets.keys() | feeds.sockets.keys()
        await in_database(
            upkeep.vacate, worker=switchboard.worker, living=living, most=presence.MOST_FREED
        )
        # Who waits for a room that ended, if the last word of it was lost. It may still be under
        # way: hence whoever is found twice.
        seatless = await in_database(upkeep.seatless, sockets=switchboard.waiting())
        for socket in seatless & self._seatless:
            switchboard.turn_away(socket, "seat.lost")
        self._seatless = seatless
        self._missed.set()  # Perhaps, and nobody noticed.

    async def _speak_for_seekers(self) -> None:
        living = switchboard.sockets.keys() | feeds.sockets.keys()
        await in_database(rounds.renew, worker=switchboard.worker, living=living)

    async def _catch_up(self) -> None:
        while True:
            await self._missed.wait()
            self._missed.clear()
            known = {code: table.version for code, table in switchboard.tables.items()}
            try:
                for code in await in_database(
                    upkeep.behind, worker=switchboard.worker, versions=known
                ):
                    await in_database(upkeep.read_again, code=code)
            except Exception:
                note_failure(logger, "Rooms could not be read again; the next sweep tries")

    async def _take_in(self) -> None:
        """Uploads become builds in a process of their own, one at a time on all workers."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._uploaded.wait(), TAKE_IN_EVERY)
            self._uploaded.clear()
            try:
                while await in_database_for_files(uploads.any_to_take_in):
                    if not (
                        await asyncio.to_thread(uploads.is_free) and await chores.run("ingest")
                    ):
                        break
            except Exception:
                note_failure(logger, "Uploads could not be taken in; the next look tries")


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except Exception:
            note_failure(logger, f"{work.__name__} failed; it runs again in {seconds} s")


async def _show_changes() -> None:
    """What has changed within a moment is read at once, and shown to all who watch."""
    while True:
        codes = feeds.wanted(await changes.take())
        try:
            if codes:
                with_chat = codes & feeds.of_room.keys()
                news = await in_database_for_pages(read, codes=codes, with_chat=with_chat)
                await feeds.show(news, codes - {one.seating.room.code for one in news})
        except (DatabaseError, Refusal):
            note_failure(logger, "Changes could not be read; they are again")
            for code in codes:
                changes.touch(code)
        except Exception:
            note_failure(logger, "Changes could not be shown; the next will be")
        await asyncio.sleep(SHOW_EVERY)


async def _match() -> None:
    """While this worker has the lease of it, make matches of the tickets that wait."""
    if limits.draining or not await in_database_for_plans(matcher.anything_to_do):
        return
    epoch = await in_database(lease.take, worker=switchboard.worker)
    if epoch is None:
        return
    await in_database(rounds.sweep)
    await in_database(rounds.review)
    for plan in await in_database_for_plans(matcher.plan):
        try:
            await in_database(matcher.claim, plan=plan, epoch=epoch)
        except lease.Superseded:
            return
        except (matcher.Dropped, Refusal):
            logger.info("A match was not made; its tickets wait on")


async def _beat() -> None:
    for socket in tuple(feeds.sockets.values()):
        socket.beat()


@transaction.atomic
def _begin_alone() -> None:
    """Whoever served this database before is gone: nobody else may."""
    upkeep.vacate_all()
    Lease.objects.all().delete()


worker = Worker()
