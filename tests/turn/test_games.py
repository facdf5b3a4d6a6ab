"""Unmodified games of a site whose owner hides players' addresses: the relay, or nothing."""

import asyncio

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


async def both_play(site, page_inside):
    blue, yellow = await page_inside(), await page_inside()
    heard = [listen(page) for page in (blue, yellow)]
    await blue.goto(f"{site.url}/games/demo/open")
    await blue.get_by_role("button", name="Open room").click()
    await blue.wait_for_url("**/play?room=*")
    await yellow.goto(f"{site.url}/join/{blue.url.partition('room=')[2]}")
    await yellow.get_by_role("button", name="Take a seat").click()
    await yellow.wait_for_url("**/play?room=*")
    return GamePage(blue), GamePage(yellow), heard


async def test_two_games_meet_by_the_relay_alone(site, page_inside):
    blue, yellow, heard = await both_play(site, page_inside)
    for player in (blue, yellow):
        await player.until("demo.peers.length === 1")
        await player.until("Object.values(demo.heard).some(packets => packets > 5)")
    for frames in heard:
        candidates = [frame for frame in frames if CANDIDATE in frame]
        assert candidates and all("typ relay" in frame for frame in candidates)
        assert not any("a=candidate" in frame and "typ relay" not in frame for frame in frames)


async def test_with_credentials_that_the_relay_refuses_they_do_not(site, page_inside):
    site.shell(FORGET.format(secret="another"))
    await asyncio.to_thread(site.stop)
    site.serve()
    blue, yellow, heard = await both_play(site, page_inside)
    for player in (blue, yellow):
        await player.until("demo.id > 0")
    reported = yellow.page.wait_for_event(
        "request", lambda request: request.url.endswith("/api/v1/connections"), timeout=60_000
    )
    told = (await reported).post_data_json
    assert (told["outcome"], told["stage"]) == ("failed", "credentials")
    assert not any(CANDIDATE in frame for frames in heard for frame in frames)
    assert not (await blue.state())["peers"] and not (await yellow.state())["peers"]
