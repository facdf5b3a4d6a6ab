"""The pages for hosts in a real browser: who can read them, what they weigh, what lives in them."""

import fcntl

import pytest

from tests.browser.test_pages import (
    AXE,
    CHECK,
    MOST_BYTES,
    MOST_SHIFT,
    arrive,
    spills,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGES = {
    "games": "/host/",
    "new": "/host/new",
    "desk": "/host/golf/",
    "desk of a new game": "/host/chess/",
    "settings": "/host/golf/settings",
    "settings of an isolated game": "/host/kettle/settings",
    "connections": "/host/golf/connections",
    "connections of a new game": "/host/chess/connections",
    "queues": "/host/golf/queues",
    "queues of a new game": "/host/chess/queues",
    "queue": "/host/golf/queues/duel",
    "queue in which players wait": "/host/golf/queues/ranked",
    "tokens": "/host/golf/tokens",
    "people": "/host/golf/people",
}
WEIGHED = ["games", "desk", "settings", "queues"]
WORD = "correct horse battery"
SEED = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from lobby import connections, hosting, rooms, tokens
from lobby.models import Build, Game, Match, Queue, Ticket, Upload
from lobby.passes import Player
for name in ("maya", "wen", "nils"):
    hosting.enrol(user=User.objects.create_user(name, password="correct horse battery"))
User.objects.create_user("kofi", password="correct horse battery")
maya, wen = User.objects.get(username="maya"), User.objects.get(username="wen")
REPORT = [["warning", "38 MB is slow on phones. Import the audio as Ogg Vorbis to save 16 MB."],
          ["note", "The export’s own service worker is replaced by one that removes itself."]]
def game(slug, title, builds, **fields):
    made = Game.objects.create(slug=slug, title=title, owner=maya, seats=4)
    for number in range(1, builds + 1):
        build = Build.objects.create(game=made, number=number, entry="index.html", size=38_400_000,
                                     engine="4.6.1", report=REPORT if number > 1 else [], **fields)
        if number == 9 or builds == 1:
            made.live_build = build
    made.save()
    return made
golf = game("golf", "Tidepool Golf", 10)
game("kettle", "Kettle Wars", 1, threads=True)
game("chess", "Chess, in the very long evenings of a summer by the sea", 0)
golf.editors.add(wen)
connections.tell(game="golf", player="b", user_agent="", outcome="failed", stage="checks")
connections.tell(game="golf", player="b", user_agent="Firefox/150.0", outcome="relayed", took=90)
rooms.create(game=golf, player=Player("b", "Blue"), name="Blue’s room", public=True)
tokens.make(game=golf, name="GitHub Actions", by=maya)
for state in ("receiving", "waiting", "working", "failed"):
    Upload.objects.create(game=golf, by=maya, state=state, name=state + "-of-a-long-name-1.5.zip",
                          length=26_100_000,
                          words="There is no .wasm file in it." if state == "failed" else "")
Game.objects.filter(slug="golf").update(properties="Mode: Duel, Teams")
now = timezone.now()
duel = Queue.objects.create(game=golf, slug="duel", name="Duel")
rules = dict(most=4, step=2, teams=2, backfill=True, agree_on=["mode"])
name = "Pairs, until the tide comes in"
Queue.objects.create(game=golf, slug="pairs", name=name, on=False, **rules)
ranked = Queue.objects.create(game=golf, slug="ranked", name="Ranked")
for state in ("rated", "playing", "playing", "fell through"):
    match = Match.objects.create(queue=ranked, state=state, come_by=now)
    Ticket.objects.create(queue=ranked, state="matched", match=match, ended_at=now,
                          since=now - timedelta(seconds=24))
Ticket.objects.create(queue=ranked, state="gathering")
"""


@pytest.fixture(scope="module")
def hosted(make_site):
    """A site with hosts and their games."""
    site = make_site()
    site.shell(SEED)
    with (site.data / "ingest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # Its uploads stay in the state that they are in.
        site.start()
        yield site
        site.stop()


@pytest.fixture(scope="module")
def sessions():
    """Of those who have logged in: each does it once."""
    return {}


@pytest.fixture
def visit_as(hosted, visit, sessions):
    """Open a page as somebody with an account."""

    async def visit_as(name, path, **options):
        if name not in sessions:
            page = await visit(f"{hosted.url}/accounts/login/")
            await page.get_by_label("Username or email").fill(name)
            await page.get_by_label("Password").fill(WORD)
            async with page.expect_navigation():
                await page.get_by_role("button", name="Log in").click()
            sessions[name] = await page.context.storage_state()
        return await visit(hosted.url + path, storage_state=sessions[name], **options)

    return visit_as


async def faults(page, width, scheme):
    await page.set_viewport_size({"width": width, "height": 800})
    await page.emulate_media(color_scheme=scheme)
    await page.evaluate(AXE)
    found = (await page.evaluate(CHECK))["violations"]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (360, "dark"),
        (1440, "light"),
        pytest.param(360, "light", marks=pytest.mark.long),
        pytest.param(1440, "dark", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("name", PAGES)
async def test_every_host_can_read_the_pages(visit_as, name, width, scheme):
    page = await visit_as("maya", PAGES[name])
    assert await faults(page, width, scheme) == []


@pytest.mark.long
@pytest.mark.parametrize("name", PAGES)
async def test_nothing_of_a_hosts_page_spills_over_the_side(visit_as, name):
    assert await spills(await visit_as("maya", PAGES[name])) == {}


@pytest.mark.parametrize(("who", "says"), [("nils", "Bring your first game"), ("kofi", "Ask an")])
async def test_who_has_no_game_yet_and_who_is_no_host_read_why(visit_as, who, says):
    page = await visit_as(who, "/host/")
    await page.get_by_text(says).wait_for()
    for width, scheme in ((360, "dark"), (1440, "light")):
        assert await faults(page, width, scheme) == []
    assert await spills(page) == {}


async def test_the_page_that_shows_a_token_is_read_by_everybody_and_copies_it(visit_as):
    page = await visit_as("maya", "/host/golf/tokens")
    await page.get_by_label("What is it for?").fill("Nightly")
    await page.get_by_role("button", name="Make token").click()
    await page.get_by_text("Copy it now").wait_for()
    for width, scheme in ((360, "light"), (1440, "dark")):
        assert await faults(page, width, scheme) == []
    assert await spills(page) == {}
    await page.get_by_role("button", name="Copy token").click()
    await page.get_by_text("Copied").or_(page.get_by_text("Copy token")).first.wait_for()


async def test_the_address_of_a_new_game_is_suggested_until_somebody_writes_one(visit_as):
    page = await visit_as("maya", "/host/")
    await page.get_by_role("link", name="New game").click()
    await page.get_by_label("Title").fill("Wén’s Night Golf: 2nd Édition!")
    address = page.get_by_label("Address")
    assert await address.input_value() == "wens-night-golf-2nd-edition"
    await page.get_by_text("/games/wens-night-golf-2nd-edition/").wait_for()
    await address.fill("night")
    await page.get_by_label("Title").fill("Another")
    assert await address.input_value() == "night"
    for width, scheme in ((360, "dark"), (1440, "light")):
        assert await faults(page, width, scheme) == []


async def test_what_was_wrong_with_an_address_is_not_said_of_the_next(visit_as):
    page = await visit_as("maya", "/host/new")
    await page.get_by_label("Title").fill("Golf")
    await page.get_by_role("button", name="Make game").click()
    await page.get_by_text("Another game has that address.").wait_for()
    await page.get_by_label("Address").fill("golf-2")
    assert await page.get_by_text("Another game has that address.").count() == 0
    assert await page.get_by_label("Address").get_attribute("aria-invalid") is None


async def test_the_code_of_a_queue_is_suggested_until_somebody_writes_one(visit_as):
    page = await visit_as("maya", "/host/kettle/queues")
    await page.get_by_label("Name", exact=True).fill("Quick Duel")
    code = page.get_by_label("Code", exact=True)
    assert await code.input_value() == "quick-duel"
    await page.get_by_text("?match=quick-duel").wait_for()
    await code.fill("quick")
    await page.get_by_label("Name", exact=True).fill("Slow Duel")
    assert await code.input_value() == "quick"


async def test_without_scripts_a_queue_is_opened_switched_off_and_deleted(visit_as):
    page = await visit_as("maya", "/host/kettle/queues", java_script_enabled=False)
    await page.get_by_label("Name", exact=True).fill("Night Duel")
    await page.get_by_role("button", name="Open queue").click()
    await page.get_by_text("“Night Duel” is open.").wait_for()
    await page.get_by_role("button", name="Switch off Night Duel").click()
    await page.get_by_text("“Night Duel” is off").wait_for()
    await page.get_by_role("link", name="Change Night Duel").click()
    await page.locator(".farewell summary").click()
    await page.get_by_role("button", name="Delete Night Duel").click()
    await page.get_by_text("“Night Duel” is deleted.").wait_for()


async def test_what_is_wrong_with_a_queue_is_read_by_everybody(visit_as):
    page = await visit_as("maya", "/host/golf/queues", java_script_enabled=False)
    await page.get_by_label("Name", exact=True).fill("Duel")
    await page.get_by_role("button", name="Open queue").click()
    await page.get_by_text("Another queue of this game has that code.").wait_for()


SAVE_IS_IN_SIGHT = """() => {
  const { top, bottom } = document.querySelector('.settings-foot .btn').getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}"""


@pytest.mark.parametrize("width", [390, 1440])
async def test_settings_are_saved_from_wherever_one_is_on_the_page(visit_as, width):
    page = await visit_as("maya", "/host/golf/settings", viewport={"width": width, "height": 800})
    assert await page.evaluate(SAVE_IS_IN_SIGHT)
    await page.get_by_label("Pages of other sites").focus()
    assert await page.evaluate(SAVE_IS_IN_SIGHT)


async def test_a_build_comes_to_the_desk_by_itself(hosted, visit_as):
    page = await visit_as("maya", "/host/golf/")
    await page.get_by_role("heading", name="working-of").wait_for()
    hosted.shell(
        "from lobby.models import *\n"
        "Upload.objects.filter(state='working').update(state='published')\n"
        "golf = Game.objects.get(slug='golf')\n"
        "Build.objects.create(game=golf, number=11, entry='index.html', size=1)"
    )
    await page.get_by_role("heading", name="Build 11").wait_for()
    await page.get_by_role("heading", name="working-of").wait_for(state="detached")
    assert await page.locator("#builds").count() == 1


async def test_without_scripts_builds_are_put_live_rolled_back_and_deleted(visit_as):
    page = await visit_as("maya", "/host/golf/", java_script_enabled=False)
    named = await page.locator("noscript code").all_inner_texts()
    assert "manage.py publish golf build.zip" in named
    assert await page.get_by_text("Choose a zip").is_hidden()
    await page.get_by_role("button", name="Put live build 10").click()
    await page.get_by_text("Build 10 is live.").wait_for()
    await page.get_by_role("button", name="Roll back to build 9").click()
    await page.get_by_text("Build 9 is live.").wait_for()
    await page.locator("#build-10 .farewell summary").click()
    await page.get_by_role("button", name="Delete build 10").click()
    await page.get_by_text("Build 10 is deleted.").wait_for()


@pytest.mark.parametrize("name", WEIGHED)
async def test_a_hosts_page_is_light_and_nothing_in_it_jumps(hosted, visit_as, name):
    async def visit(address, **options):
        page = await visit_as("maya", "/healthz", **options)
        await page.goto(address)
        return page

    for width in (390, 1440):
        bytes_of, shifts = await arrive(visit, hosted.url + PAGES[name], width)
        covers = {url: size for url, size in bytes_of.items() if "/blob/" in url}
        assert sum(bytes_of.values()) - sum(covers.values()) <= MOST_BYTES, bytes_of
        assert sum(shift[0] for shift in shifts) < MOST_SHIFT, shifts
