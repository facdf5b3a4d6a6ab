"""Unmodified games of a site whose owner hides players' addresses: the relay, or nothing."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page

from tests.browser.players import GamePage

pytestmark = [pytest.mark.browser, pytest.mark.long]

HIDE = 'from lobby.models import Game; Game.objects.update(ice_policy="relay")'
FORGET = 'from lobby.models import IceServer; IceServer.objects.update(secret="{secret}")'
CANDIDATE = '"type":6'


@pytest.fixture(scope="session")
def export(tmp_path_factory):
    from tests.running import pack_the_demo

    return pack_the_demo(tmp_path_factory.mktemp("demo") / "export")


@pytest.fixture
def site(turn_site, export):
    turn_site.manage("publish", "demo", str(export), "--title", "Parquet", "--seats", "8")
    turn_site.shell(HIDE)
    return turn_site


def listen(page: Page) -> list[str]:
    """What reaches this page's signaling sockets."""
    heard: list[str] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))),
    )
    return heard


async def opens(site, page):
    await page.goto(f"{site.url}/games/demo/open")
    await page.get_by_role("button", name="Open room").click()
    await page.wait_for_url("**/play?room=*")
    return GamePage(page)


async def joins(site, page, code):
    await page.goto(f"{site.url}/join/{code}")
    await page.get_by_role("button", name="Take a seat").click()
    await page.wait_for_url("**/play?room=*")
    return GamePage(page)


async def both_play(site, page_inside):
    pages = await page_inside(), await page_inside()
    heard = [listen(page) for page in pages]
    blue = await opens(site, pages[0])
    return blue, await joins(site, pages[1], blue.code), heard


async def test_two_games_meet_by_the_relay_alone(site, page_inside):
    blue, yellow, heard = await both_play(site, page_inside)
    await are_relayed(blue, yellow)
    for frames in heard:
        candidates = [frame for frame in frames if CANDIDATE in frame]
        assert candidates and all("typ relay" in frame for frame in candidates)
        assert not any("a=candidate" in frame and "typ relay" not in frame for frame in frames)


async def are_relayed(*players):
    for player in players:
        await player.until("demo.peers.length === 1")
        await player.until("Object.values(demo.heard).some(packets => packets > 5)")


async def are_refused(blue, yellow, heard):
    """They tell of it, and nobody hears of the other's addresses."""
    for player in (blue, yellow):
        await player.until("demo.id > 0")
    reported = yellow.page.wait_for_event(
        "request", lambda request: request.url.endswith("/api/v1/connections"), timeout=60_000
    )
    told = (await reported).post_data_json
    assert (told["outcome"], told["stage"]) == ("failed", "credentials")
    assert not any(CANDIDATE in frame for frames in heard for frame in frames)
    assert not (await blue.state())["peers"] and not (await yellow.state())["peers"]


async def test_with_a_wrong_secret_they_do_not(site, page_inside):
    site.shell(FORGET.format(secret="another"))
    await asyncio.to_thread(site.stop)
    site.serve()
    await are_refused(*await both_play(site, page_inside))


@pytest.mark.parametrize("turn_seconds", [-60])
async def test_nor_with_credentials_that_have_ended(site, page_inside):
    await are_refused(*await both_play(site, page_inside))


@pytest.mark.parametrize("turn_seconds", [15])  # Pages wait ten before they ask anew.
async def test_credentials_that_end_are_renewed_for_the_next_connection(site, page_inside):
    first, second = await page_inside(), await page_inside()
    heard = listen(first)
    blue = await opens(site, first)
    await blue.until("demo.id > 0")
    [greeting] = [json.loads(frame) for frame in heard if '"expires_at"' in frame]
    ended = datetime.fromisoformat(greeting["ice"]["expires_at"])
    await first.wait_for_event(
        "requestfinished",
        lambda request: request.url.endswith("/api/v1/ice") and datetime.now(UTC) > ended,
    )
    await are_relayed(blue, await joins(site, second, blue.code))
