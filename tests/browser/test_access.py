"""The ways in, as people without a mouse, without scripts or without patience take them."""

from urllib.parse import urlsplit

import pytest

from tests.browser.players import GamePage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FOCUSED = "document.activeElement.innerText.trim()"
MOST_TABS = 60
MOST_TAPS = 2
TOUCH = {"has_touch": True, "viewport": {"width": 390, "height": 844}}
WITHOUT_SCRIPTS = {"java_script_enabled": False}
COUNT_TAPS = """addEventListener('click', ({ isTrusted }) => {
  if (isTrusted) sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1;
}, true);"""


async def tab_to(page, words, within="body"):
    """Press Tab until the focus stands on what says the words."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        inside = f"document.activeElement.closest('{within}') !== null"
        if words in await page.evaluate(FOCUSED) and await page.evaluate(inside):
            return
    raise AssertionError(f"Tab never comes to {words!r}")


async def test_the_keyboard_alone_leads_from_the_first_page_into_a_game(lively, visit):
    page = await visit(lively.url)
    await tab_to(page, "Tidepool Golf", within=".cards")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/games/reef/")
    await tab_to(page, "Quick match")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/play?room=*")
    await page.locator(".frame[data-started]").wait_for()
    assert await page.evaluate("document.activeElement.tagName") == "IFRAME"


async def test_who_tabs_meets_the_way_past_the_header_first(lively, visit):
    page = await visit(f"{lively.url}/rooms/")
    await page.keyboard.press("Tab")
    assert await page.evaluate(FOCUSED) == "Skip to the page"
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.closest('main') !== null")


async def test_a_friends_link_leads_into_the_game_in_two_taps(lively, visit):
    """The first visit of a phone; nothing must be typed, and no request leaves the site."""
    blue = GamePage(await visit(f"{lively.url}/games/demo/open"))
    await blue.page.get_by_role("button", name="Open room").click()
    await blue.page.wait_for_url("**/play?room=*")
    await blue.until("demo.id === 1")
    page = await visit("about:blank", **TOUCH)
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url)))
    await page.add_init_script(COUNT_TAPS)
    await page.goto(f"{lively.url}/join/{blue.code}")
    await page.get_by_role("button", name="Take a seat").tap()
    await page.wait_for_url("**/play?room=*")
    yellow = GamePage(page)
    await yellow.until("demo.peers.includes(1)")
    in_game = await yellow.frame.evaluate("Number(sessionStorage.taps ?? 0)")
    assert int(await page.evaluate("sessionStorage.taps")) + in_game <= MOST_TAPS
    own = urlsplit(lively.url).netloc
    hosts = {url.netloc for url in asked if url.scheme in ("http", "https", "ws", "wss")}
    assert hosts <= {own, f"play.{own}", f"demo.play.{own}"}


async def test_without_scripts_one_finds_a_room_and_takes_a_seat(lively, visit):
    page = await visit(f"{lively.url}/rooms/", **WITHOUT_SCRIPTS)
    await page.get_by_placeholder("Room or host").fill("maya")
    await page.get_by_placeholder("Room or host").press("Enter")
    assert await page.locator(".rows .row").count() == 1
    await page.get_by_role("button", name="Join Maya’s room").click()
    await page.wait_for_url("**/games/reef/play?room=*")
    for width in (390, 1440):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.locator("noscript .notice").click()  # Nothing lies over it.
        assert await page.get_by_role("button").count() == 0
        assert await page.get_by_role("link", name="Leave").count() > 0


async def test_without_scripts_the_list_is_filtered_and_sorted(lively, visit):
    page = await visit(f"{lively.url}/rooms/", **WITHOUT_SCRIPTS)
    assert await page.get_by_role("button", name="Join Windy one").count() == 0
    await page.get_by_label("Sort by").select_option("Newest")
    await page.get_by_role("button", name="Free seats", pressed=True).click()
    await page.wait_for_url("**/rooms/?*")
    await page.get_by_text("Windy one").first.wait_for()
    assert await page.get_by_label("Sort by").input_value() == "new"
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("button", name="Free seats", pressed=False).wait_for()


async def test_without_scripts_a_room_is_opened(lively, visit):
    page = await visit(f"{lively.url}/games/kettle/", **WITHOUT_SCRIPTS)
    await page.get_by_role("link", name="Open a room").first.click()
    await page.get_by_role("button", name="Open room").click()
    await page.wait_for_url("**/games/kettle/play?room=*")


async def test_without_scripts_a_code_leads_to_the_door_and_a_name_is_changed(lively, visit):
    page = await visit(f"{lively.url}/", **WITHOUT_SCRIPTS)
    await page.locator(".desk").get_by_role("link", name="change your name").click()
    await page.get_by_label("Your name").fill("Wen")
    await page.get_by_label("Your name").press("Enter")
    await page.locator("#home-code").fill(lively.codes["large"].lower())
    await page.locator("#home-code").press("Enter")
    await page.get_by_role("button", name="Take a seat as Wen").click()
    await page.wait_for_url("**/games/reef/play?room=*")


async def test_without_scripts_quick_match_takes_a_seat(lively, visit):
    page = await visit(f"{lively.url}/games/reef/", **WITHOUT_SCRIPTS)
    await page.get_by_role("button", name="Quick match").click()
    await page.wait_for_url("**/games/reef/play?room=*")


async def test_a_list_that_lives_keeps_what_was_asked_of_it(lively, visit):
    page = await visit("about:blank")
    async with page.expect_websocket() as dialled:
        await page.goto(f"{lively.url}/games/reef/?q=maya&seats=all")
    assert "q=maya&seats=all" in (await dialled.value).url
    await page.locator("#rooms-live").get_by_text("Live", exact=True).wait_for()
    assert await page.locator(".rows [data-room]").count() == 1


async def test_another_order_is_one_choice_with_scripts(lively, visit):
    page = await visit(f"{lively.url}/rooms/?q=e&seats=all")
    await page.get_by_label("Sort by").select_option("Newest")
    await page.wait_for_url("**/rooms/?seats=all&q=e&sort=new#rooms")
