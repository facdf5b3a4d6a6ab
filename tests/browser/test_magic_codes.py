"""Unmodified games get rooms by magic codes: no pass, no subprotocol, the demo's messages alone."""

from urllib.parse import urlencode

import pytest

from tests.browser.players import GamePage

pytestmark = pytest.mark.browser


@pytest.fixture
def play(demo_site, new_page):
    """Open the game by itself, as on any other site, with a text for its field for a code."""

    async def play(code: str) -> GamePage:
        page = await new_page()
        told = urlencode({"room": code, "signal": f"{demo_site.signal}/demo"})
        await page.goto(f"{demo_site.play_origin('demo')}/#{told}")
        return GamePage(page)

    return play


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("?quick", "?quick"),
        pytest.param("?create&name=Friday&public", "?quick", marks=pytest.mark.long),
        pytest.param(
            "?create&password=sesame", "?join={code}&password=sesame", marks=pytest.mark.long
        ),
    ],
)
async def test_two_of_them_meet(play, first, second):
    blue = await play(first)
    await blue.until("demo.id === 1 && demo.code")
    code = (await blue.state())["code"]
    yellow = await play(second.format(code=code))
    await yellow.until("demo.peers.includes(1)")
    await blue.until("demo.peers.length === 1")
    assert (await yellow.state())["code"] == code
    await blue.until("Object.values(demo.heard).some(count => count > 5)")
