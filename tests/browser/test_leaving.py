"""Leaving a room: meant or not, by one tab of two, or by a moderator's word."""

import asyncio

import pytest

from tests.browser.players import GamePage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MODERATOR = """
from django.contrib.auth.models import User
User.objects.create_superuser("wen", password="correct horse battery")
"""
LAST = """
from lobby.models import Peer
print(*Peer.objects.filter(room__code="{code}", state="seated").order_by("-pk")
      .values_list("room_id", "pk")[0])
"""
NO_POLLS = "**/games/demo/play?room=*"


async def take_a_seat(visit, url, code, **options):
    page = await visit(f"{url}/join/{code}", **options)
    await page.get_by_role("button", name="Take a seat").click()
    await page.wait_for_url("**/play?room=*")
    return page


async def open_with_company(lively, visit):
    """A host's page, with somebody else in the room."""
    page = await visit(f"{lively.url}/games/reef/open")
    await page.get_by_role("button", name="Open room").click()
    await page.locator(".frame[data-started]").wait_for()
    await take_a_seat(visit, lively.url, page.url.partition("room=")[2])
    await page.locator("[data-stakes]").wait_for(state="attached")
    return page


async def test_a_host_with_company_is_asked_before_it_leaves(lively, visit):
    page = await open_with_company(lively, visit)
    leave = page.get_by_role("link", name="Leave").and_(page.locator(".play-leave"))
    await leave.click()
    question = page.get_by_role("dialog", name="Leave the room?")
    assert "closes for everyone" in await question.inner_text()
    await question.get_by_role("button", name="Stay").press("Enter")
    await question.wait_for(state="hidden")
    await leave.click()
    await question.get_by_role("link", name="Leave").press("Enter")
    await page.wait_for_url("**/games/reef/")


async def test_a_host_with_company_does_not_close_its_tab_by_mistake(lively, visit):
    page = await open_with_company(lively, visit)
    async with page.expect_event("dialog") as asked:
        await page.close(run_before_unload=True)
    assert (await asked.value).type == "beforeunload"
    await (await asked.value).dismiss()


async def test_one_tab_plays_and_a_second_one_says_so(lively, visit):
    page = await take_a_seat(visit, lively.url, lively.codes["large"])
    await page.locator(".frame[data-started]").wait_for()
    await page.reload()
    await page.locator(".frame[data-started]").wait_for()
    second = await page.context.new_page()
    await second.goto(page.url)
    await second.get_by_role("heading", name="You’re playing in another tab").wait_for()
    assert await second.locator("iframe").get_attribute("src") is None
    await page.close()
    await second.locator(".frame[data-started]").wait_for()


async def kick(page, site, code):
    """Fill in the form that kicks whoever came last; what is left is the press."""
    room, peer = site.shell(LAST.format(code=code)).split()
    await page.goto(f"{site.url}/admin/lobby/room/{room}/kick/{peer}/")
    await page.get_by_label("Reason").fill("Be kind.")
    return page.get_by_role("button", name="Kick")


async def is_out(player):
    """The page covers the game with the reason; its frame is gone."""
    cover = player.page.get_by_role("heading", name="You were put out of this room")
    await cover.wait_for()
    assert await player.page.get_by_text("“Be kind.”").first.is_visible()
    assert await player.page.locator("iframe").count() == 0


@pytest.mark.long
async def test_whoever_is_put_out_reads_why_and_leaves_the_others_game(demo_site, visit):
    demo_site.shell(MODERATOR)
    wen = await visit(f"{demo_site.url}/admin/")
    await wen.get_by_label("Username or email").fill("wen")
    await wen.get_by_label("Password").fill("correct horse battery")
    await wen.get_by_role("button", name="Log in").click()
    await wen.wait_for_url("**/admin/")
    blue = GamePage(await visit(f"{demo_site.url}/games/demo/open"))
    await blue.page.get_by_role("button", name="Open room").click()
    await blue.page.wait_for_url("**/play?room=*")
    await blue.until("demo.id === 1")
    yellow = GamePage(await take_a_seat(visit, demo_site.url, blue.code))
    await asyncio.gather(*(one.until("demo.peers.length === 1") for one in (blue, yellow)))
    # Before the start the game knows by itself; the page is kept from asking meanwhile.
    await yellow.page.route(NO_POLLS, lambda route: route.abort())
    await (await kick(wen, demo_site, blue.code)).click()
    await yellow.until("demo.phase === 'lost' && demo.ending === 'Be kind.'")
    await blue.until("demo.peers.length === 0")
    await yellow.page.unroute(NO_POLLS)
    await is_out(yellow)
    # After the start too, while the room can still be moderated.
    yellow = GamePage(await take_a_seat(visit, demo_site.url, blue.code))
    await asyncio.gather(*(one.until("demo.peers.length === 1") for one in (blue, yellow)))
    press = await kick(wen, demo_site, blue.code)
    await blue.press("start")
    await yellow.until("demo.sealed")
    await press.click()
    await is_out(yellow)
    await blue.until("demo.peers.length === 0")
