"""A room beside its game, lived in by two desks and a phone: what one does, the others see."""

from time import monotonic

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.lively import LOADS_ON, publish_small
from tests.browser.rooms_live import DIALS
from tests.browser.test_pages import faults, spills

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
SOON = 5_000  # ms; what is wanted is a second, on a machine with nothing else to do
RESTARTED = 30_000  # ms: a server that starts, and a try of the page after it
DECLARED = """
from lobby.models import Game
Game.objects.update(topology="mesh", when_host_leaves="keep",
                    properties="Mode: Duel, Teams\\nRounds: 1 to 9, usually 3")
"""

# A browser without a window never hides a tab by itself.
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="session")
def rooms_site(make_site, tmp_path_factory):
    """A site with a game that takes its seat, and one that loads for ever."""
    site = make_site()
    folder = tmp_path_factory.mktemp("room-games")
    publish_small(site, folder, "dial", "Tidepool Golf", DIALS)
    publish_small(site, folder, "kettle", "Kettle Wars", LOADS_ON)
    site.shell(DECLARED)
    site.serve()
    yield site
    if site.process is not None:
        site.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def player(visit, rooms_site):
    """A visitor who has chosen a name."""

    async def player(name, **options):
        page = await visit(f"{rooms_site.url}/me", **options)
        await page.get_by_label("Your name").fill(name)
        await page.get_by_label("Your name").press("Enter")
        await page.wait_for_load_state()
        return page

    return player


@pytest.fixture
def seated(rooms_site, player):
    """Two desks and a phone in one room, the first of them its host."""

    async def seated(slug="dial", password="", **phone):
        maya, ada = await player("Maya", **DESK), await player("Ada", **DESK)
        wen = await player("Wen", **(phone or PHONE))
        await maya.goto(f"{rooms_site.url}/games/{slug}/open")
        if password:
            await maya.get_by_text("People with the password").click()
            await maya.get_by_role("textbox", name="Password").fill(password)
        await maya.get_by_role("button", name="Open room").click()
        await maya.wait_for_url("**/play?room=*")
        code = maya.url.partition("room=")[2]
        for page in (ada, wen):
            await page.goto(f"{rooms_site.url}/join/{code}")
            if password:
                await page.get_by_label("This room needs a password").fill(password)
            await page.get_by_role("button", name="Take a seat").click()
            await page.wait_for_url("**/play?room=*")
        for page in (maya, ada, wen):
            await expect(people(page)).to_have_count(3, timeout=SOON)
            if slug == "dial":
                here = people(page).get_by_text("Here", exact=True)
                await expect(here).to_have_count(2, timeout=SOON)
        return maya, ada, wen

    return seated


def people(page):
    return page.locator(".people .person:not(.person-free)")


async def soon(what, *seen):
    """Wait until all of them see it; tell how long that took since the press."""
    begun = monotonic()
    for sight in seen:
        await expect(sight).to_be_attached(timeout=SOON)
    print(f"{what}: seen by all after {1000 * (monotonic() - begun):.0f} ms")


async def say(page, words):
    await page.get_by_label("Say something").fill(words)
    await page.get_by_label("Say something").press("Enter")
    await expect(page.get_by_label("Say something")).to_have_value("")


async def open_sheet(page, tab):
    if await page.locator(".panel[data-folded]").count():
        await page.locator(".pill").click()
    await page.get_by_role("tab", name=tab).click()


async def put_out(page, name):
    await page.get_by_role("button", name=f"More on {name}", exact=True).click()
    await page.get_by_role("button", name="Put out").click()
    await page.locator("#put-out-sure").click()


async def test_what_one_does_the_others_see_within_a_second(seated):
    maya, ada, wen = await seated(password="tide")
    await ada.get_by_role("button", name="I’m ready").click()
    ready = [one.get_by_role("heading", name="Players, 1 of 3 ready") for one in (maya, ada)]
    await soon("ready", *ready, wen.get_by_text("Players, 1 of 3 ready"))
    await expect(ada.get_by_role("button", name="Not ready yet")).to_be_focused()

    halted = people(ada).get_by_text("In another tab: the game may stand still")
    await maya.evaluate(HIDE, True)
    await expect(halted).to_be_visible(timeout=SOON)
    await maya.evaluate(HIDE, False)
    await expect(halted).to_have_count(0, timeout=SOON)

    await wen.locator("#chat-text").evaluate("field => field.value = 'half a wo'")
    await ada.get_by_label("Say something").fill("wind’s from the left")
    await ada.get_by_label("Say something").press("Enter")
    heard = [one.locator(".line", has_text="wind’s from the left") for one in (maya, ada, wen)]
    await soon("chat", *heard)
    await expect(ada.get_by_label("Say something")).to_have_value("")
    await expect(wen.locator("#chat-text")).to_have_value("half a wo")
    await expect(wen.locator(".pill .unread")).to_contain_text("1")
    await open_sheet(wen, "Chat")
    await expect(wen.locator(".pill .unread")).to_be_hidden()

    await ada.get_by_label("Say something").fill("hello")
    await maya.get_by_role("button", name="Start the game").click()
    await soon("start", *(one.get_by_text("People can still join late") for one in (ada, wen)))
    await expect(ada.get_by_label("Say something")).to_have_value("hello")

    await maya.get_by_role("button", name="More on Ada", exact=True).click()
    await maya.get_by_role("button", name="Make host").click()
    crown = people(wen).filter(has_text="Ada").get_by_text(", host")
    await soon("hand over", ada.get_by_role("button", name="Close the door"), crown)
    await expect(maya.get_by_role("button", name="Close the door")).to_have_count(0)

    await put_out(ada, "Wen")
    out = wen.get_by_role("heading", name="You were put out of this room").first
    await soon("kick", out, maya.locator(".line-news", has_text="Wen left"))
    await expect(people(maya)).to_have_count(2)
    code = maya.url.partition("room=")[2]
    await wen.goto(wen.url.partition("/games")[0] + f"/join/{code}")
    await expect(wen.get_by_role("heading", name="You were put out")).to_be_visible()
    await expect(wen.get_by_role("button", name="Join late")).to_have_count(0)

    await ada.get_by_role("button", name="Close the door").click()
    sheet = ada.get_by_role("dialog", name="Close the door?")
    await expect(sheet.get_by_text("Nobody else can come in, for good.")).to_be_visible()
    await sheet.get_by_role("button", name="Close the door").click()
    shut = [one.get_by_role("heading", name="The game is on") for one in (maya, ada)]
    await soon("seal", *shut)
    await maya.get_by_label("Say something").fill("still here")
    await maya.get_by_label("Say something").press("Enter")
    await soon("chat after the seal", ada.locator(".line", has_text="still here"))


SMALLEST = {"width": 1280, "height": 720}


@pytest.mark.long
async def test_the_host_reads_the_chat_and_writes_on_a_small_desk(seated):
    maya, ada, _ = await seated()
    await maya.set_viewport_size(SMALLEST)
    for part in ("#chat-text", "#start-button", "#seal-button"):
        await expect(maya.locator(part)).to_be_in_viewport(ratio=1)
    for line in range(12):
        await say(ada, f"line {line}")
    await expect(maya.get_by_text("line 11")).to_be_in_viewport(timeout=SOON)
    await maya.locator("[data-log]").evaluate("log => log.scrollTop = 0")
    await say(ada, "news")
    down = maya.get_by_role("button", name="1 new", exact=True)
    await expect(down).to_be_visible(timeout=SOON)
    await down.click()
    await expect(maya.get_by_text("news")).to_be_in_viewport()
    await expect(down).to_be_hidden()


@pytest.mark.long
async def test_one_mutes_for_oneself_and_reports_to_moderators(seated, rooms_site):
    maya, ada, wen = await seated()
    for page, words in ((ada, "something mean"), (maya, "be kind")):
        await page.get_by_label("Say something").fill(words)
        await page.get_by_label("Say something").press("Enter")
    await expect(wen.locator(".line")).to_have_count(2, timeout=SOON)
    await open_sheet(wen, "Chat")
    await wen.get_by_role("button", name="More on what Ada wrote").click()
    sheet = wen.get_by_role("dialog", name="Ada")
    await sheet.get_by_role("button", name="Report").click()
    await expect(sheet.get_by_text("Reported. A moderator will look.")).to_be_visible()
    await sheet.get_by_role("button", name="Mute Ada").click()
    await expect(wen.get_by_text("something mean").first).to_be_hidden()
    await wen.reload()
    await expect(wen.locator(".line", has_text="something mean")).to_be_hidden()
    await open_sheet(wen, "Chat")
    await wen.get_by_role("button", name="Show again").click()
    await expect(wen.locator(".line", has_text="something mean")).to_be_visible()
    count = "from lobby.models import Report; print(Report.objects.filter(name='Ada').count())"
    assert rooms_site.shell(count).strip() == "1"


@pytest.mark.long
async def test_the_host_changes_the_room_without_leaving_the_game(seated):
    maya, ada, _ = await seated()
    await maya.get_by_role("button", name="Room settings").click()
    sheet = maya.get_by_role("dialog", name="Room settings")
    await sheet.get_by_label("Room name").fill("Sunday league")
    await sheet.get_by_label("Rounds").fill("12")
    await sheet.get_by_label("Teams").check()
    await sheet.locator("form").evaluate("form => form.noValidate = true")
    await sheet.get_by_role("button", name="Save settings").click()
    await expect(sheet.get_by_text("less than or equal to 9")).to_be_visible()
    await expect(sheet.get_by_label("Room name")).to_have_value("Sunday league")
    await sheet.get_by_label("Rounds").fill("5")
    await sheet.get_by_role("button", name="Save settings").click()
    await soon("settings", ada.locator("#bar-room", has_text="Sunday league"))
    await expect(sheet).to_be_hidden()


@pytest.mark.long
async def test_a_page_outlives_its_server_and_loses_nothing(seated, rooms_site):
    maya, ada, _ = await seated("kettle")
    rooms_site.stop()
    live = maya.locator("#panel-live")
    await expect(live).to_contain_text("Not live. Trying again", timeout=SOON)
    await maya.get_by_label("Say something").fill("are you there")
    await maya.get_by_label("Say something").press("Enter")
    await expect(maya.get_by_text("The server can’t be reached")).to_be_visible(timeout=SOON)
    await expect(maya.get_by_label("Say something")).to_have_value("are you there")
    begun = monotonic()
    rooms_site.serve()
    for page in (maya, ada):
        await expect(page.locator("#panel-live")).to_be_hidden(timeout=RESTARTED)
    print(f"live again {monotonic() - begun:.1f} s after the server's start")
    await maya.get_by_label("Say something").press("Enter")
    await soon("chat", ada.locator(".line", has_text="are you there"))
    await expect(people(ada)).to_have_count(3)


@pytest.mark.long
async def test_a_deleted_game_is_told_and_asked_for_no_more(seated, rooms_site):
    maya, *_ = await seated("kettle")
    await maya.route("**/play?room=*", lambda route: route.fulfill(status=404))
    await maya.evaluate("htmx.trigger(document.querySelector('room-live'), 'refresh')")
    await expect(maya.locator("#panel-live")).to_contain_text("not on the site any more")


@pytest.mark.long
async def test_the_keyboard_alone_is_ready_writes_and_puts_out(seated):
    maya, ada, wen = await seated(**DESK)
    await maya.locator(".play-leave").focus()

    async def tab_to(selector):
        for _ in range(40):
            await maya.keyboard.press("Tab")
            if await maya.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab never comes to {selector}")

    await tab_to("#ready-button")
    await maya.keyboard.press("Enter")
    await expect(ada.get_by_text("Players, 1 of 3 ready")).to_be_visible(timeout=SOON)
    await tab_to("#chat-text")
    await maya.keyboard.type("hello")
    await maya.keyboard.press("Enter")
    await expect(ada.locator(".line", has_text="hello")).to_be_visible(timeout=SOON)
    await maya.locator(".play-leave").focus()
    await tab_to("[data-name='Wen']")
    await maya.keyboard.press("Enter")
    await tab_to("[data-put-out]")
    await maya.keyboard.press("Enter")
    await maya.keyboard.press("Enter")
    await expect(wen.get_by_role("heading", name="You were put out").first).to_be_visible(
        timeout=SOON
    )
    assert await maya.evaluate("document.querySelector('dialog[open]') === null")


async def test_who_rings_is_seated_with_the_next_who_rings(player, rooms_site):
    wen, kofi = await player("Wen"), await player("Kofi", **PHONE)
    for page in (wen, kofi):
        await page.goto(f"{rooms_site.url}/games/kettle/")
    await rooms_alone(rooms_site)
    await wen.get_by_role("button", name="Quick match").click()
    await wen.get_by_role("heading", name="Ringing for players").wait_for()
    await expect(wen.get_by_role("timer")).to_have_text("0:02", timeout=SOON)
    assert await faults(wen) == [] and await spills(wen) == {}
    await kofi.get_by_role("button", name="Quick match").click()
    await soon("seat found", wen.get_by_role("heading", name="Seat found"))
    assert await faults(kofi) == []
    for page in (kofi, wen):
        await page.wait_for_url("**/play?room=*")
        await expect(people(page)).to_have_count(2, timeout=SOON)


async def rooms_alone(site):
    """End what other tests have left open."""
    site.shell(
        "from lobby import moderation\nfrom lobby.models import Room\n"
        "for room in Room.objects.living(): moderation.close(code=room.code)"
    )


@pytest.mark.long
async def test_everybody_can_read_the_panel_its_sheets_and_the_locked_door(seated, player):
    maya, ada, wen = await seated(password="tide")
    await ada.get_by_label("Say something").fill("hello")
    await ada.get_by_label("Say something").press("Enter")
    await expect(maya.locator(".line", has_text="hello")).to_be_attached(timeout=SOON)
    assert await faults(maya) == [] and await spills(maya) == {}
    for tab in ("Players", "Chat", "Invite"):
        await wen.set_viewport_size(PHONE["viewport"])
        await wen.locator(".panel[data-folded]").wait_for(state="attached")
        await open_sheet(wen, tab)
        assert [one for one in await faults(wen) if one[0] == 360] == []
    for button, sheet in (("More on Ada", "Ada"), ("Room settings", "Room settings")):
        await maya.set_viewport_size(DESK["viewport"])
        await maya.get_by_role("button", name=button, exact=True).click()
        await maya.get_by_role("dialog", name=sheet).wait_for()
        assert await faults(maya) == [] and await spills(maya) == {}
        await maya.keyboard.press("Escape")
    eve = await player("Eve")
    await eve.goto(maya.url.partition("/games")[0] + "/join/" + maya.url.partition("room=")[2])
    await eve.get_by_label("This room needs a password").fill("wrong")
    await eve.get_by_role("button", name="Take a seat").click()
    await eve.get_by_text("That is not the room’s password").wait_for()
    assert await faults(eve) == [] and await spills(eve) == {}
