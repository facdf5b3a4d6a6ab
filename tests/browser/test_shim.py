"""What an unmodified game's page gets from the shim, and what it does not notice of it."""

import asyncio
import random

import pytest

from tests.browser.meshes import HERE, PATIENCE, are_connected, nothing_came_twice, publish_nets
from tests.running import free_port

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FACTS = (HERE / "socket_facts.js").read_text()


@pytest.fixture(scope="module")
def nets(make_site, tmp_path_factory):
    """A site that is reached over a network of ours: its address leads to another port."""
    port = free_port()
    site = make_site(PLAYLOBBY_SITE_URL=f"http://localhost:{port}")
    publish_nets(site, tmp_path_factory.mktemp("games"))
    site.outside, site.workers = port, [site]
    site.serve()
    yield site
    site.stop()


async def test_a_game_with_a_fixed_address_meets_the_others_of_its_page(mesh):
    frames = await mesh(2)
    await are_connected(frames)
    await nothing_came_twice(frames)
    assert {await frame.evaluate("client.code") for frame in frames} == {frames[0].code}


@pytest.mark.parametrize(
    "way", ["reset", *(pytest.param(way, marks=pytest.mark.long) for way in ("end", "stall"))]
)
async def test_a_game_does_not_notice_that_its_socket_broke(mesh, wire, way):
    frames = await mesh(2)
    await are_connected(frames)
    wire.cut_signaling(way)
    if way == "stall":
        for frame in frames:
            await frame.evaluate("dispatchEvent(new Event('online'))")
    await frames[0].evaluate("client.seal()")
    for frame in frames:
        await frame.wait_for_function("client.sealed", timeout=PATIENCE)
    await nothing_came_twice(frames)
    for frame in frames:
        await frame.wait_for_function("client.closed", timeout=PATIENCE)
        assert await frame.evaluate("client.closed") == [1000, "Seal complete", True]


async def test_a_deploy_is_not_noticed(mesh, nets):
    frames = await mesh(2)
    await are_connected(frames)
    nets.stop()
    nets.serve()
    await frames[1].evaluate("client.peers[1].channel.send('still here')")
    await frames[0].evaluate("client.seal()")
    for frame in frames:
        await frame.wait_for_function("client.sealed", timeout=PATIENCE)
    await nothing_came_twice(frames)
    await frames[0].wait_for_function("Object.values(client.got)[0]?.[0] === 'still here'")


@pytest.mark.long
async def test_a_mesh_completes_whatever_is_cut(arrive, mesh, wire):
    chance = random.Random(7)
    for _ in range(5):
        cuts, frames = wire.cuts, await mesh(3)
        while wire.cuts < cuts + 10:
            wire.cut_any(chance)
            await asyncio.sleep(chance.uniform(0, 0.4))
        await are_connected(frames)
        await nothing_came_twice(frames)
        for frame in frames:
            await frame.evaluate("client.stop()")


async def test_ten_large_packets_of_one_frame_arrive_no_faster_than_an_engine_takes_them(mesh):
    frames = await mesh(2)
    await are_connected(frames)
    await frames[0].evaluate(WATCH_FRAMES)
    await frames[1].evaluate(
        "for (let i = 0; i < 10; i++) client.peers[1].channel.send(new ArrayBuffer(40_000))"
    )
    await frames[0].wait_for_function("taken.length === 10")
    taken = await frames[0].evaluate("taken")
    assert len(set(taken)) == 10, "one a frame: two are more than an engine takes"
    assert taken == sorted(taken)


WATCH_FRAMES = """
window.taken = []; window.count = 0;
const turn = () => { count += 1; requestAnimationFrame(turn); };
turn();
for (const { channel } of Object.values(client.peers))
  channel.onmessage = ({ data }) => { if (data.byteLength === 40_000) taken.push(count); };
undefined;
"""


async def test_a_socket_of_ours_is_one_of_the_browsers_for_all_that_a_game_can_tell(arrive):
    frame = await arrive()
    said = await frame.evaluate(FACTS)
    assert said == {
        "same": True,
        "constants": [0, 1, 2, 3, 0, 3],
        "connecting": [0, "ws://localhost:9080/", "", "", 0, "blob", None],
        "early": "InvalidStateError",
        "names": ["InvalidAccessError", "SyntaxError", "SyntaxError"],
        "order": ["first", "attribute", "last"],
        "opened": [1, "arraybuffer"],
        "typed": ["MessageEvent", "ws://localhost:9080", "string"],
        "closed": [3, 1005, True],
        "keys": [],
        "length": 1,
        "called": "TypeError",
    }


async def test_other_sockets_are_the_browsers_own(arrive):
    frame = await arrive()
    assert await frame.evaluate(STRANGE) == [
        True,
        False,
        4000,
        "Invalid transfer mode, must be text",
    ]


STRANGE = """async () => {
  const strange = new WebSocket("ws://localhost:9081");
  const ours = new WebSocket("ws://localhost:9080");
  const own = (one) => Reflect.ownKeys(Object.getPrototypeOf(one)).includes("CONNECTING");
  const natives = [own(strange), own(ours)];
  await new Promise((done) => (ours.onopen = done));
  const ended = new Promise((done) => (ours.onclose = done));
  ours.send(new ArrayBuffer(3));
  const { code, reason } = await ended;
  return [...natives, code, reason];
}"""


async def test_a_refusal_reaches_the_game_as_it_was(arrive):
    frame = await arrive()
    await frame.evaluate("client.start('ws://localhost:9080', 'NOROOM')")
    await frame.wait_for_function("client.closed")
    assert await frame.evaluate("client.closed") == [4000, "Lobby does not exists", True]
