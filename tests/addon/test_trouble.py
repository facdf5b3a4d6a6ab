"""What goes wrong is said, loses nothing, and mends itself where it can."""

import asyncio
import json

import pytest
from websockets.asyncio.server import serve

from tests.addon import puppets
from tests.addon.puppets import a_room, all_play
from tests.cutting import WAYS, network
from tests.running import free_port, two_workers

pytestmark = [pytest.mark.browser, pytest.mark.long]


async def test_what_cannot_be_is_said(site, puppet):
    blue = await puppet("Blue")
    for method, with_, error, rule in (
        ("join", ["AAAAAA"], puppets.DOES_NOT_EXIST, "room.unknown"),
        ("join", ["no code at all, but a long text?"], puppets.DOES_NOT_EXIST, "room.unknown"),
        ("join", [], puppets.UNAVAILABLE, "page.none"),
        ("find_match", ["nothing"], puppets.DOES_NOT_EXIST, "queue.unknown"),
        ("kick", [2], puppets.UNCONFIGURED, "seat.none"),
        ("seal", [], puppets.UNCONFIGURED, "seat.none"),
        ("say", ["to nobody"], puppets.UNCONFIGURED, "seat.none"),
    ):
        assert await blue.do(method, *with_) == error, method
        assert (await blue.told())["refusal"][0] == rule
    assert await blue.do("create") == puppets.OK, "and all that has cost nothing"
    assert await blue.do("create") == puppets.IN_USE
    assert await blue.do("leave") is None
    nowhere = await puppet("Blue", game="nothing")
    assert await nowhere.do("quick_join") == puppets.DOES_NOT_EXIST
    assert (await nowhere.told())["refusal"][0] == "game.unknown"
    unset = await puppet("Blue", game="")
    assert await unset.do("quick_join") == puppets.UNCONFIGURED


RECORDS = """
window.given = [];
const Native = RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  constructor(configuration) { super(configuration); given.push(configuration); }
};
"""


async def test_connections_get_the_sites_turn_servers_with_credentials(site, puppet):
    site.shell(
        "from lobby.models import IceServer;"
        'IceServer.objects.create(host="turn.example.org", secret="north wind")'
    )
    blue, yellow = await puppet("Blue"), await puppet("Yellow", script=RECORDS)
    await a_room(blue, yellow)
    await all_play(blue, yellow)
    given = await yellow.frame.evaluate("given.flatMap(one => one?.iceServers ?? [])")
    assert [server["urls"] for server in given] == [
        ["turn:turn.example.org:3478?transport=udp"],
    ]
    assert given[0]["username"] and given[0]["credential"]


async def test_a_full_room_is_full(puppet):
    players = await asyncio.gather(puppet("Blue"), puppet("Yellow"))
    await a_room(players[0], seats=2)
    code = await players[0].code()
    assert await players[1].do("join", code) == puppets.OK
    green = await puppet("Green")
    assert await green.do("join", code) == puppets.BUSY
    assert await green.refused("room.full") == "Room is full"


async def test_a_site_that_does_not_answer_is_given_up(puppet):
    blue = await puppet("Blue", address=f"http://localhost:{free_port()}")
    assert await blue.do("quick_join") == puppets.CANT_CONNECT
    assert (await blue.told())["refusal"][0] == "site.silent"


async def test_a_server_that_talks_nonsense_is_no_end_of_a_game(puppet):
    """It greets well, and then says anything but what it should."""
    greeted = json.dumps({"received": 0, "since": "x", "seat": False})
    nonsense = [
        "1 {",
        "2 []",
        '3 {"type":1}',
        "4 null",
        "x",
        "{",
        '5 {"type":"ID"}',
        '6 {"again":5}',
    ]
    nonsense += ['7 {"type":100,"id":0,"data":{"peers":[7]}}', '8 {"type":6,"id":2,"data":7}']
    closing = asyncio.Event()

    async def talk(socket):
        await socket.recv()
        await socket.send(greeted)
        for frame in nonsense:
            await socket.send(frame)
        await closing.wait()
        await socket.close(4000, "Enough")

    async with serve(talk, "localhost", 0, subprotocols=["playlobby.v1"]) as server:
        port = server.sockets[0].getsockname()[1]
        blue = await puppet("Blue", address=f"http://localhost:{port}")
        key = await blue.begin("quick_join")
        assert (await blue.told())["number"] == 0
        closing.set()
        assert await blue.result(key) == 27
        assert (await blue.told())["refusal"] == ["", "Enough"]


@pytest.mark.parametrize("way", WAYS)
async def test_a_broken_network_is_noticed_by_nobody_in_the_game(site, puppet, way):
    """Signaling is cut while a third player comes; it goes on where it was."""
    port = free_port()
    async with network(port, site.port) as wire:
        through = f"http://localhost:{port}"
        blue, yellow = await asyncio.gather(puppet("Blue", through), puppet("Yellow", through))
        code = await a_room(blue, yellow)
        await all_play(blue, yellow)
        wire.cut_signaling(way)
        for player in (blue, yellow):
            await player.heard("reconnecting")
            await player.heard("reconnected")
        green = await puppet("Green", through)
        assert await green.do("join", code) == puppets.OK
        await all_play(blue, yellow, green)
        for player in (blue, yellow):
            names = [it[0] for it in (await player.told())["signals"]]
            assert not {"left", "peer_left", "peer_disconnected"} & set(names)


@pytest.fixture
def workers(make_site, redis, export):
    first = make_site(PLAYLOBBY_REDIS_URL=redis.url)
    first.manage("publish", "puppet", str(export), "--seats", "4")
    yield from two_workers(first)


async def test_a_killed_worker_costs_nobody_a_seat(workers, puppet):
    port = free_port()
    async with network(port, *[worker.port for worker in workers]):
        through = f"http://localhost:{port}"
        blue, yellow = await asyncio.gather(puppet("Blue", through), puppet("Yellow", through))
        code = await a_room(blue, yellow)
        await all_play(blue, yellow)
        workers[0].kill()
        for player in (blue, yellow):
            await player.heard("reconnected")
        green = await puppet("Green", through)
        assert await green.do("join", code) == puppets.OK
        await all_play(blue, yellow, green)
        for player in (blue, yellow):
            names = [it[0] for it in (await player.told())["signals"]]
            assert not {"left", "peer_left", "peer_disconnected"} & set(names)
