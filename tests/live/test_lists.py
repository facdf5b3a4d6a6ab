"""Lists of rooms that live, as pages and programs are told of them."""

import asyncio
import json
import re

import pytest
from websockets.asyncio.client import connect

from tests.live.conftest import PATIENCE

GAME = """
from lobby.models import Game
Game.objects.create(slug="golf", title="Golf", seats=2, properties="Mode: Duel, Teams")
Game.objects.create(slug="chess", title="Chess")
"""
PASS = """
from lobby import passes
from lobby.passes import Pass, Player
print(passes.sign(Pass(Player("blue", "Blue"), "golf")))
"""


@pytest.fixture(scope="module")
def site(make_site):
    site = make_site()
    site.shell(GAME)
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def shown_pass(site):
    return site.shell(PASS).strip()


class Guest:
    """A game's end of a signaling socket."""

    def __init__(self, socket):
        self.socket = socket

    async def join(self, code):
        await self.socket.send(json.dumps({"type": 0, "id": 0, "data": code}))
        async with asyncio.timeout(PATIENCE):
            while (heard := json.loads(await self.socket.recv()))["type"] != 0:
                pass
        return heard["data"]


@pytest.fixture
async def dial(site):
    """Play a game, by its signaling socket."""
    opened = []

    async def dial(game="golf", **options):
        opened.append(await connect(f"{site.signal}/{game}", proxy=None, **options))
        return Guest(opened[-1])

    yield dial
    for socket in opened:
        await socket.close()


@pytest.fixture
def page(site, watch):
    """Watch as a page of this site does."""

    async def page(query, **options):
        headers = {"Origin": site.url} | options.pop("headers", {})
        path = f"/live/rooms?{query}"
        return await watch(site, path, subprotocols=None, additional_headers=headers, **options)

    return page


async def frame(watcher, fits=""):
    """The next frame that has this in it."""
    async with asyncio.timeout(PATIENCE):
        while fits not in (heard := await watcher.socket.recv()):
            pass
    return heard


@pytest.fixture
async def company(dial):
    """A room that fits what all look for: a list that is bare is told whole when it is not."""
    await (await dial()).join("?create&public&mode=Teams&name=Every Sunday")


def fresh(heard):
    return re.search(r'data-fits="([^"]*)"', heard)[1].split()


async def test_a_page_is_told_the_list_and_then_what_changes(page, dial, company):
    blue, yellow = await dial(), await dial()
    first = await page("game=golf&seats=all")
    assert (await frame(first)).startswith("<template data-list>")
    code = await blue.join("?create&public&name=Friday")
    row = await frame(first, code)
    assert fresh(row) == [code]
    assert "Friday" in row
    assert 'data-people="2"' in await frame(first, "data-counts")
    await yellow.join(code)
    row = await frame(first, code)
    assert "2 of 2 seats taken" in row
    await blue.socket.close()
    gone = await frame(first, "row-gone")
    assert code in gone and "Friday" not in gone


async def test_a_bare_list_is_told_whole_when_it_is_not_any_more(page, dial):
    chess = await page("game=chess")
    assert "No rooms open" in await frame(chess, "data-list")
    blue = await dial("chess")
    code = await blue.join("?create&public")
    assert code in await frame(chess, "data-list")
    await blue.socket.close()
    assert "No rooms open" in await frame(chess, "data-list")


async def test_who_comes_later_is_told_what_there_is(page, dial):
    code = await (await dial()).join("?create&public&name=Late")
    assert code in await frame(await page("game=golf"), "data-list")
    assert code in await frame(await page(""), "data-list")
    assert code not in await frame(await page("game=chess"), "data-list")


async def test_a_search_is_told_of_what_it_looks_for_alone(page, dial, company):
    searching = await page("game=golf&q=SUNday")
    await frame(searching, "data-list")
    await (await dial()).join("?create&public&name=Friday")
    code = await (await dial()).join("?create&public&name=Sunday")
    heard = await frame(searching, code)
    assert fresh(heard) == [code]
    assert "Friday" not in heard


async def test_a_filter_by_a_property_is_one(page, dial, company):
    teams = await page("game=golf&mode=teams")
    await frame(teams, "data-list")
    await (await dial()).join("?create&public&mode=Duel")
    code = await (await dial()).join("?create&public&mode=Teams")
    assert fresh(await frame(teams, code)) == [code]


async def test_full_rooms_are_no_news_but_change_where_they_are_seen(page, dial, company):
    code = await (await dial()).join("?create&public")
    free = await page("game=golf")
    assert code in await frame(free, "data-list")
    await (await dial()).join(code)
    heard = await frame(free, "2 of 2 seats taken")
    assert code in heard
    assert fresh(heard) == []


async def test_unlisted_rooms_are_nobodys_business(page, dial, watch, site, shown_pass, company):
    anyone = await page("game=golf&seats=all")
    await frame(anyone, "data-list")
    program = await watch(site, "/live/rooms", shown_pass=shown_pass)
    await program.hear()
    secret = await (await dial()).join("?create")
    code = await (await dial()).join("?create&public")
    assert secret not in await frame(anyone, code)
    assert (await program.hear())["room"]["code"] == code


async def test_a_program_gets_the_same_as_json(watch, dial, site, shown_pass):
    program = await watch(site, "/live/rooms?game=chess", shown_pass=shown_pass)
    assert (await program.hear())["type"] == "rooms"
    blue = await dial()
    code = await blue.join("?create&public&mode=Teams")
    heard = await program.hear()
    assert (heard["type"], heard["room"]["code"]) == ("room", code)
    assert heard["room"]["properties"] == {"mode": "Teams"}
    await (await dial("chess")).join("?create&public")
    await blue.socket.close()
    assert await program.hear() == {"type": "gone", "code": code}, "a pass is good for its game"


async def test_the_first_page_is_told_its_rack(page, dial):
    home = await page("view=rack")
    assert "rack-hooks" in await frame(home, "data-rack")
    code = await (await dial()).join("?create&public&name=Hooked")
    assert code in await frame(home, "data-rack")
    assert 'data-rooms="' in await frame(home, "data-counts")


@pytest.mark.parametrize("origin", ["https://evil.example", "http://golf.play.localhost", "null"])
async def test_pages_of_others_may_not_watch(page, origin):
    watcher = await page("game=golf", headers={"Origin": origin})
    assert (await watcher.closed())[0] == 4000


async def test_nor_may_programs_without_a_pass(watch, site):
    watcher = await watch(site, "/live/rooms?game=golf")
    assert (await watcher.closed())[0] == 4000


async def test_a_game_that_is_none_has_no_list(page):
    assert await (await page("game=nothing")).closed() == (
        4000,
        "There is no game at this address.",
    )


async def test_a_worker_that_stops_says_so_to_all_who_watch(make_own_live_site, watch):
    site = make_own_live_site()
    headers = {"Origin": site.url}
    watcher = await watch(site, "/live/rooms", subprotocols=None, additional_headers=headers)
    await frame(watcher, "data-list")
    stopping = asyncio.to_thread(site.stop)
    closed, _ = await asyncio.gather(watcher.closed(), stopping)
    assert closed == (1012, "Server is restarting")
