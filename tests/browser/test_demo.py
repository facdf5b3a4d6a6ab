"""The whole way: pages, a real engine in each, one room, peer to peer, without a server."""

import asyncio

import pytest

from tests.browser.players import BOOT, GamePage, everyone_hears_everyone

pytestmark = pytest.mark.browser


async def join_from_the_games_page(site, new_page):
    """Find the room in the game's list, and take a seat with one press."""
    page = await new_page()
    await page.goto(f"{site.url}/games/demo/")
    await page.locator("room-list").get_by_role("button", name="Join").click()
    await page.wait_for_url("**/play?room=*")
    return GamePage(page)


async def join_by_link(site, new_page, code):
    page = await new_page()
    await page.goto(f"{site.url}/join/{code}")
    await page.get_by_role("button", name="Take a seat").click()
    await page.wait_for_url("**/play?room=*")
    return GamePage(page)


@pytest.mark.parametrize("count", [2, pytest.param(3, marks=pytest.mark.long)])
async def test_players_meet_seal_and_play_on_without_the_server(
    demo_site, new_page, open_a_room, count
):
    blue = await open_a_room()
    await blue.until("demo.id === 1")
    players = [blue]
    for _ in range(count - 1):
        players.append(await join_from_the_games_page(demo_site, new_page))
    await asyncio.gather(
        *(player.until(f"demo.peers.length === {count - 1}") for player in players)
    )
    assert {(await player.state())["code"] for player in players} == {blue.code}
    await everyone_hears_everyone(players)

    await blue.press("start")
    await asyncio.gather(*(player.until("demo.sealed") for player in players))
    await asyncio.gather(*(player.until("demo.phase === 'playing'") for player in players))
    demo_site.kill()
    await everyone_hears_everyone(players)
    for player in players:
        assert len((await player.state())["peers"]) == count - 1


@pytest.mark.long
async def test_a_guest_who_loads_faster_waits_for_the_rooms_maker(demo_site, new_page, open_a_room):
    """The maker's page is open, its game is not there yet."""
    blue = await new_page()
    await blue.route("**/*.wasm*", lambda route: stall.append(route))
    stall = []
    await blue.goto(f"{demo_site.url}/games/demo/open")
    await blue.get_by_role("button", name="Open room").click()
    await blue.wait_for_url("**/play?room=*")
    code = blue.url.partition("room=")[2]
    yellow = await join_by_link(demo_site, new_page, code)
    await yellow.until("demo.phase === 'waiting' || demo.phase === 'joining'")
    assert (await yellow.state())["id"] == 0
    for route in stall:
        await route.continue_()
    await yellow.until("demo.peers.includes(1)")


async def test_a_room_is_in_the_list_once_its_host_plays(demo_site, new_page, open_a_room):
    looking = await new_page()
    await looking.goto(f"{demo_site.url}/games/demo/")
    await looking.get_by_text("No rooms open").first.wait_for()
    await open_a_room()
    await looking.locator("room-list").get_by_role("button", name="Join").wait_for(timeout=BOOT)


@pytest.mark.long
async def test_the_keyboard_is_the_games_from_the_start(open_a_room):
    """Nobody clicks into the frame; the floor shows that the shortest press arrives."""
    blue = await open_a_room()
    await blue.until("demo.painted['1'] > 0")
    painted = (await blue.state())["painted"]["1"]
    async with asyncio.timeout(BOOT / 1000):
        while (await blue.state())["painted"]["1"] <= painted:  # A wall, or a tile of its own.
            for way in ("Right", "Down", "Left", "Up"):
                await blue.page.keyboard.press(f"Arrow{way}")
