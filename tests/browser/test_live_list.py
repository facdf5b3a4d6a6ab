"""The list of rooms as its page keeps it, told by a socket that the test holds the other end of."""

import asyncio
import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AS_PART = {"HX-Request": "true"}
GONE = '<li class="row row-gone" data-room="{}"></li>'
PATIENCE = 12_000  # milliseconds; the first retry comes within 3 s, polling after 5
ROW = re.compile(r'<li class="row.*?data-room="(\w+)".*?<div class="row-act">.*?</li>', re.S)


class Server:
    """The other end: what it was asked for, the newest socket, and the list as it really is."""

    def __init__(self, lively, page) -> None:
        self.lively, self.page = lively, page
        self.sockets, self.asked = [], []
        self.dialled = asyncio.Event()

    async def opened(self, path: str) -> "Server":
        """A page whose socket is told the list at once, as ours tells it."""
        await self.page.route_web_socket(re.compile(r"/live/rooms"), self._answer)
        self.page.on("request", lambda one: self.asked.append(one.url))
        await self.page.goto(self.lively.url + path)
        await self.dialled.wait()
        self.part = await (
            await self.page.request.get(self.lively.url + path, headers=AS_PART)
        ).text()
        self.rows = {one[1]: one[0] for one in ROW.finditer(self.part)}
        return self

    def _answer(self, socket) -> None:
        self.sockets.append(socket)
        self.dialled.set()

    def tell(self, frame: str) -> None:
        self.sockets[-1].send(frame)

    def tell_rows(self, *rows: str, fits: str = "") -> None:
        self.tell(f'<template data-rows data-fits="{fits}">{"".join(rows)}</template>')

    def tell_list(self, *rows: str) -> None:
        self.tell(f'<template data-list><ul class="rows">{"".join(rows)}</ul></template>')


@pytest_asyncio.fixture(loop_scope="session")
async def server(lively, visit):
    return Server(lively, await visit("about:blank"))


@pytest_asyncio.fixture(loop_scope="session")
async def at_reef(server):
    await server.opened("/games/reef/?sort=new")
    return server


def row(server, word):
    code = server.lively.codes.get(word, word)
    return server.page.locator(f"#room-{code}")


def now_called(markup, name):
    return re.sub(r'(class="row-name">)[^<]*', rf"\1{name} ", markup)


def another(markup, code, old):
    return markup.replace(old, code)


async def test_a_row_changes_where_it_stands_and_keeps_the_focus(at_reef):
    server, code = at_reef, at_reef.lively.codes["open"]
    assert server.sockets[0].url.endswith("/live/rooms?sort=new&game=reef")
    order = await server.page.locator("[data-room]").evaluate_all("all => all.map(r => r.id)")
    button = row(server, "open").get_by_role("button", name="Join")
    await button.focus()
    server.tell_rows(now_called(server.rows[code], "Evening round"))
    await expect(row(server, "open")).to_contain_text("Evening round")
    await expect(button).to_be_focused()
    late = server.rows[code].replace("Join<", "Join late<")
    server.tell_rows(late)
    await expect(row(server, "open").get_by_role("button", name="Join late")).to_be_focused()
    after = await server.page.locator("[data-room]").evaluate_all("all => all.map(r => r.id)")
    assert order == after
    await expect(server.page.locator("#rooms-live")).to_have_text("Live")


async def test_a_closed_room_fades_where_it_is(at_reef):
    server, code = at_reef, at_reef.lively.codes["open"]
    server.tell_rows(server.rows[code].replace('class="row"', 'class="row row-gone"'))
    await expect(row(server, "open")).to_have_class(re.compile("row-gone"))
    server.tell_list(*(one for key, one in server.rows.items() if key != code))
    await expect(row(server, "open")).to_be_visible()
    server.tell_list(server.rows[code])
    await expect(row(server, "large")).to_have_class(re.compile("row-gone"))
    await expect(row(server, "large").get_by_role("button")).to_have_text("Closed")


async def test_new_rooms_gather_behind_a_button_that_shows_them(at_reef):
    server, code = at_reef, at_reef.lively.codes["open"]
    news = server.page.locator("#rooms-news")
    new = [another(server.rows[code], one, code) for one in ("NEW222", "NEW333", "NEW444")]
    server.tell_rows(*new, fits="NEW222 NEW333")
    await expect(news).to_have_text("2 new rooms")
    await expect(server.page.locator("#rooms-says")).to_have_text("2 new rooms")
    await expect(row(server, "NEW222")).to_have_count(0)
    server.tell_rows(new[0].replace('class="row"', 'class="row row-gone"'))
    await expect(news).to_have_text("1 new room")
    part = server.part.replace(server.rows[code], server.rows[code] + new[1])
    await server.page.route(
        re.compile("/games/reef/"), lambda route: route.fulfill(body=part, content_type="text/html")
    )
    await news.click()
    await expect(row(server, "NEW333")).to_have_class(re.compile("row-new"))
    await expect(row(server, "open")).not_to_have_class(re.compile("row-new"))
    await expect(news).to_be_hidden()


async def test_what_is_pressed_for_comes_with_what_happened_meanwhile(at_reef):
    server, code = at_reef, at_reef.lively.codes["open"]
    news = server.page.locator("#rooms-news")
    answered, asked = asyncio.Event(), asyncio.Event()
    new = another(server.rows[code], "NEW222", code)
    part = server.part.replace(server.rows[code], server.rows[code] + new)

    async def answer(route):
        asked.set()
        await answered.wait()
        await route.fulfill(body=part, content_type="text/html")

    await server.page.route(re.compile("/games/reef/"), answer)
    server.tell_rows(new, fits="NEW222")
    await news.click()
    await asked.wait()
    later = another(server.rows[code], "NEW333", code)
    gone = new.replace('class="row"', 'class="row row-gone"')
    server.tell_rows(gone, later, fits="NEW333")
    await expect(news).to_have_text("1 new room")
    await expect(server.page.locator("#rooms-says")).to_have_text("1 new room")
    answered.set()
    await expect(row(server, "NEW222")).to_have_class(re.compile("row-gone"))
    await expect(news).to_have_text("1 new room")


async def test_where_nothing_is_left_new_rooms_are_shown_without_asking(at_reef):
    server, code = at_reef, at_reef.lively.codes["open"]
    button = row(server, "open").get_by_role("button")
    await button.focus()
    server.asked.clear()
    server.tell_rows(another(server.rows[code], "NEW222", code), fits="NEW222")
    await expect(server.page.locator("#rooms-news")).to_have_text("1 new room")
    server.tell_rows(*(GONE.format(one) for one in server.rows))
    await expect(row(server, "NEW222")).to_have_class(re.compile("row-new"))
    await expect(row(server, "open")).to_have_count(0)
    await expect(row(server, "NEW222").get_by_role("button")).to_be_focused()
    server.tell('<template data-list><div class="bare">No rooms open</div></template>')
    await expect(server.page.locator("room-list")).to_have_text("No rooms open")
    server.tell_list(server.rows[code])
    await expect(row(server, "open")).to_have_class(re.compile("row-new"))
    assert not [one for one in server.asked if "/games/reef/" in one]


async def test_a_folded_room_that_frees_a_seat_is_news(at_reef):
    server, code = at_reef, at_reef.lively.codes["full"]
    open_ = at_reef.lively.codes["open"]
    server.tell_rows(another(server.rows[open_], code, open_), fits=code)
    await expect(server.page.locator("#rooms-news")).to_have_text("1 new room")


async def test_the_page_says_how_many_play(at_reef):
    at_reef.tell('<template data-counts data-rooms="5" data-people="12"></template>')
    await expect(at_reef.page.locator("#people-playing")).to_have_text("12 people playing")


async def test_a_lost_socket_is_said_and_dialled_again_without_polling(at_reef):
    server = at_reef
    live = server.page.locator("#rooms-live")
    server.tell_list(*server.rows.values())
    await expect(live).to_have_text("Live")
    server.asked.clear()
    server.dialled.clear()
    await server.sockets[-1].close()
    await expect(live).to_have_text("Not live. Trying again")
    await server.dialled.wait()
    server.tell_list(*server.rows.values())
    await expect(live).to_have_text("Live", timeout=PATIENCE)
    assert len(server.sockets) == 2
    assert not [one for one in server.asked if "/games/reef/" in one]
    server.dialled.clear()
    await server.page.evaluate("dispatchEvent(new Event('online'))")
    await server.dialled.wait()


async def test_a_page_that_may_not_watch_any_more_asks_instead(at_reef):
    server = at_reef
    server.tell_list(*server.rows.values())
    await expect(server.page.locator("#rooms-live")).to_have_text("Live")
    async with server.page.expect_request(lambda one: one.headers.get("hx-request") == "true"):
        await server.sockets[-1].close(code=4000, reason="There is no game at this address.")
    await expect(server.page.locator("#rooms-live")).to_have_text("Live")
    assert len(server.sockets) == 1


@pytest.mark.long
async def test_where_no_socket_comes_through_the_page_asks_until_one_does(lively, visit):
    page = await visit("about:blank")
    through = []

    async def answer(socket) -> None:
        if not through:
            await socket.close()

    await page.route_web_socket(re.compile(r"/live/rooms"), answer)
    async with page.expect_request(
        lambda one: one.headers.get("hx-request") == "true", timeout=PATIENCE
    ):
        await page.goto(f"{lively.url}/games/reef/")
    await expect(page.locator("#rooms-live")).to_have_text("Live")
    through.append(True)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator("#rooms-live")).to_have_text("Live")


async def test_the_rack_waits_until_nobody_points_at_it(server):
    await server.opened("/")
    page = server.page
    assert server.sockets[0].url.endswith("/live/rooms?view=rack")
    rack = '<section class="rack desk"><ul class="rack-hooks"><li>Other hooks</li></ul></section>'
    await page.locator(".rack h2").hover()
    counts = '<template data-counts data-rooms="1" data-people="3"></template>'
    server.tell(f"<template data-rack>{rack}</template>{counts}")
    await expect(page.locator("#rooms-open")).to_have_text("1 room open, 3 people playing")
    assert await page.get_by_text("Other hooks").count() == 0
    await page.mouse.move(1, 1)
    await expect(page.get_by_text("Other hooks")).to_be_visible()
