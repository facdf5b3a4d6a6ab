"""Workers die and are replaced under games that were never told of such a thing."""

import asyncio
import random

import pytest

from tests.browser.meshes import are_connected, nothing_came_twice, publish_nets
from tests.running import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.asyncio(loop_scope="session"),
]

KILLS = 20
ROOMS = 5


@pytest.fixture(scope="module")
def nets(make_site, redis, tmp_path_factory):
    """A site of two workers."""
    port = free_port()
    site = make_site(PLAYLOBBY_SITE_URL=f"http://localhost:{port}", PLAYLOBBY_REDIS_URL=redis.url)
    publish_nets(site, tmp_path_factory.mktemp("games"))
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


async def test_a_rolling_restart_stops_no_game(nets, mesh, wire):
    rooms = [await mesh(2) for _ in range(ROOMS)]
    for frames in rooms:
        await are_connected(frames)
    for worker in nets.workers:
        await asyncio.to_thread(worker.stop)
        await asyncio.to_thread(worker.serve)
    for frames in rooms:
        await frames[0].evaluate("client.seal()")
    for frames in rooms:
        for frame in frames:
            await frame.wait_for_function("client.sealed")
        await nothing_came_twice(frames)
