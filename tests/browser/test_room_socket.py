"""The room's panel, told by a socket that the test holds the other end of."""

import asyncio
import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.lively import LOADS_ON, publish_small

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ASKED = re.compile(r"/play\?room=")
PEOPLE = '<div id="panel-people" hx-swap-oob="innerHTML">{}</div>'
SOON = 5_000  # milliseconds; after 10 s the page gives any answer up
PATIENCE = 12_000  # milliseconds; a page that has no socket asks every 3 s


@pytest.fixture(scope="module")
def kettle(make_site, tmp_path_factory):
    """A site with a game that loads for ever."""
    site = make_site()
    publish_small(site, tmp_path_factory.mktemp("game"), "kettle", "Kettle Wars", LOADS_ON)
    site.start()
    yield site
    site.stop()


class Room:
    """The page of a room's host, and the other end of its socket."""

    def __init__(self, page) -> None:
        self.page, self.sockets = page, []
        self.dialled, self.through = asyncio.Event(), True

    async def open(self, site) -> "Room":
        await self.page.route_web_socket(re.compile("/live/rooms/"), self._answer)
        await self.page.goto(f"{site.url}/games/kettle/open")
        await self.page.get_by_role("button", name="Open room").click()
        await self.page.wait_for_url("**/play?room=*")
        await self.dialled.wait()
        return self

    async def _answer(self, socket) -> None:
        self.sockets.append(socket)
        self.dialled.set()
        if not self.through:
            await socket.close()

    def asks(self):
        return self.page.expect_response(ASKED, timeout=PATIENCE)

    @property
    def says(self):
        return self.page.locator("#panel-live")


@pytest_asyncio.fixture(loop_scope="session")
async def room(visit):
    return Room(await visit("about:blank"))


@pytest.mark.long
async def test_a_page_that_may_not_watch_any_more_asks_for_what_changes(room, kettle):
    await room.open(kettle)
    room.sockets[-1].send(PEOPLE.format("as it was"))
    await expect(room.page.locator("#panel-people")).to_have_text("as it was")
    await room.sockets[-1].close(code=4000, reason="Not any more")
    await expect(room.page.locator("#panel-people")).to_contain_text("This device")
    async with room.asks():
        pass
    await expect(room.says).to_be_hidden()
    kettle.shell("from lobby.models import Room; Room.objects.update(name='Changed since')")
    await expect(room.page.locator("#bar-room")).to_contain_text("Changed since", timeout=PATIENCE)
    kettle.shell(
        "from lobby import moderation\nfrom lobby.models import Room\n"
        "moderation.close(code=Room.objects.get(state='open').code)"
    )
    ending = room.page.locator("[data-end]").get_by_role("heading", name="That room has closed")
    await expect(ending).to_be_visible(timeout=PATIENCE)
    assert len(room.sockets) == 1


async def test_a_page_whose_network_went_silently_says_so_and_dials_anew(room, kettle):
    await room.page.clock.install()
    await room.open(kettle)
    room.sockets[-1].send(PEOPLE.format("as it was"))
    await expect(room.page.locator("#panel-people")).to_have_text("as it was")
    for _ in range(3):
        await room.page.clock.fast_forward(40_000)
        room.sockets[-1].send("")
        room.sockets[-1].send(PEOPLE.format("still here"))
        await expect(room.page.locator("#panel-people")).to_have_text("still here")
    assert len(room.sockets) == 1
    room.dialled.clear()
    await room.page.clock.fast_forward(46_000)
    await expect(room.says).to_contain_text("Not live")
    await room.page.clock.fast_forward(4_000)
    await room.dialled.wait()
    room.sockets[-1].send(PEOPLE.format("back"))
    await expect(room.says).to_be_hidden()


async def test_a_line_that_both_tell_is_there_once(room, kettle):
    """An answer comes while a socket is dialled that was asked for what is after the same line."""
    room.through = False
    await room.open(kettle)
    line = (
        '<ol id="chat-lines" hx-swap-oob="beforeend"><li class="line" id="line-7">hello</li></ol>'
    )
    lines = room.page.locator("#chat-lines li")
    room.through = True
    room.dialled.clear()
    await room.page.route(ASKED, lambda route: route.fulfill(body=line, content_type="text/html"))
    await expect(lines).to_have_text(["hello"], timeout=PATIENCE)
    await room.dialled.wait()
    room.sockets[-1].send(line + line.replace("line-7", "line-8"))
    await expect(lines).to_have_text(["hello", "hello"])


async def test_an_answer_older_than_the_first_word_of_the_socket_is_none(room, kettle):
    room.through = False
    await room.open(kettle)
    asked, answered = asyncio.Event(), asyncio.Event()

    async def answer(route):
        asked.set()
        await answered.wait()
        await route.fulfill(body=PEOPLE.format("as it was"), content_type="text/html")

    await room.page.route(ASKED, answer)
    room.through = True
    room.dialled.clear()
    await asked.wait()
    await room.page.evaluate("dispatchEvent(new Event('online'))")
    await room.dialled.wait()
    given_up = {"predicate": lambda one: ASKED.search(one.url), "timeout": SOON}
    async with room.page.expect_event("requestfailed", **given_up):
        room.sockets[-1].send(PEOPLE.format("as it is"))
    answered.set()
    await expect(room.page.locator("#panel-people")).to_have_text("as it is")
    await expect(room.says).to_be_hidden()
