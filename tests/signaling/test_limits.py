"""Caps and sizes, and what happens past them, on the server we ship."""

import asyncio
from collections import Counter

import pytest


@pytest.fixture
def small_site(make_own_site):
    return make_own_site(PLAYLOBBY_LIMITS="on", PLAYLOBBY_MAX_ROOMS="2", PLAYLOBBY_MAX_PEERS="5")


async def test_a_room_too_many_is_refused(small_site, dial):
    for _ in range(2):
        await (await dial(f"{small_site.signal}/mesh")).join()
    green = await dial(f"{small_site.signal}/mesh")
    await green.say(green.JOIN)
    assert await green.closed() == (4000, "Too many lobbies open, disconnecting")


async def test_a_socket_too_many_is_refused(small_site, dial):
    players = [await dial(f"{small_site.signal}/mesh") for _ in range(5)]
    green = await dial(f"{small_site.signal}/mesh")
    assert await green.closed() == (4000, "Too many peers connected")
    await players[0].join()
    assert players[0].number == 1


@pytest.mark.parametrize("size", [65_001, 100_000, 140_000])
async def test_a_frame_that_would_not_fit_godot_is_too_large(server, dial, size):
    """Daphne cannot say 1009."""
    blue = await dial(f"{server.signal}/mesh")
    await blue.join()
    await blue.socket.send("x" * size)
    assert (await blue.closed())[0] == (1009 if server.says_reasons else 1011)


async def test_who_does_not_join_in_time_is_closed(make_own_site, dial):
    site = make_own_site(PLAYLOBBY_JOIN_WITHIN="0.5")
    blue = await dial(f"{site.signal}/mesh")
    assert await blue.closed() == (4000, "Have not joined lobby yet")


async def test_text_that_is_not_utf8_closes_with_1007(small_site, dial):
    blue = await dial(f"{small_site.signal}/mesh")
    await blue.socket.send(b"\xff\xfe", text=True)
    assert (await blue.closed())[0] == 1007


async def test_a_burst_to_one_player_arrives_whole(small_site, dial):
    """More frames than an outbox holds, out of one turn of the server's loop."""
    blue, yellow = [await dial(f"{small_site.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await blue.hear()
    for number in range(500):
        await yellow.say(yellow.CANDIDATE, 1, str(number))
    assert [(await blue.hear())[2] for _ in range(500)] == [str(n) for n in range(500)]


@pytest.fixture
def strict_site(make_own_site):
    """All limits on, behind a proxy at this very address."""
    return make_own_site(PLAYLOBBY_LIMITS="on", PLAYLOBBY_TRUSTED_PROXIES="127.0.0.1,::1")


def behind(*addresses):
    return {"additional_headers": {"X-Forwarded-For": ", ".join(addresses)}}


async def test_who_talks_too_much_is_closed_alone(strict_site, dial):
    """The seats of the room allow 32 frames each at once."""
    blue, yellow = [await dial(f"{strict_site.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await blue.hear()
    for number in range(600):
        await yellow.say(yellow.CANDIDATE, 1, str(number))
    assert await yellow.closed() == (4000, "Too many messages")
    heard = [(await blue.hear())[:2] for _ in range(512)]
    assert heard == [(blue.CANDIDATE, yellow.number)] * 512


async def test_ten_wrong_codes_are_enough_for_a_minute(strict_site, dial):
    """For the visitor who tried them, by socket or by page; not for anybody else."""
    blue = await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.7"))
    await blue.join()
    for _ in range(10):
        guest = await dial(f"{strict_site.signal}/mesh", **behind("2001:db8:1:2::a"))
        await guest.say(guest.JOIN, 0, "AAAAAA")
        assert await guest.closed() == (4000, "Lobby does not exists")
    neighbour = await dial(f"{strict_site.signal}/mesh", **behind("2001:db8:1:2:ffff::b"))
    await neighbour.say(neighbour.JOIN, 0, blue.code)
    assert await neighbour.closed() == (4000, "Too many wrong codes")
    other = await dial(f"{strict_site.signal}/mesh", **behind("2001:db8:1:3::a"))
    assert await other.join(blue.code) == [1]


async def test_forty_wrong_codes_at_one_moment_are_no_more_than_ten(strict_site, dial):
    guests = [await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.11")) for _ in range(40)]
    await asyncio.gather(*(guest.say(guest.JOIN, 0, "AAAAAA") for guest in guests))
    closed = Counter([await guest.closed() for guest in guests])
    assert closed == {(4000, "Lobby does not exists"): 10, (4000, "Too many wrong codes"): 30}


async def test_a_class_of_one_address_joins_at_one_moment(strict_site, dial):
    """Whoever has the right code is let in, although somebody mistyped it nine times."""
    for _ in range(9):
        guest = await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.12"))
        await guest.say(guest.JOIN, 0, "AAAAAA")
        assert await guest.closed() == (4000, "Lobby does not exists")
    blue = await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.12"))
    await blue.join()
    others = [await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.12")) for _ in range(7)]
    await asyncio.gather(*(other.join(blue.code) for other in others))
    assert {other.code for other in others} == {blue.code}


async def test_what_a_visitor_says_of_its_own_address_is_not_believed(strict_site, dial):
    """The proxy adds the true one on the right."""
    for number in range(11):
        guest = await dial(
            f"{strict_site.signal}/mesh", **behind(f"10.0.0.{number}", "203.0.113.9")
        )
        await guest.say(guest.JOIN, 0, "AAAAAA")
        reason = (await guest.closed())[1]
    assert reason == "Too many wrong codes"


async def test_one_visitor_opens_thirty_rooms_a_minute(strict_site, dial):
    for _ in range(30):
        await (await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.8"))).join()
    green = await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.8"))
    await green.say(green.JOIN)
    assert await green.closed() == (4000, "Too many lobbies opened from this address")


async def test_one_visitor_has_two_hundred_sockets(strict_site, dial):
    players = [
        await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.10")) for _ in range(200)
    ]
    green = await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.10"))
    assert await green.closed() == (4000, "Too many connections from this address")
    await players[0].leave()
    blue = await dial(f"{strict_site.signal}/mesh", **behind("203.0.113.10"))
    await blue.join()
