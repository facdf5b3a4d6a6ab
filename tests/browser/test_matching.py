"""Strangers and friends meet by a queue: on pages, and in games that know nothing of queues."""

import asyncio
from urllib.parse import urlencode

import pytest

from tests.browser.players import GamePage

pytestmark = pytest.mark.browser

QUEUES = """
from lobby.models import Game, Queue
demo = Game.objects.get(slug="demo")
for slug, players, teams in [("duel", 2, 1), ("pairs", 4, 2)]:
    rules = {"name": slug, "least": players, "most": players, "teams": teams}
    Queue.objects.get_or_create(game=demo, slug=slug, defaults=rules)
Queue.objects.update(on=%s)
"""
ONE = "from lobby.models import Queue; Queue.objects.filter(slug='pairs').update(on=False)"
WAITING = "from lobby.models import Ticket; print(Ticket.objects.open().count())"
TEAMS = """
from lobby.models import Match
entrants = Match.objects.latest("pk").entrants
print(*(f"{one.team}:{one.ticket_id}" for one in entrants.all()))
"""


@pytest.fixture
def site(demo_site):
    """The demo's site, with queues as long as the test takes."""
    demo_site.shell(QUEUES % "True")
    yield demo_site
    demo_site.shell(QUEUES % "False")


@pytest.fixture
def seek(site, new_page):
    """Open the game by itself, as on any other site, with a code for its field for one."""

    async def seek(code: str) -> GamePage:
        page = await new_page()
        told = urlencode({"room": code, "signal": f"{site.signal}/demo"})
        await page.goto(f"{site.play_origin('demo')}/#{told}")
        return GamePage(page)

    return seek


async def play(players):
    """They are all connected to each other, and hear each other."""
    for player in players:
        await player.until("demo.peers.length >= argument", len(players) - 1)
        await player.until("Object.values(demo.heard).some(count => count > 5)")
    return {(await player.state())["code"] for player in players}


async def test_from_the_first_page_to_a_stranger_in_two_taps(site, new_page):
    async def tap_twice():
        page = await new_page(viewport={"width": 390, "height": 844}, has_touch=True)
        await page.goto(site.url)
        await page.get_by_role("link", name="Parquet").first.tap()
        await page.get_by_role("button", name="Find a match").tap()
        await page.wait_for_url("**/play?room=*")
        return GamePage(page)

    site.shell(
        "from lobby.models import Queue; Queue.objects.filter(slug='pairs').update(on=False)"
    )
    players = await asyncio.gather(tap_twice(), tap_twice())
    assert len(await play(players)) == 1


@pytest.mark.long
async def test_games_that_know_no_queue_meet_in_one_and_who_went_holds_nobody_up(site, seek):
    gone = await seek("?match=duel")
    while (await asyncio.to_thread(site.shell, WAITING)).split()[-1] != "1":
        assert not gone.page.is_closed()
    await gone.page.close()
    players = [await seek("?match=duel"), await seek("?match=duel")]
    assert len(await play(players)) == 1


@pytest.mark.long
async def test_two_friends_stay_together(site, seek):
    friends = [await seek("?match=pairs&party=owl") for _ in range(2)]
    players = [*friends, *[await seek("?match=pairs") for _ in range(2)]]
    assert len(await play(players)) == 1
    told = (await asyncio.to_thread(site.shell, TEAMS)).strip().splitlines()[-1].split()
    by_team = {team: [one for one in told if one.startswith(team)] for team in ("1", "2")}
    assert sorted(len(set(one)) for one in by_team.values()) == [1, 2], "friends share a ticket"
