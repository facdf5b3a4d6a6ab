"""The bus between workers, with a Redis that is not there."""

import asyncio

import pytest

from lobby import bus as module
from lobby.bus import Bus, Unreachable


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
