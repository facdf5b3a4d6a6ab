"""The lobby: rooms live, codes, roster, ready, start and another host, by the addon."""

import shutil

import pytest

from tests.browser.players import GamePage
from tests.examples.conftest import EXAMPLES
from tests.examples.witnessed import Screen, pack_with_a_witness, screen_of
from tests.running import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.long]

KEY = "() => seen.find(it => it.name === 'Key' && it.text)"
TWICE = "line => seen.find(it => it.name === 'Lines')?.text.split(line).length === 3"


@pytest.fixture
def lobby_site(make_site, tmp_path):
    """A site with the lobby on it, which asks its own site alone for rooms."""
    site = make_site()
    project = shutil.copytree(EXAMPLES / "lobby", tmp_path / "lobby")
    shutil.copytree(ROOT / "godot" / "addons", project / "addons", dirs_exist_ok=True)
    settings = project / "project.godot"
    settings.write_text(settings.read_text().replace("http://localhost:8000", site.url))
    export = pack_with_a_witness(project, tmp_path)
    site.manage("publish", "lobby", str(export), "--title", "Lobby", "--seats", "4")
    site.start()
    yield site
    site.stop()


@pytest.fixture
def come(lobby_site, new_page):
    """Open the game by itself, as somebody who has no seat."""

    async def come() -> Screen:
        page = await new_page()
        await page.goto(lobby_site.play_origin("lobby"))
        screen = Screen(page.main_frame)
        await screen.sees("Open rooms")
        return screen

    return come


async def open_a_room(player: Screen, name: str) -> str:
    """Its code."""
    await player.write("Its name", name)
    await player.press("Open room")
    return (await player.until(KEY))["text"]


async def join_by_code(player: Screen, code: str) -> None:
    await player.write("Code", code)
    await player.press("Take a seat")


async def test_a_room_is_found_in_the_list_and_leaves_it(come):
    blue, yellow = await come(), await come()
    await yellow.sees("Nobody is here yet")
    await open_a_room(blue, "Friday evening")
    await yellow.sees("Friday evening")
    await yellow.press("Join")
    await yellow.sees("(you)")
    await blue.press("Leave")
    await yellow.sees("Nobody is here yet")


async def test_a_code_that_is_none_is_answered_in_words(come):
    blue = await come()
    await join_by_code(blue, "AAAAAA")
    await blue.sees("There is no such room")
    await blue.press("Quick join")
    await blue.sees("(you)")


async def test_they_talk_get_ready_change_hosts_and_start(come):
    blue, yellow = await come(), await come()
    code = await open_a_room(blue, "Friday evening")
    await join_by_code(yellow, code)
    await yellow.enter("Say something", "Is this seat free?")
    await blue.sees("Is this seat free?")
    await blue.press("I’m ready")
    await blue.press("Make host")
    await yellow.press("I’m ready")  # Whether or not the news has come: nothing moves for it.
    await yellow.press("Start")
    for player in (blue, yellow):
        await player.press("Ring the bell")
    for player in (blue, yellow):
        await player.until(TWICE, "rings the bell")


async def test_on_the_play_page_there_is_a_seat_already(lobby_site, new_page):
    page = await new_page()
    await page.goto(f"{lobby_site.url}/games/lobby/open")
    await page.get_by_role("button", name="Open room").click()
    await page.wait_for_url("**/play?room=*")
    screen = await screen_of(page)
    assert (await screen.until(KEY))["text"] == GamePage(page).code
