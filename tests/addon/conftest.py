"""Sites and pages with the addon's puppet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.addon.puppets import Puppet, pack_with_the_addon
from tests.browser.players import GamePage
from tests.serving import served

PUPPET = Path(__file__).parent / "puppet"
GAME = (
    "from lobby.models import Game;"
    'Game.objects.filter(slug="puppet").update(properties="Mode: Duel, Teams")'
)


@pytest.fixture(scope="session")
def export(tmp_path_factory) -> Path:
    return pack_with_the_addon(PUPPET, tmp_path_factory.mktemp("puppet"))


@pytest.fixture(scope="module")
def site(make_site, export):
    """With the puppet as a game, in meshes and stars as its players like."""
    site = make_site()
    site.manage("publish", "puppet", str(export), "--title", "Puppet", "--seats", "4")
    site.shell(GAME)
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def elsewhere(export):
    """Another web server; its address."""
    with served(export) as address:
        yield address


@pytest.fixture
def puppet(site, elsewhere, new_page) -> Callable[..., object]:
    """A player whose game runs elsewhere, and knows site, game and its player's name."""

    async def puppet(
        player: str, address: str = "", game: str = "puppet", script: str = ""
    ) -> Puppet:
        page = await new_page(viewport={"width": 320, "height": 240})
        await page.add_init_script(script)
        await page.goto(elsewhere)
        made = Puppet(page.main_frame)
        where = {"address": address or site.url, "game": game, "player": player}
        await made.do("set_site", where)
        return made

    return puppet


@pytest.fixture
def on_the_page(new_page) -> Callable[..., object]:
    """A player on a page of the site, once its game has come."""

    async def on_the_page(address: str, button: str) -> Puppet:
        page = await new_page()
        await page.goto(address)
        await page.get_by_role("button", name=button).first.click()
        await page.wait_for_url("**/play?room=*")
        game = GamePage(page)
        await game.arrived()
        return Puppet(game.frame)

    return on_the_page
