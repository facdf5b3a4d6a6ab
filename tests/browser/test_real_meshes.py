"""Real engines whose signaling breaks while they connect, and what they notice of it: nothing."""

import asyncio
import itertools
import random
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.browser.meshes import HERE, PATIENCE
from tests.browser.players import BOOT, GamePage
from tests.chromium import clear_away, new_context
from tests.running import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.asyncio(loop_scope="session"),
]

CUTS = 50
MOST_CUTS = 10  # while one mesh connects
PLAYERS = 3
WITNESS = (HERE / "witness.js").read_text()
SMALL = {"width": 480, "height": 360}  # Three engines draw in software.
JOIN, ID, MET, LEFT, OFFER = range(5)
HAS_HEARD = """([from, count]) => count <=
  sockets[0].heard.filter(({ type, id }) => id === from && type >= 4).length"""


@pytest.fixture(scope="module")
def nets(make_site, demo_export):
    """A site with the demo, reached over a network of ours."""
    port = free_port()
    site = make_site(PLAYLOBBY_SITE_URL=f"http://localhost:{port}")
    site.manage("publish", "demo", str(demo_export), "--seats", "8", "--topology", "mesh")
    site.outside, site.workers = port, [site]
    site.serve()
    yield site
    site.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def players(wire, browser):
    async with AsyncExitStack() as stack:
        pages = []
        for _ in range(PLAYERS):
            context = await new_context(browser, viewport=SMALL)
            stack.push_async_callback(clear_away, context)
            await context.add_init_script(WITNESS)
            pages.append(GamePage(await context.new_page()))
        yield pages


async def meet(address, players):
    """In one room; their engines have dialled, and wait for their first frame."""
    where, name = "games/demo/open", "Open room"
    for player in players:
        await player.page.goto(f"{address}/{where}")
        await player.page.get_by_role("button", name=name).first.click()
        await player.page.wait_for_url("**/play?room=*")
        where, name = f"join/{player.code}", "Take a seat"
    for player in players:
        await player.arrived()
        await player.frame.wait_for_function("sockets.length", polling=50, timeout=BOOT)


async def test_a_mesh_of_real_engines_completes_whatever_is_cut(nets, players, wire):
    chance = random.Random(13)
    while wire.cuts < CUTS:
        await meet(f"http://localhost:{nets.outside}", players)
        await cut_while_they_connect(players, wire, chance)
        async with asyncio.timeout(PATIENCE / 1000):
            for player in players:
                await player.until("demo.peers.length === argument", PLAYERS - 1)
            await everything_is_told(players)
        await nothing_came_twice(players)


async def cut_while_they_connect(players, wire, chance):
    before = wire.cuts
    for player in players:
        await player.frame.evaluate("go()")
    while wire.cuts < before + MOST_CUTS and not all([await is_met(player) for player in players]):
        wire.cut_any(chance)
        await asyncio.sleep(chance.uniform(0, 0.15))


async def is_met(player):
    return await player.frame.evaluate(
        "others => window.demo?.peers.length === others", PLAYERS - 1
    )


async def everything_is_told(players):
    """Connections come about before the last of their signals have come."""
    for one, other in itertools.permutations(players, 2):
        number = (await one.state())["id"]
        said = signals((await told(one))["said"], (await other.state())["id"])
        await other.frame.wait_for_function(HAS_HEARD, arg=[number, len(said)], timeout=PATIENCE)


async def nothing_came_twice(players):
    """Each engine had one socket, which told it of each other once and of nobody's leaving; and
    what one said to another, that one heard, once and in order."""
    everyone = {(await player.state())["id"]: await told(player) for player in players}
    for number, socket in everyone.items():
        rest = [(frame["type"], frame["id"]) for frame in socket["heard"] if frame["type"] < OFFER]
        met = {(MET, other) for other in everyone.keys() - {number}}
        assert rest[0] == (ID, number)
        assert sorted(rest) == sorted({(ID, number), (JOIN, 0)} | met)
        assert not socket["ended"]
    for one, other in itertools.permutations(everyone, 2):
        said = signals(everyone[one]["said"], other)
        assert said and signals(everyone[other]["heard"], one) == said


async def told(player):
    [socket] = await player.frame.evaluate("sockets")
    return socket


def signals(frames, number):
    """To or from that one."""
    return [
        (frame["type"], frame["data"])
        for frame in frames
        if frame["id"] == number and frame["type"] >= OFFER
    ]
