"""The switchboard between workers: one channel a worker, on channels-redis' pub/sub layer.

Redis hands on what is published to whoever listens at that moment, and forgets it. So what is for
another worker goes on a *line* to it, in numbered parcels, and is kept until that worker says that
it has heard; what it does not say so of is sent again, in order. What had to be given up on (Redis
was away for too long, or that worker is dead) heals: rooms are read again, signals are counted.

While Redis is away, parcels wait. Rooms whose peers share a worker notice nothing. Whatever is
raised on the way to it means that it is away: client, connection and loop have their own errors.
"""

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic

import msgspec
from channels_redis.pubsub import RedisPubSubChannelLayer

from lobby.errors import Refusal
from lobby.lines import Line, Mail, Parcel
from lobby.live.changes import changes
from lobby.switchboard import switchboard
from lobby.table import Event, Guess, Posted, Signal, Stop, Touched

logger = logging.getLogger(__name__)

MOST_WAITING = 256  # signals of a room, while Redis is away
LONGEST_WAIT = 5.0  # seconds; then their senders are closed
PUBLISHED_WITHIN = 1.0  # seconds, or Redis counts as away
TICK = 0.25  # seconds: how soon we say what we have heard
REPEAT_AFTER = 1.0
PROBE_EVERY = 1.0
AWAY_AFTER = 3.0  # seconds without a probe of our own
DEAF_AFTER = 5.0  # then we listen anew


class Unreachable(Exception):
    """Redis does not answer at start."""


class Bus:
    """Works between `start` and `stop`, on one event loop. Before, a site is one worker."""

    def __init__(self) -> None:
        self.started = self.away = False
        self.workers: frozenset[str] = frozenset()  # those alive, as of the last lease or word
        self.guessed: Callable[[str], None] = lambda network: None
        self.posted: Callable[[], None] = lambda: None

    async def start(self, url: str, missed: Callable[[], None]) -> None:
        """Returns once we hear ourselves. `missed` is called whenever something may be lost.

        Raises Unreachable.
        """
        self._loop = asyncio.get_running_loop()
        self._layer = RedisPubSubChannelLayer(hosts=[url], prefix="playlobby")
        self._missed = missed
        self._lines: dict[str, Line] = {}  # Of the dead too: an empty one is small.
        self._waiting: Counter[str] = Counter()
        self._heard_us = asyncio.Event()
        self._last_probe = self._last_heard = monotonic()
        self._wake = asyncio.Event()
        self.started, self.away = True, False
        self._listener = asyncio.create_task(self._listen())
        self._tasks = [asyncio.create_task(self._send_all()), asyncio.create_task(self._tick())]
        try:
            async with asyncio.timeout(AWAY_AFTER):
                await self._heard_us.wait()
        except TimeoutError:
            await self.stop()
            raise Unreachable from None

    async def stop(self) -> None:
        if self.started:
            self.started = False
            # More than once: the layer's flush takes it for the end of a task of its own.
            while living := [t for t in (self._listener, *self._tasks) if not t.done()]:
                for task in living:
                    task.cancel()
                await asyncio.wait(living, timeout=TICK)
            with suppress(Exception):
                await self._send_waiting()  # Our last words.
                await self._layer.flush()

    async def greet(self) -> None:
        """Let the others know at once that there is one more."""
        for worker in self.workers - {switchboard.worker}:
            await self._send(worker, self._line(worker), 0, [])

    def publish(self, event: Event, workers: Iterable[str]) -> None:
        """Tell other workers of an event; from any thread."""
        if self.started and not self._loop.is_closed():
            for worker in workers:
                if worker != switchboard.worker:
                    self._loop.call_soon_threadsafe(self._put, worker, event)

    def tell_all(self, mail: Guess | Posted | Touched) -> None:
        """Tell all other workers; from any thread."""
        if self.started and not self._loop.is_closed():
            for worker in self.workers - {switchboard.worker}:
                self._loop.call_soon_threadsafe(self._put, worker, mail)

    def stop_worker(self, worker: str) -> None:
        """Tell another worker to stop; from any thread."""
        if self.started and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, worker, Stop())

    def forward(self, worker: str, signal: Signal) -> None:
        """Hand a signal to another worker. Raises Refusal if too many wait already."""
        if not self.started:
            return
        if self.away and self._waiting[signal.room] >= MOST_WAITING:
            raise Refusal("bus.interrupted", "The connection between players is interrupted.")
        self._put(worker, signal)

    def _put(self, worker: str, mail: Mail) -> None:
        self._line(worker).waiting.append((monotonic(), mail))
        if isinstance(mail, Signal):
            self._waiting[mail.room] += 1
        self._wake.set()

    def _line(self, worker: str) -> Line:
        if (line := self._lines.get(worker)) is None:
            line = self._lines[worker] = Line()
        return line

    async def _send_all(self) -> None:
        """What waits while we publish makes the next parcel: under load, hundreds share a trip."""
        while await self._wake.wait():
            self._wake.clear()
            await self._send_waiting()

    async def _send_waiting(self) -> None:
        for worker, line in list(self._lines.items()):
            while line.waiting and not self.away:
                await self._send(worker, line, line.load(), line.kept[-1][2])

    async def _send(self, worker: str, line: Line, number: int, mail: list[Mail]) -> None:
        await self._publish(worker, line.parcel(number, mail))

    async def _publish(self, worker: str, parcel: Parcel) -> None:
        try:
            async with asyncio.timeout(PUBLISHED_WITHIN):
                packed = msgspec.msgpack.encode(parcel)
                await self._layer.send(_channel(worker), {"parcel": packed})
        except Exception as failure:
            self._lose(failure)

    def _lose(self, failure: Exception | str) -> None:
        if not self.away:
            logger.warning("Redis is away: %s", failure or type(failure).__name__)
        self.away = True

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            now = monotonic()
            await self._probe(now)
            for worker, line in list(self._lines.items()):
                self._give_up(line, now - LONGEST_WAIT)
                if self.away:
                    continue
                if line.kept and now - line.tried > REPEAT_AFTER:
                    await self._repeat(worker, line)
                elif line.heard > line.told:
                    await self._send(worker, line, 0, [])
            self._wake.set()

    async def _repeat(self, worker: str, line: Line) -> None:
        line.tried = monotonic()
        for number, _, mail in list(line.kept):
            if not self.away:  # Each would wait for a second.
                await self._send(worker, line, number, mail)

    async def _probe(self, now: float) -> None:
        if now - self._last_heard > AWAY_AFTER:
            self._lose("we do not hear ourselves")
        if now - self._last_heard > DEAF_AFTER:
            await self._listen_anew()
        if now - self._last_probe > PROBE_EVERY:
            self._last_probe = now
            await self._publish(switchboard.worker, Parcel(switchboard.worker))

    def _give_up(self, line: Line, oldest: float) -> None:
        """Drop what has been under way since before `oldest`, and close who sent the signals.

        Not if Redis is there: then the other worker is dead, and its seats are about to be freed.
        """
        late: list[Mail] = []
        while line.kept and line.kept[0][1] < oldest:
            late += line.kept.popleft()[2]
        while line.waiting and line.waiting[0][0] < oldest:
            late.append(line.waiting.popleft()[1])
        self._forget(late)
        for mail in late:
            if isinstance(mail, Signal):
                switchboard.signals_lost += 1
                if self.away:
                    switchboard.interrupt(mail)

    def _forget(self, mail: Iterable[Mail]) -> None:
        for one in mail:
            if isinstance(one, Signal):
                self._waiting[one.room] -= 1
                if not self._waiting[one.room]:
                    del self._waiting[one.room]

    async def _listen(self) -> None:
        while True:
            try:
                message = await self._layer.receive(_channel(switchboard.worker))
            except Exception:
                with suppress(Exception):
                    await self._layer.flush()  # Or it believes that it has subscribed.
                await asyncio.sleep(TICK)
                continue
            try:
                self._take(_parcels.decode(message["parcel"]))
            except Exception:
                logger.exception("A parcel could not be delivered")
                self._missed()

    def _take(self, parcel: Parcel) -> None:
        if parcel.sender == switchboard.worker:
            return self._hear_ourselves()
        self.workers |= {parcel.sender}
        line = self._line(parcel.sender)
        self._forget(line.heard_by_them(parcel.heard))
        if parcel.oldest > line.heard + 1:  # What was before will not come any more.
            line.heard = parcel.oldest - 1
            self._missed()
        if parcel.number != line.heard + 1:  # Heard before; or one is missing, and comes again.
            return
        line.heard = parcel.number
        for mail in parcel.mail:
            self._open(mail)

    def _open(self, mail: Mail) -> None:
        match mail:
            case Signal():
                switchboard.receive(mail)
            case Guess():
                self.guessed(mail.network)
            case Touched():
                changes.touch(mail.room)
            case Event():
                switchboard.hear(mail)
            case Posted():
                self.posted()
            case Stop():
                signal.raise_signal(signal.SIGTERM)

    def _hear_ourselves(self) -> None:
        self._last_heard = monotonic()
        self._heard_us.set()
        if self.away:
            self.away = False
            logger.warning("Redis is back")
            for line in self._lines.values():
                line.tried = 0.0  # What went out as it left is sent again at once.
            self._missed()
            self._wake.set()

    async def _listen_anew(self) -> None:
        """Our subscription is gone, and nobody told us."""
        self._last_heard = monotonic()
        with suppress(Exception):
            async with asyncio.timeout(PUBLISHED_WITHIN):
                await self._layer.flush()
        self._listener.cancel()
        self._listener = asyncio.create_task(self._listen())


def _channel(worker: str) -> str:
    return f"playlobby.{worker}"


_parcels = msgspec.msgpack.Decoder(Parcel)
bus = Bus()
