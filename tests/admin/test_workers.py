"""What staff do on one worker reaches the sockets of another within a second: a real Redis."""

import asyncio
import json
import re
import time

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.admin.test_sockets import SEED, Browser
from tests.running import two_workers

WITHIN = 1.0  # seconds
PATIENCE = 15
WHY = "Rude to everyone."
MORE = """
ines.is_superuser = True
ines.save()
"""


@pytest.fixture(scope="module")
def workers(make_site, redis):
    """Two workers; staff is logged in on the first."""
    first = make_site(PLAYLOBBY_REDIS_URL=redis.url)
    first.manage("migrate", "-v0")
    first.shell(SEED + MORE)
    yield from two_workers(first)


@pytest.fixture
def staff(workers):
    browser = Browser(workers[0])
    browser.post("/accounts/login/", login="ines", password="correct horse battery")
    yield browser
    lift_all(browser)


def lift_all(browser):
    for kind in ("ban", "notice"):
        listed = browser.get(f"/admin/lobby/{kind}/")
        for pk in re.findall(rf'href="/admin/lobby/{kind}/(\d+)/change/', listed):
            browser.post(f"/admin/lobby/{kind}/{pk}/delete/", post="yes")


def a_pass(site, player):
    code = (
        "from lobby.passes import *;"
        f"print(sign(Pass(Player('{player}', '{player.title()}'), 'golf')))"
    )
    return site.shell(code).strip().splitlines()[-1]


@pytest.fixture
async def join():
    """Connect a player's game and let it open a room."""
    sockets = []

    async def join(site, player):
        sockets.append(await dial(site, player))
        return await sit_down(sockets[-1])

    yield join
    for socket in sockets:
        await socket.close()


async def dial(site, player):
    offered = ["playlobby.v1", f"playlobby.pass.{a_pass(site, player)}"]
    address = f"{site.signal}/golf"
    return await connect(address, subprotocols=offered, compression=None, proxy=None)


async def sit_down(socket):
    await socket.send(json.dumps({"received": 0}))
    await hear(socket)
    await socket.send('1 {"type":0,"id":0,"data":""}')
    while '"type":0' not in await hear(socket):
        pass
    return socket


async def hear(socket):
    async with asyncio.timeout(PATIENCE):
        return await socket.recv()


async def closed(socket):
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(ConnectionClosed):
            while True:
                await socket.recv()
    return socket.close_code, socket.close_reason, time.monotonic()


async def do(browser, path, **fields):
    """When the answer to a form was there."""
    began = time.monotonic()
    await asyncio.to_thread(browser.post, path, **fields)
    return began


@pytest.mark.parametrize("ban", [{"player": "blue"}, {"network": "127.0.0.1"}])
async def test_a_ban_closes_sockets_of_another_worker_and_keeps_them_out(workers, staff, join, ban):
    socket = await join(workers[1], "blue")
    ending = asyncio.create_task(closed(socket))
    began = await do(staff, "/admin/lobby/ban/add/", words=WHY, **ban)
    code, reason, ended = await ending
    assert (code, reason.endswith(WHY)) == (4000, True)
    assert ended - began < WITHIN
    with pytest.raises(ConnectionClosed, match="You may not play here: Rude"):
        await join(workers[1], "blue")


async def test_closing_kicking_and_stopping_reach_another_worker(workers, staff, join):
    socket = await join(workers[1], "yellow")
    ending = asyncio.create_task(closed(socket))
    listed = await asyncio.to_thread(staff.get, "/admin/lobby/game/")
    assert "Tidepool Golf" in listed
    game = listed.split("/admin/lobby/game/")[1:]
    pk = next(part.split("/")[0] for part in game if part.split("/")[0].isdigit())
    chosen = {"action": "stop_games", "_selected_action": pk, "words": WHY}
    began = await do(staff, "/admin/lobby/game/", **chosen)
    code, reason, ended = await ending
    assert (code, reason) == (4000, WHY)
    assert ended - began < WITHIN
    await do(staff, "/admin/lobby/game/", action="resume_games", _selected_action=pk)
    assert await join(workers[1], "green")


async def test_a_notice_is_shown_on_open_pages_of_another_worker(workers, staff, join):
    page = await connect(
        f"{workers[1].signal.replace('/signal', '/live/rooms')}?game=golf",
        origin=workers[1].environment["PLAYLOBBY_SITE_URL"],
        compression=None,
        proxy=None,
    )
    await hear(page)
    began = await do(staff, "/admin/lobby/notice/add/", words="Back at six")
    while "Back at six" not in await hear(page):
        pass
    assert time.monotonic() - began < WITHIN
    await page.close()


async def test_a_worker_that_is_drained_leads_its_players_away_and_ends(workers, staff, join):
    socket = await join(workers[1], "blue")
    ending = asyncio.create_task(closed(socket))
    listed = await asyncio.to_thread(staff.get, "/admin/lobby/worker/")
    names = {part.split('"')[0] for part in listed.split('name="_selected_action" value="')[1:]}
    own = workers[0].shell(
        "from lobby.models import Peer; print(Peer.objects.present().get(player='blue').socket)"
    )
    name = own.strip().splitlines()[-1].rpartition(".")[0]
    assert name in names
    began = await do(staff, "/admin/lobby/worker/", action="drain", sure="1", _selected_action=name)
    code, reason, ended = await ending
    assert (code, reason) == (1012, "Server is restarting")
    assert ended - began < WITHIN
    await asyncio.to_thread(workers[1].process.wait, PATIENCE)
    workers[1].serve()
    assert await join(workers[1], "green")
