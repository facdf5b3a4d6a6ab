"""Players in real browsers, with a real Godot engine in their pages."""

import pytest

from tests.browser.players import GamePage
from tests.running import pack_the_demo


@pytest.fixture(scope="session")
def demo_export(tmp_path_factory):
    """The demo game, packed from its sources with the official engine."""
    return pack_the_demo(tmp_path_factory.mktemp("demo") / "export")


@pytest.fixture
def demo_site(make_site, demo_export):
    """A running site with the demo game on it."""
    site = make_site()
    site.manage("publish", "demo", str(demo_export), "--title", "Parquet", "--seats", "8")
    site.start()
    yield site
    if site.process is not None:
        site.stop()


@pytest.fixture
def open_a_room(demo_site, new_page):
    """Open a room on the game's page, as a player does."""

    async def open_a_room() -> GamePage:
        page = await new_page()
        await page.goto(f"{demo_site.url}/games/demo/")
        await page.get_by_role("link", name="Open a room").first.click()
        await page.get_by_role("button", name="Open room").click()
        await page.wait_for_url("**/play?room=*")
        return GamePage(page)

    return open_a_room
