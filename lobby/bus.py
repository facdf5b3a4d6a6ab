"""The switchboard between workers: one channel a worker, on channels-redis' pub/sub layer.

What is for another worker is put on the *line* to it, and goes in numbered parcels. Redis delivers
at most once: who misses a number, or no longer hears its own probes, reads its rooms again. So a
lost event heals; a lost signal, which nobody can ask for again, is counted.

While Redis is away, parcels wait. Rooms whose peers share a worker notice nothing.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

import msgspec
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.exceptions import RedisError

from lobby.errors import Refusal
from lobby.switchboard import switchboard
from lobby.table import Event, Signal

logger = logging.getLogger(__name__)

MOST_WAITING = 256  # signals of a room, while Redis is away
LONGEST_WAIT = 5.0  # seconds; then their senders are closed
MOST_IN_PARCEL = 500
PUBLISHED_WITHIN = 1.0  # seconds, or Redis counts as away
RETRY_AFTER = 0.25
PROBE_EVERY = 1.0
DEAF_AFTER = 4.0  # seconds without a probe of our own, then we listen anew
FAILURES = (RedisError, OSError, TimeoutError)

Mail = Event | Signal


class Parcel(msgspec.Struct, array_like=True):
    """`number` counts what `sender` sent to this worker, from 1. A probe is empty."""

    sender: str
    number: int
    mail: list[Mail]


@dataclass(slots=True)
class Line:
    """What goes to one worker: the parcel on its way, and what waits, since when."""

    number: int = 0
    packed: bytes = b""
    parcel: list[tuple[float, Mail]] = field(default_factory=list)
    waiting: deque[tuple[float, Mail]] = field(default_factory=deque)


class Unreachable(Exception):
    """Redis does not answer at start."""


class Bus:
    """Works between `start` and `stop`, on one event loop. Before, a site is one worker."""

    def __init__(self) -> None:
        self.started = self.away = False

    async def start(self, url: str, missed: Callable[[], None]) -> None:
        """Returns once we hear ourselves. `missed` is called whenever something may be lost.

        Raises Unreachable.
        """
        self._loop = asyncio.get_running_loop()
        self._layer = RedisPubSubChannelLayer(hosts=[url], prefix="playlobby")
        self._missed = missed
        self._lines: dict[str, Line] = {}
        self._waiting: Counter[str] = Counter()
        self._heard: Counter[str] = Counter()
        self._heard_us = asyncio.Event()
        self._last = monotonic()
        self._wake = asyncio.Event()
        self.started, self.away = True, False
        self._listener = asyncio.create_task(self._listen())
        self._tasks = [asyncio.create_task(self._send_all()), asyncio.create_task(self._probe())]
        try:
            async with asyncio.timeout(DEAF_AFTER):
                await self._heard_us.wait()
        except TimeoutError:
            await self.stop()
            raise Unreachable from None

    async def stop(self) -> None:
        if self.started:
            self.started = False
            tasks = [self._listener, *self._tasks]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(*FAILURES):
                await self._layer.flush()

    def publish(self, event: Event, workers: Iterable[str]) -> None:
        """Tell other workers of an event; from any thread."""
        if self.started and not self._loop.is_closed():
            for worker in workers:
                if worker != switchboard.worker:
                    self._loop.call_soon_threadsafe(self._put, worker, event)

    def forward(self, worker: str, signal: Signal) -> None:
        """Hand a signal to another worker. Raises Refusal if too many wait already."""
        if not self.started:
            return
        if self.away and self._waiting[signal.room] >= MOST_WAITING:
            raise Refusal("bus.interrupted", "The connection between players is interrupted.")
        self._put(worker, signal)

    def _put(self, worker: str, mail: Mail) -> None:
        if (line := self._lines.get(worker)) is None:
            line = self._lines[worker] = Line()
        line.waiting.append((monotonic(), mail))
        self._waiting[mail.room] += 1
        self._wake.set()

    async def _send_all(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            for worker, line in list(self._lines.items()):
                while line.waiting or line.packed:
                    await self._send(worker, line)

    async def _send(self, worker: str, line: Line) -> None:
        """Publish one parcel, the same until it got through or is too old.

        What waits while we do makes the next: under load, hundreds share one trip to Redis.
        """
        if not line.packed:
            most = min(len(line.waiting), MOST_IN_PARCEL)
            line.parcel = [line.waiting.popleft() for _ in range(most)]
            line.number += 1
            mail = [mail for _, mail in line.parcel]
            line.packed = msgspec.msgpack.encode(Parcel(switchboard.worker, line.number, mail))
        if await self._published(worker, line.packed):
            self._done(line)
        else:
            self._give_up(monotonic() - LONGEST_WAIT)
            await asyncio.sleep(RETRY_AFTER)

    async def _published(self, worker: str, packed: bytes) -> bool:
        try:
            async with asyncio.timeout(PUBLISHED_WITHIN):
                await self._layer.send(_channel(worker), {"parcel": packed})
        except FAILURES as failure:
            if not self.away:
                logger.warning("Redis is away: %s", failure or type(failure).__name__)
            self.away = True
            return False
        return True

    def _done(self, line: Line) -> None:
        for _, mail in line.parcel:
            self._forget(mail)
        line.packed, line.parcel = b"", []

    def _forget(self, mail: Mail) -> None:
        self._waiting[mail.room] -= 1
        if not self._waiting[mail.room]:
            del self._waiting[mail.room]

    def _give_up(self, oldest: float) -> None:
        """Close who sent a signal that has waited since before `oldest`. Events heal."""
        for line in self._lines.values():
            late = []
            if line.parcel and line.parcel[0][0] < oldest:
                late = [mail for _, mail in line.parcel]
                line.packed, line.parcel = b"", []
            while line.waiting and line.waiting[0][0] < oldest:
                late.append(line.waiting.popleft()[1])
            for mail in late:
                self._forget(mail)
                if isinstance(mail, Signal):
                    switchboard.interrupt(mail)

    async def _listen(self) -> None:
        while True:
            try:
                message = await self._layer.receive(_channel(switchboard.worker))
            except FAILURES:
                with suppress(*FAILURES):
                    await self._layer.flush()  # Or it believes that it has subscribed.
                await asyncio.sleep(RETRY_AFTER)
                continue
            try:
                self._take(_parcels.decode(message["parcel"]))
            except Exception:
                logger.exception("A parcel could not be delivered")
                self._missed()

    def _take(self, parcel: Parcel) -> None:
        expected = self._heard[parcel.sender] + 1
        if parcel.number < expected:  # Sent twice, since the answer to the first was lost.
            return
        self._heard[parcel.sender] = parcel.number
        if parcel.sender == switchboard.worker:
            self._hear_ourselves()
        if parcel.number > expected:
            switchboard.signals_lost += parcel.number - expected
            self._missed()
        for mail in parcel.mail:
            if isinstance(mail, Signal):
                switchboard.receive(mail)
            else:
                switchboard.hear(mail)

    def _hear_ourselves(self) -> None:
        self._last = monotonic()
        self._heard_us.set()
        if self.away:
            self.away = False
            logger.warning("Redis is back")
            self._missed()

    async def _probe(self) -> None:
        number = 0
        while True:
            number += 1
            parcel = msgspec.msgpack.encode(Parcel(switchboard.worker, number, []))
            published = await self._published(switchboard.worker, parcel)
            if published and monotonic() - self._last > DEAF_AFTER:
                await self._listen_anew()
            await asyncio.sleep(PROBE_EVERY)

    async def _listen_anew(self) -> None:
        """Our subscription is gone, though Redis is there and nobody told us."""
        self.away, self._last = True, monotonic()
        with suppress(*FAILURES):
            await self._layer.flush()
        self._listener.cancel()
        self._listener = asyncio.create_task(self._listen())


def _channel(worker: str) -> str:
    return f"playlobby.{worker}"


_parcels = msgspec.msgpack.Decoder(Parcel)
bus = Bus()
