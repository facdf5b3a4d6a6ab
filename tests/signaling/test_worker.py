"""A worker's life: one at a time, killed, told to stop, and with players who do not answer."""

import asyncio
import signal
import sqlite3
import stat
import urllib.error
import urllib.request
from contextlib import suppress

import pytest

from tests.running import free_port

HANDSHAKE = (
    "GET /signal/mesh/{code} HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
)


async def a_room(site, dial):
    blue, yellow = [await dial(f"{site.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await blue.hear()
    return blue, yellow


async def test_after_a_kill_the_rooms_are_over_and_the_site_is_back(own_site, dial):
    blue, _ = await a_room(own_site, dial)
    own_site.kill()
    own_site.start()
    yellow, green = [await dial(f"{own_site.signal}/mesh") for _ in range(2)]
    await yellow.say(yellow.JOIN, 0, blue.code)
    assert await yellow.closed() == (4000, "Lobby does not exists")
    await green.join()
    present = "from lobby.models import *; print(Peer.objects.present().count())"
    assert own_site.shell(present).strip() == "1"


async def test_a_worker_that_is_told_to_stop_says_so(own_site, dial):
    blue, yellow = await a_room(own_site, dial)
    await asyncio.to_thread(own_site.stop)
    assert [(await player.closed())[0] for player in (blue, yellow)] == [1012, 1012]


async def test_a_worker_that_drains_says_so_and_opens_no_more_rooms(make_own_site, dial):
    """One room after another, over the time it has: here long enough to look on."""
    site = make_own_site(PLAYLOBBY_DRAIN="30")
    players = [await dial(f"{site.signal}/mesh") for _ in range(40)]
    for player in players[:-1]:
        await player.join()
    assert readiness(site) == (200, "ok, 1 worker")
    site.process.terminate()
    assert (await players[0].closed()) == (1012, "Server is restarting")
    await players[-1].say(players[-1].JOIN)
    assert await players[-1].closed() == (4000, "Server is restarting")
    assert readiness(site) == (503, "stopping")
    for player in players[:-1]:
        assert (await player.closed())[0] == 1012
    assert await asyncio.to_thread(site.process.wait, 20) in (0, -signal.SIGTERM)


def readiness(site):
    try:
        with urllib.request.urlopen(f"{site.url}/readyz") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_second_worker_on_the_same_data_is_refused(own_site):
    with pytest.raises(AssertionError, match="Another worker already serves"):
        own_site.manage("serve", "--port", str(free_port()))


def test_a_port_that_is_taken_is_named(own_site):
    with pytest.raises(AssertionError, match=f"Cannot listen on 127.0.0.1:{own_site.port}"):
        own_site.manage("serve")


def test_a_worker_that_is_stopped_while_it_starts_just_stops(own_site):
    """Its port is open, but the application is still being loaded."""
    process = own_site.process
    own_site.stop()
    assert process.returncode == -signal.SIGTERM
    assert "Traceback" not in own_site.log


async def test_a_database_that_fails_is_said_so(own_site, dial):
    blue = await dial(f"{own_site.signal}/mesh")
    with sqlite3.connect(own_site.data / "playlobby.sqlite3") as database:
        database.execute("ALTER TABLE lobby_peer RENAME TO elsewhere")
    await blue.say(blue.JOIN)
    assert await blue.closed() == (4000, "The server is busy. Try again in a moment.")


def test_the_secret_key_is_its_owners_alone(own_site):
    assert stat.S_IMODE((own_site.data / "secret_key").stat().st_mode) == 0o600


async def test_a_player_who_leaves_while_joining_leaves_nothing_behind(own_site, dial):
    for _ in range(20):
        player = await dial(f"{own_site.signal}/mesh")
        await player.say(player.JOIN)
        player.socket.transport.abort()
    blue = await dial(f"{own_site.signal}/mesh")
    await blue.join()
    own_site.stop()
    assert own_site.shell("from lobby.models import *; print(Room.objects.living().count())") == (
        "0\n"
    )


@pytest.mark.long
@pytest.mark.parametrize("flooded", [False, True])
async def test_a_player_who_answers_no_ping_loses_the_seat(own_site, dial, flooded):
    """Also one that does not even read what the others send."""
    blue = await dial(f"{own_site.signal}/mesh")
    await blue.join()
    reader, writer = await asyncio.open_connection("127.0.0.1", own_site.port, limit=1024)
    writer.write(HANDSHAKE.format(port=own_site.port, code=blue.code).encode())
    await reader.readuntil(b"\r\n\r\n")
    join = b'{"type":0,"id":0,"data":""}'
    writer.write(bytes([0x81, 0x80 | len(join), 0, 0, 0, 0]) + join)
    kind, number, _ = await blue.hear()
    assert kind == blue.PEER_CONNECT
    writer.transport.pause_reading()
    if flooded:
        for _ in range(150):
            await blue.say(blue.OFFER, number, "x" * 30_000)
    async with asyncio.timeout(60):  # two periods of the server's pings
        assert [await blue.socket.recv()] == [f'{{"type":3,"id":{number},"data":""}}']
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
