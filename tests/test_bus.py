"""The bus between workers, with a Redis that is not there."""

import asyncio
import itertools
from contextlib import suppress

import msgspec
import pytest

from lobby import bus as module
from lobby.bus import Bus, Unreachable
from lobby.errors import Refusal
from lobby.lines import Parcel
from lobby.table import Event, Signal, Touched


class Broken:
    """A layer whose connection has just been closed under it."""

    def __init__(self, **settings):
        self.asked = 0

    async def send(self, channel, message):
        self.asked += 1
        raise RuntimeError("the handler is closed")

    async def receive(self, channel):
        await asyncio.Event().wait()

    async def flush(self):
        raise RuntimeError("the handler is closed")


async def test_whatever_is_raised_on_the_way_means_that_redis_is_away(monkeypatch):
    monkeypatch.setattr(module, "RedisPubSubChannelLayer", Broken)
    monkeypatch.setattr(module, "AWAY_AFTER", 0.2)
    for name in ("TICK", "PROBE_EVERY"):
        monkeypatch.setattr(module, name, 0.01)
    bus = Bus()
    with pytest.raises(Unreachable):
        await bus.start("redis://nowhere", lambda: None)
    assert bus.away
    assert bus._layer.asked > 2, "it goes on trying"


async def test_only_signals_count_towards_those_that_may_wait(monkeypatch):
    monkeypatch.setattr(module, "RedisPubSubChannelLayer", Broken)
    monkeypatch.setattr(module, "AWAY_AFTER", 0.01)
    bus = Bus()
    with pytest.raises(Unreachable):
        await bus.start("redis://nowhere", lambda: None)
    bus.started = bus.away = True
    for _ in range(module.MOST_WAITING):
        bus._put("b", Touched("AAAAAA"))
        bus._put("b", Event("peer.left", "AAAAAA", 1))
    signal = Signal("AAAAAA", 1, 2, 4, 3, "sdp")
    for _ in range(module.MOST_WAITING):
        bus.forward("b", signal)
    with pytest.raises(Refusal):
        bus.forward("b", signal)
    bus._give_up(bus._line("b"), float("inf"))
    assert not bus._waiting


class Slow(Broken):
    """Its flush takes a cancellation for that of a task of its own, as channels-redis' does."""

    def __init__(self, **settings):
        super().__init__()
        self.flushing = asyncio.Event()

    async def flush(self):
        if not self.flushing.is_set():
            self.flushing.set()
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()


async def test_a_worker_can_stop_while_it_looks_for_redis(monkeypatch):
    monkeypatch.setattr(module, "RedisPubSubChannelLayer", Slow)
    monkeypatch.setattr(module, "DEAF_AFTER", 0)
    bus = Bus()
    start = asyncio.create_task(bus.start("redis://nowhere", lambda: None))
    while not hasattr(bus, "_layer"):
        await asyncio.sleep(0)
    await bus._layer.flushing.wait()
    start.cancel()
    stop = asyncio.create_task(bus.stop())
    await asyncio.wait([stop], timeout=5)
    stopped = stop.done()
    for task in bus._tasks:
        task.cancel()
    assert stopped


class Forgetful(Broken):
    """It loses the first parcel, and hands on what a worker says to itself."""

    def __init__(self, **settings):
        self.mailbox, self.numbers, self.said_again = asyncio.Queue(), [], asyncio.Event()

    async def send(self, channel, message):
        parcel = msgspec.msgpack.decode(message["parcel"], type=Parcel)
        if channel == module._channel(module.switchboard.worker):
            self.mailbox.put_nowait(message)
        elif parcel.number in self.numbers:
            self.said_again.set()
        self.numbers.append(parcel.number)

    async def receive(self, channel):
        return await self.mailbox.get()


async def test_what_was_lost_is_sent_again_while_others_go_on_talking(monkeypatch):
    monkeypatch.setattr(module, "RedisPubSubChannelLayer", Forgetful)
    monkeypatch.setattr(module, "TICK", 0.01)
    monkeypatch.setattr(module, "REPEAT_AFTER", 0.1)
    bus = Bus()
    await bus.start("redis://nowhere", lambda: None)
    async with asyncio.timeout(10):
        for number in itertools.count():
            bus.forward("b", Signal("AAAAAA", 1, 2, 4, 3, f"sdp {number}"))
            with suppress(TimeoutError):
                await asyncio.wait_for(bus._layer.said_again.wait(), 0.02)
                break
    await bus.stop()
