"""Workers die and are replaced under games that were never told of such a thing."""

import asyncio
import itertools
import random

import pytest

from tests.browser.meshes import are_connected, nothing_came_twice, publish_nets
from tests.browser.players import GamePage, everyone_hears_everyone
from tests.running import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.asyncio(loop_scope="session"),
]

KILLS = 20
SMALL_ROOMS = 18
REAL_ROOMS = 2
SMALL = {"width": 480, "height": 360}  # Four engines draw in software.


@pytest.fixture(scope="module")
def nets(make_site, redis, demo_export, tmp_path_factory):
    """A site of two workers, with small games and real ones."""
    port = free_port()
    site = make_site(PLAYLOBBY_SITE_URL=f"http://localhost:{port}", PLAYLOBBY_REDIS_URL=redis.url)
    publish_nets(site, tmp_path_factory.mktemp("games"))
    site.manage("publish", "demo", str(demo_export), "--seats", "8", "--topology", "mesh")
    site.outside, site.workers = port, [site, site.another_worker()]
    for worker in site.workers:
        worker.serve()
    yield site
    for worker in site.workers:
        worker.stop()


async def test_a_worker_killed_in_a_handshake_costs_no_connection(nets, mesh, wire):
    chance = random.Random(11)
    for _ in range(KILLS):
        frames = await mesh(3)
        await asyncio.sleep(chance.uniform(0, 0.5))  # Somewhere in their handshakes.
        dying, other = nets.workers
        dying.kill()
        await are_connected(frames)
        await nothing_came_twice(frames)
        for frame in frames:
            await frame.evaluate("client.stop()")
            await frame.page.goto("about:blank")
        await asyncio.to_thread(dying.serve)
        nets.workers.reverse()
        wire.targets.reverse()


@pytest.fixture
def small_rooms(arrive):
    """Rooms of two, who are the same two everywhere: so many pages with profiles of their own
    would take minutes to load."""

    async def small_rooms(count):
        first = await arrive()
        rooms = [(first, await arrive(first.code))]
        one, other = (frame.page.context for frame in rooms[0])
        while len(rooms) < count:
            first = await arrive(context=one)
            rooms.append((first, await arrive(first.code, context=other)))
        for frame in itertools.chain(*rooms):
            await frame.evaluate("client.start()")
        return rooms

    return small_rooms


@pytest.fixture
def real_room(arrive):
    """A room of two real engines."""

    async def real_room():
        first = await arrive(game="demo", viewport=SMALL)
        second = await arrive(first.code, viewport=SMALL)
        return GamePage(first.page), GamePage(second.page)

    return real_room


async def test_a_rolling_restart_stops_no_game(nets, small_rooms, real_room):
    small = await small_rooms(SMALL_ROOMS)
    real = [await real_room() for _ in range(REAL_ROOMS)]
    for frames in small:
        await are_connected(frames)
    for players in real:
        await everyone_hears_everyone(players)
    for worker in nets.workers:
        await asyncio.to_thread(worker.stop)
        await asyncio.to_thread(worker.serve)
    for players in real:
        await everyone_hears_everyone(players)
        await players[0].press("start")
    for frames in small:
        await frames[0].evaluate("client.seal()")
    for frames in small:
        for frame in frames:
            await frame.wait_for_function("client.sealed")
        await nothing_came_twice(frames)
    for player in itertools.chain(*real):
        await player.until("demo.sealed && demo.peers.length === 1")
