"""The play page while its game loads, or fails; the panel beside it."""

import asyncio
import re

import pytest
import pytest_asyncio

from tests.browser.lively import publish_small

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FAILS = """parent.postMessage({ playlobby: 'failed', reason: 'memory' }, '*');
setTimeout(() => parent.postMessage({ playlobby: 'started' }, '*'));"""
LEADS_AWAY = """parent.postMessage({ playlobby: 'started' }, '*');
addEventListener('click', () => { top.location = '/elsewhere'; });"""
SPOKE = "window.spoke = new Promise((done) => addEventListener('message', () => done()));"
SILENCE = 15_000  # milliseconds; see static/js/play/game-frame.js
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest_asyncio.fixture(loop_scope="session")
async def arrive(lively, visit):
    """A visitor who opens a room, and meets the routes given on the way into it."""

    async def arrive(routes=(), **options):
        page = await visit(f"{lively.url}/games/reef/open", **options)
        for address, answer in routes:
            await page.route(address, answer)
        await page.get_by_role("button", name="Open room").click()
        await page.wait_for_url("**/play?room=*")
        return page

    return arrive


@pytest.fixture
def build(lively):
    """What the addresses of the game's own page look like."""
    return f"{lively.site.play_origin('reef')}/**"


@pytest.fixture(scope="session")
def open_small(lively, tmp_path_factory):
    """Publish a small game; its page that opens a room."""

    def run(slug, script):
        publish_small(lively.site, tmp_path_factory.mktemp(slug), slug, slug.title(), script)
        return f"{lively.url}/games/{slug}/open"

    return run


async def says_that_it_did_not_arrive(page):
    title = page.get_by_role("heading", name="The game couldn’t start")
    await title.wait_for()
    assert await page.get_by_text("A part of the game didn’t arrive").is_visible()
    assert await page.locator("[data-check]").get_by_role("link", name="Leave").is_visible()
    assert await page.locator("iframe").count() == 0


async def test_a_game_that_is_not_found_has_words_and_a_way_on(arrive, build):
    page = await arrive([(build, lambda route: route.fulfill(status=404, body="Not found"))])
    await says_that_it_did_not_arrive(page)
    await page.unroute(build)
    await page.get_by_role("button", name="Try again").click()
    await page.locator(".frame[data-started]").wait_for()


async def test_a_game_whose_network_breaks_has_words(arrive, build):
    await says_that_it_did_not_arrive(await arrive([(build, lambda route: route.abort())]))


async def test_a_game_that_never_answers_has_words(visit, lively, build):
    page = await visit(f"{lively.url}/games/reef/open")
    await page.clock.install()
    async with page.expect_request(build):
        await page.route(build, lambda route: None)
        await page.get_by_role("button", name="Open room").click()
    await page.clock.run_for(SILENCE)
    await says_that_it_did_not_arrive(page)


async def test_a_quiet_game_is_shown_as_it_is(lively, visit):
    page = await visit(f"{lively.url}/games/kettle/open")
    await page.add_init_script(SPOKE)
    await page.clock.install()
    await page.get_by_role("button", name="Open room").click()
    await page.wait_for_url("**/play?room=*")
    await page.evaluate("spoke")
    await page.clock.run_for(SILENCE)
    await page.locator(".frame[data-started]").wait_for()


async def test_a_game_that_failed_is_unloaded_and_not_heard_any_more(visit, open_small):
    page = await visit(open_small("fails", FAILS))
    await page.get_by_role("button", name="Open room").click()
    await page.get_by_text("This device ran out of memory").wait_for()
    assert await page.locator("iframe").count() == 0
    assert await page.locator("game-frame[data-playing]").count() == 0


async def test_the_rack_says_that_the_server_is_away(lively, visit):
    page, sockets, told = await visit("about:blank"), [], asyncio.Event()

    def dialled(socket):
        sockets.append(socket)
        socket.connect_to_server().on_message(lambda frame: (socket.send(frame), told.set()))

    await page.route_web_socket(re.compile("/live/rooms"), dialled)
    await page.goto(lively.url)
    says = page.locator("#rack-live")
    await told.wait()
    await sockets[0].close()
    await says.get_by_text("Not live. Trying again").wait_for()
    await says.wait_for(state="hidden")


async def test_a_dragged_pill_still_answers_the_keyboard(arrive):
    page = await arrive(**PHONE)
    pill = page.locator(".pill")
    for kind, x, y in [("pointerdown", 350, 30), ("pointermove", 80, 700), ("pointerup", 80, 700)]:
        point = {"clientX": x, "clientY": y, "pointerId": 1, "bubbles": True}
        await pill.dispatch_event(kind, point)
    assert await pill.get_attribute("data-corner") == "bottom-left"
    await pill.press("Enter")
    await page.locator(".panel:not([data-folded])").wait_for()


async def test_a_selection_that_ends_outside_keeps_the_sheet(lively, visit):
    page = await visit(f"{lively.url}/games/reef/")
    await page.get_by_role("link", name="Open a room").first.click()
    field = page.get_by_label("Room name")
    await field.fill("Long words")
    box = await field.bounding_box()
    await page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(5, 5, steps=4)
    await page.mouse.up()
    assert await field.input_value() == "Long words"
    assert await field.is_visible()
    await page.mouse.click(5, 5)
    await field.wait_for(state="hidden")


async def test_a_game_cannot_lead_the_tab_elsewhere(visit, open_small):
    page = await visit(open_small("astray", LEADS_AWAY))
    await page.get_by_role("button", name="Open room").click()
    await page.locator(".frame[data-started]").wait_for()
    async with page.expect_console_message(lambda line: "sandbox" in line.text):
        await page.frame_locator("iframe").locator("html").click()
    assert "/games/astray/play" in page.url
