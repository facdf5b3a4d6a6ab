"""Caps and sizes, and what happens past them, on the server we ship."""

import pytest


@pytest.fixture
def small_site(make_site):
    site = make_site(PLAYLOBBY_MAX_ROOMS="2", PLAYLOBBY_MAX_PEERS="5")
    site.shell('from lobby.models import Game; Game.objects.create(slug="mesh", title="Mesh")')
    site.start()
    yield site
    site.stop()


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


async def test_who_does_not_join_in_time_is_closed(make_site, dial):
    site = make_site(PLAYLOBBY_JOIN_WITHIN="0.5")
    site.shell('from lobby.models import Game; Game.objects.create(slug="mesh", title="Mesh")')
    site.start()
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
