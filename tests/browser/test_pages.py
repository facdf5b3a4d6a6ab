"""Every page in a real browser: who can read it, what it weighs, that nothing jumps or spills."""

import asyncio
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.template.loader import render_to_string

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# What a frame holds is its game's; the page answers for the frame alone.
CHECK = "axe.run(document, { iframes: false, resultTypes: ['violations'] })"
COLOURS = "axe.run(document, { iframes: false, runOnly: ['color-contrast'] })"
PAGES = {
    "home": "/",
    "game with a picture": "/games/reef/",
    "game with a floor": "/games/kettle/",
    "game, none like that": "/games/reef/?mode=Casual&tides=High",
    "rooms": "/rooms/",
    "rooms, all of them": "/rooms/?seats=all&sort=new",
    "rooms, none found": "/rooms/?q=nobody",
    "open": "/games/reef/open",
    "code": "/join/",
    "code, unread": "/join/?code=hello",
    "invite": "/join/{open}",
    "full": "/join/{full}",
    "sealed": "/join/{sealed}",
    "closed": "/join/{closed}",
    "unknown room": "/join/QQQQQQ",
    "you": "/me",
    "your data": "/me/data",
    "your data, deleted": "/me/data/deleted",
    "no party": "/party/none",
    "game with a queue": "/games/demo/",
    "leaderboard": "/games/demo/leaderboard/duel",
    "leaderboard, empty": "/games/demo/leaderboard/pairs",
    "nothing here": "/nothing/here",
}
# The others are the same templates with fewer words.
WEIGHED = ["home", "game with a picture", "game with a floor", "rooms, all of them", "open"]
WEIGHED += ["code", "invite", "closed", "you", "leaderboard", "nothing here"]
BANNED = {"ban": {"words": "Rude to everyone, again and again.", "until": datetime(2030, 1, 2)}}
TEMPLATES = {name: {} for name in ("400.html", "403.html", "403_csrf.html", "405.html", "500.html")}
TEMPLATES["banned.html"] = BANNED
WIDTHS = [320, 360, 390, 768, 1024, 1440, 2560]
MOST_BYTES = 140_000
MOST_BYTES_OF_COVERS = 60_000
MOST_SHIFT = 0.02
PATIENCE = 30  # seconds
SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().map((one) => [one.value,
  ...one.sources.map(({ node }) => node?.className || node?.nodeName)])))
  .observe({ type: 'layout-shift', buffered: true });"""
SETTLED = """document.fonts.ready.then(() => new Promise((drawn) =>
  requestAnimationFrame(() => requestAnimationFrame(() => drawn(window.shifts)))))"""
PAINTED = """new Promise((painted) => new PerformanceObserver(() => painted())
  .observe({ type: 'paint', buffered: true }))"""
SPILLS = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.className || one.nodeName)"""

CROWDED = """(lists) => lists.filter((one) => one.clientHeight > 32
  || one.scrollWidth > one.parentElement.clientWidth).map((one) => one.outerHTML)"""


@pytest.fixture(params=PAGES)
def address(request, lively):
    return lively.url + PAGES[request.param].format(**lively.codes)


async def faults(page):
    """What axe finds, in both schemes, on a phone and on a desk."""
    await page.evaluate(AXE)
    found = []
    for width, height in ((360, 740), (1440, 900)):
        await page.set_viewport_size({"width": width, "height": height})
        for scheme, check in (("light", CHECK), ("dark", COLOURS)):  # which differ in colours alone
            await page.emulate_media(color_scheme=scheme)
            for rule in (await page.evaluate(check))["violations"]:
                marked = [node["html"][:200] for node in rule["nodes"]]
                found.append((width, scheme, rule["id"], marked))
    return found


async def spills(page):
    """What reaches over the side of the page, at every width."""
    found = {}
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        if over := await page.evaluate(SPILLS):
            found[width] = over
    return found


async def test_everybody_can_read_it_and_nothing_spills_over_the_side(address, visit):
    page = await visit(address)
    assert await faults(page) == []
    assert await spills(page) == {}


@pytest.mark.parametrize("template", TEMPLATES)
async def test_pages_that_say_no_are_read_by_everybody_too(lively, visit, template):
    page = await visit(lively.url)
    body = render_to_string(template, TEMPLATES[template])
    await page.route("**/broken", lambda route: route.fulfill(body=body, content_type="text/html"))
    await page.goto(f"{lively.url}/broken")
    assert await faults(page) == []
    assert await spills(page) == {}


async def test_a_sheet_over_a_page_is_read_by_everybody_too(lively, visit):
    page = await visit(f"{lively.url}/games/reef/")
    await page.get_by_role("link", name="Open a room").click()
    await page.get_by_role("button", name="Open room").wait_for()
    assert await faults(page) == []
    assert await spills(page) == {}


@pytest.mark.parametrize("slug", ["reef", "kettle"], ids=["playing", "loading"])
async def test_the_play_page_is_read_by_everybody_too(lively, visit, slug):
    page = await visit(f"{lively.url}/games/{slug}/")
    if slug == "reef":
        await page.goto(f"{lively.url}/join/{lively.codes['open']}")
        await page.get_by_role("button", name="Take a seat").click()
        await page.locator(".frame[data-started]").wait_for()
    else:
        await page.goto(f"{lively.url}/games/{slug}/open")
        await page.get_by_role("button", name="Open room").click()
        await page.locator("[data-loader]").wait_for()
    assert await faults(page) == []
    assert await spills(page) == {}


QUEUES = """
from lobby.models import Game, Queue, Rating
game = Game.objects.get(slug="kettle")
queue = Queue.objects.create(game=game, slug="duel", name="Duel", teams=2)
Queue.objects.create(game=game, slug="pairs", name="Two against two", least=4, most=4, teams=2)
for place, name in enumerate(["Ines", "The player of the longest name", "Wen"]):
    Rating.objects.create(queue=queue, player=str(place), name=name, mu=30, sigma=2,
                          points=1440.4 - 300 * place, matches=20, wins=9)
"""
NO_QUEUES = "from lobby.models import Queue; Queue.objects.all().delete()"


async def test_everybody_can_read_where_matches_are_found(lively, visit):
    lively.site.shell(QUEUES)
    try:
        page = await visit(f"{lively.url}/games/kettle/leaderboard/duel")
        await is_in_order(page)
        await page.goto(f"{lively.url}/games/kettle/match")
        await is_in_order(page)
        await page.get_by_role("button", name="With friends in Two against two").click()
        await page.get_by_role("heading", name="Your party").wait_for()
        await is_in_order(page)
        await page.get_by_role("button", name="Find a match").click()
        await page.get_by_role("heading", name="Finding a match").wait_for()
        await is_in_order(page)
        await page.get_by_role("button", name="Leave the party").click()
        await page.wait_for_url("**/games/kettle/")
    finally:
        lively.site.shell(NO_QUEUES)


async def is_in_order(page):
    for width, scheme in ((360, "light"), (1440, "dark")):
        await page.set_viewport_size({"width": width, "height": 900})
        await page.emulate_media(color_scheme=scheme)
        assert await faults(page) == []
        assert await spills(page) == {}


async def test_the_qr_code_is_read_by_everybody_too_and_esc_closes_it(lively, visit):
    page = await visit(f"{lively.url}/games/reef/open")
    await page.get_by_role("button", name="Open room").click()
    await page.locator(".frame[data-started]").wait_for()  # It has taken the focus by then.
    await page.get_by_role("button", name="QR code").click()
    code = page.get_by_role("img", name="QR code of the invite link")
    await code.wait_for()
    assert await faults(page) == []
    assert await spills(page) == {}
    await page.keyboard.press("Escape")
    await code.wait_for(state="hidden")
    assert await page.evaluate("document.activeElement.matches('[data-qr]')")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (390, 664)])
async def test_the_seats_button_stands_in_the_first_screen_of_a_phone(lively, visit, width, height):
    phone = {"width": width, "height": height}
    page = await visit(f"{lively.url}/join/{lively.codes['large']}", viewport=phone)
    button = await page.get_by_role("button", name="Take a seat").bounding_box()
    assert button["y"] + button["height"] <= height
    await page.goto(f"{lively.url}/games/reef/open")
    seats = (
        await page.get_by_role("group", name="Seats")
        .locator("label")
        .evaluate_all("(all) => all.map((one) => one.offsetWidth)")
    )
    assert max(seats) - min(seats) <= 1


async def arrive(visit, address, width):
    """Come for the first time: the bytes of each answer on the wire, and what jumped.

    Fonts come after the first picture, as over a slow network.
    """
    page = await visit("about:blank", viewport={"width": width, "height": 844})
    await page.add_init_script(SHIFTS)
    wire = await page.context.new_cdp_session(page)
    named, sizes, quiet, painted = {}, {}, asyncio.Event(), asyncio.Event()

    async def hold(route):
        await painted.wait()
        await route.continue_()

    def came(one):
        sizes[one["requestId"]] = one["encodedDataLength"]
        if sizes.keys() >= named.keys():
            quiet.set()

    def asked(one):
        named[one["requestId"]] = one["request"]["url"]
        quiet.clear()

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", came)
    await wire.send("Network.enable")
    await page.route("**/*.woff2", hold)
    await page.goto(address, wait_until="domcontentloaded")
    await page.evaluate(PAINTED)
    painted.set()
    await page.wait_for_load_state()
    shifts = await page.evaluate(SETTLED)
    async with asyncio.timeout(PATIENCE):
        await quiet.wait()
    return {named[one]: size for one, size in sizes.items()}, shifts


@pytest.mark.parametrize("name", WEIGHED)
async def test_a_page_is_light_and_nothing_in_it_jumps(lively, visit, name):
    address = lively.url + PAGES[name].format(**lively.codes)
    own = urlsplit(lively.url).netloc
    for width in (390, 1440):
        bytes_of, shifts = await arrive(visit, address, width)
        assert {urlsplit(url).netloc for url in bytes_of} <= {own, f"play.{own}"}
        # A host's own cover comes on top; all else is ours.
        covers = {url: size for url, size in bytes_of.items() if "/blob/" in url}
        assert sum(bytes_of.values()) - sum(covers.values()) <= MOST_BYTES, bytes_of
        assert sum(covers.values()) <= MOST_BYTES_OF_COVERS
        assert sum(shift[0] for shift in shifts) < MOST_SHIFT, shifts


async def test_the_seats_on_a_hook_stand_in_one_line(lively, visit):
    page = await visit(lively.url)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.locator(".hook .seats").evaluate_all(CROWDED) == [], width
