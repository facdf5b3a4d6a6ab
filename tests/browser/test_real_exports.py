"""Exports of all kinds start on the play page, on a desk and on a phone."""

import asyncio
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import pytest_asyncio

from lobby.exports import engine
from tests.browser.exports import SERVICE_WORKER, as_web_app, of_3_5, with_threads
from tests.browser.players import BOOT
from tests.browser.test_isolation import ENGINES, LIBRARY
from tests.chromium import clear_away, new_context

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DESK = {"viewport": {"width": 1280, "height": 720}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCREENS = [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")]
LONG_ON_A_PHONE = [SCREENS[0], pytest.param(PHONE, id="phone", marks=pytest.mark.long)]
SIZE = (
    "[document.querySelector('canvas').getBoundingClientRect()].map((c) => [c.width, c.height])[0]"
)
LEFT = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
GONE = f"""new Promise((gone) => setInterval(async () => {{
  if (await {LEFT} === 0 && (await caches.keys()).length === 0) gone();
}}, 50))"""
PATIENCE = 30  # seconds: a browser looks for a new worker when it likes
OLD_PAGE = b"""<!doctype html><title>Old build</title><script>
navigator.serviceWorker.register('index.service.worker.js');
</script>"""


@pytest.fixture(scope="module")
def shelf(make_site):
    """A running site for exports of each kind."""
    site = make_site()
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def put(shelf, demo_export, tmp_path_factory):
    """Publish an export, once: what is said of it."""

    @cache
    def put(slug):
        folder = tmp_path_factory.mktemp(slug)
        export = {
            "demo": lambda: demo_export,
            "shader": lambda: engine.fetch(ENGINES),
            "webapp": lambda: as_web_app(demo_export, folder),
            "old": lambda: of_3_5(folder),
            "threaded": lambda: with_threads(folder),
        }[slug]()
        return shelf.manage("publish", slug, str(export))

    return put


@pytest_asyncio.fixture(loop_scope="session")
async def start(shelf, put, browser):
    """Open a room of a game on a screen, and wait until it runs: the page and the game's frame."""
    contexts = []

    async def start(slug, screen):
        put(slug)
        contexts.append(await new_context(browser, **screen))
        page = await contexts[-1].new_page()
        page.said, page.faults = [], []
        page.on("console", lambda line: page.said.append(line.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        await page.add_init_script(LIBRARY)
        await page.goto(f"{shelf.url}/games/{slug}/open")
        await page.get_by_role("button", name="Open room").click()
        await page.wait_for_url("**/play?room=*")
        await page.locator(".frame[data-started]").wait_for(timeout=BOOT)
        return page, page.frames[1]

    yield start
    for context in contexts:
        await clear_away(context)


async def shows(page, frame, screen):
    """The game fills its frame, and nothing spills over the screen."""
    box = await page.locator("iframe").bounding_box()
    assert await frame.evaluate(SIZE) == pytest.approx([box["width"], box["height"]], abs=1)
    width = screen["viewport"]["width"]
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert 0.5 * width < box["width"] <= width
    assert not page.faults


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.long
async def test_the_demo_starts(start, screen):
    page, frame = await start("demo", screen)
    assert any("Godot Engine v4.6" in line for line in page.said)
    await shows(page, frame, screen)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.long
async def test_the_export_of_a_third_party_starts(start, screen):
    page, _ = await start("shader", screen)
    assert any("Godot Engine v4.6" in line for line in page.said)
    width = screen["viewport"]["width"]
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("screen", LONG_ON_A_PHONE)
async def test_a_web_app_starts_without_its_service_worker(start, screen):
    page, frame = await start("webapp", screen)
    assert any("Godot Engine v4.6" in line for line in page.said)
    manifest = await frame.evaluate(
        "fetch('index.manifest.json').then(async (answer) => "
        "[answer.headers.get('content-type'), (await answer.json()).display])"
    )
    assert manifest == ["application/json", "standalone"]
    assert await frame.evaluate(LEFT) == 0
    page.faults[:] = [fault for fault in page.faults if "ServiceWorker" not in fault]  # refused
    await shows(page, frame, screen)


@pytest.mark.parametrize("screen", LONG_ON_A_PHONE)
async def test_a_game_with_threads_starts(start, screen):
    page, frame = await start("threaded", screen)
    assert await frame.evaluate("crossOriginIsolated")
    assert (await frame.evaluate("ran"))["pack"] == 3
    assert not page.faults


@pytest.mark.parametrize("screen", LONG_ON_A_PHONE)
async def test_a_game_of_godot_3_5_starts(put, start, screen):
    """Its page, with an engine that stands in for one: the shim and the play page are real."""
    assert "Godot 3.5.3 without threads" in put("old")
    page, frame = await start("old", screen)
    ran = await frame.evaluate("ran")
    assert (ran["pack"], ran["policy"]) == (1, 2)
    assert ran["args"][:2] == ["--main-pack", "index.pck"]
    assert f"--playlobby-room={page.url.partition('room=')[2]}" in ran["args"]
    assert await frame.locator("#status").count() == 0
    assert not page.faults


@pytest.mark.parametrize("folder", ["/", pytest.param("/{key}/", marks=pytest.mark.long)])
async def test_a_browser_gets_rid_of_an_old_service_worker(make_site, browser, tmp_path, folder):
    """One that it has from when the export lay on another server, at the same address."""
    site = make_site()
    site.manage("publish", "moved", str(of_3_5(tmp_path)))
    key = site.shell("from lobby.models import Build; print(Build.objects.get().key)").strip()
    folder = site.play_origin("moved") + folder.format(key=key)
    context = await new_context(browser)
    page = await context.new_page()
    with another_server(site.port):
        await page.goto(f"{folder}index.html")
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    site.start()
    address = f"{site.play_origin('moved')}/{key}/index.html"
    await page.goto(address)
    assert await page.title() == "Old build"  # That is what such a worker does.
    async with asyncio.timeout(PATIENCE):
        await page.evaluate(GONE)
    await page.goto(address)
    await page.wait_for_function("window.ran")
    assert await page.title() == "Old"
    await clear_away(context)
    site.stop()


class another_server:
    """Serves an export's page and its service worker as they are, at a port, for a while."""

    def __init__(self, port):
        self.server = ThreadingHTTPServer(("127.0.0.1", port), OtherServer)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever).start()

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class OtherServer(BaseHTTPRequestHandler):
    def do_GET(self):
        worker = self.path.endswith(".js")
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if worker else "text/html")
        self.end_headers()
        self.wfile.write(SERVICE_WORKER.encode() if worker else OLD_PAGE)

    def log_message(self, *args):
        pass
