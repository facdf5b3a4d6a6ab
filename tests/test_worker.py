"""What a worker makes of its lease, and tells its pages, with no other worker and no database."""

import pytest

from lobby import worker as module
from lobby.bus import bus
from lobby.live.feeds import feeds
from lobby.live.socket import LiveSocket
from lobby.worker import Worker


@pytest.fixture
def renewed(monkeypatch):
    """Renew a lease: these live, says the database, while others greet us."""
    told = []
    monkeypatch.setattr(bus, "workers", frozenset())
    monkeypatch.setattr(feeds, "touch_all", lambda: told.append("anew"))
    worker = Worker()

    async def renewed(alive, lived=True, greeting=()):
        async def renew(verb, **asked):
            bus.workers |= set(greeting)
            return frozenset(alive), lived

        monkeypatch.setattr(module, "in_database_for_leases", renew)
        told.clear()
        await worker._renew()
        return bool(told)

    return renewed


async def test_who_greets_while_the_leases_are_read_is_not_forgotten(renewed):
    await renewed("ab", greeting="c")
    assert bus.workers == set("abc")
    await renewed("ac")
    assert bus.workers == set("ac")


async def test_who_was_taken_for_dead_shows_everything_anew_until_that_is_over(renewed):
    shown = [await renewed("a", lived) for lived in (True, False, True, True)]
    assert shown == [False, True, True, False]


async def test_pages_get_a_sign_of_life_and_programs_have_pings(monkeypatch):
    told = []
    page, program, too_early = LiveSocket(), LiveSocket(), LiveSocket()
    for socket in (page, program, too_early):
        socket.begun, socket.json = socket is not too_early, socket is program
        monkeypatch.setattr(socket, "tell", lambda text, socket=socket: told.append((socket, text)))
        monkeypatch.setitem(feeds.sockets, socket.name, socket)
    await module._beat()
    assert told == [(page, "")]
