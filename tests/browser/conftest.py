"""Players in real browsers, with a real Godot engine in their pages."""

import os
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.lively import LOADS_ON, PAINTED, STARTS, Lively, publish_small
from tests.browser.players import GamePage
from tests.chromium import PATH as CHROMIUM
from tests.chromium import chromium, clear_away, new_context
from tests.cutting import network
from tests.running import pack_the_demo


@pytest.fixture(scope="session")
def demo_export(tmp_path_factory):
    """The demo game, packed from its sources with the official engine."""
    return pack_the_demo(tmp_path_factory.mktemp("demo") / "export")


@pytest.fixture
def demo_site(make_site, demo_export):
    """A running site with the demo game on it."""
    site = make_site()
    site.manage("publish", "demo", str(demo_export), "--title", "Parquet", "--seats", "8")
    site.start()
    yield site
    if site.process is not None:
        site.stop()


@pytest.fixture
def open_a_room(demo_site, new_page):
    """Open a room on the game's page, as a player does."""

    async def open_a_room() -> GamePage:
        page = await new_page()
        await page.goto(f"{demo_site.url}/games/demo/")
        await page.get_by_role("link", name="Open a room").first.click()
        await page.get_by_role("button", name="Open room").click()
        await page.wait_for_url("**/play?room=*")
        return GamePage(page)

    return open_a_room


@pytest.fixture(scope="session")
def lively(make_site, demo_export, tmp_path_factory):
    """A site where something goes on, for all tests that only look at it."""
    site = make_site()
    folder = tmp_path_factory.mktemp("games")
    publish_small(site, folder, "reef", "Tidepool Golf", STARTS)
    publish_small(site, folder, "kettle", "Kettle Wars", LOADS_ON)
    site.manage("publish", "demo", str(demo_export), "--title", "Parquet", "--seats", "8")
    site.shell(PAINTED)
    site.start()
    lively = Lively(site)
    lively.fill()
    yield lively
    lively.leave()
    site.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers():
    """The browser that runs; another once it fell over, which Chromium does now and then while it
    clears a profile away."""
    if CHROMIUM is None and "CI" not in os.environ:
        pytest.skip("Chromium is not installed: see tests/install-tools")
    async with AsyncExitStack() as stack:
        running: list[Browser] = []

        async def running_one() -> Browser:
            if not running or not running[-1].is_connected():
                running.append(await stack.enter_async_context(chromium()))
            return running[-1]

        yield running_one


@pytest_asyncio.fixture(loop_scope="session")
async def browser(browsers):
    """One browser for all tests that only look at pages."""
    return await browsers()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser):
    """Open a page as a visitor who comes for the first time; keywords are the browser's."""
    contexts: list[BrowserContext] = []

    async def visit(address: str, **options) -> Page:
        contexts.append(await new_context(browser, **{"reduced_motion": "reduce"} | options))
        page = await contexts[-1].new_page()
        await page.goto(address)
        return page

    yield visit
    for context in contexts:
        await clear_away(context)


@pytest_asyncio.fixture(loop_scope="session")
async def wire(nets):
    """The network before the workers of a module's site `nets`."""
    async with network(nets.outside, *[worker.port for worker in nets.workers]) as wire:
        yield wire


@pytest_asyncio.fixture(loop_scope="session")
async def arrive(nets, wire, browser):
    """Open a room's page, or a new room's; the frame of its game. `context` is a player's who
    has come before; keywords are the browser's for a new one."""
    async with AsyncExitStack() as stack:

        async def arrive(code="", game="nets", context=None, **options):
            if context is None:
                context = await new_context(browser, **options)
                stack.push_async_callback(clear_away, context)
            page = await context.new_page()
            where = f"join/{code}" if code else f"games/{game}/open"
            await page.goto(f"http://localhost:{nets.outside}/{where}")
            name = "Take a seat" if code else "Open room"
            await page.get_by_role("button", name=name).first.click()
            await page.wait_for_url("**/play?room=*")
            await page.locator(".frame[data-started]").wait_for()
            frame = page.frames[1]
            frame.code = page.url.partition("room=")[2]
            return frame

        yield arrive


@pytest_asyncio.fixture(loop_scope="session")
async def mesh(arrive):
    """So many games in one room, which have begun to connect."""

    async def mesh(count):
        first = await arrive()
        frames = [first, *[await arrive(first.code) for _ in range(count - 1)]]
        for frame in frames:
            await frame.evaluate("client.start()")
        return frames

    return mesh
