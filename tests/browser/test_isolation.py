"""Games in a real browser: isolated when they need it, embeddable when not, met by the shim."""

import asyncio
import json
import re
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lobby.exports import engine, pack, pck

pytestmark = pytest.mark.browser

ENGINES = Path(__file__).resolve().parents[2] / ".cache" / "engines"
LISTEN = """window.heard = [];
if (window === parent) addEventListener('message', (event) =>
  heard.push({ from: event.origin, ...event.data }));"""
# Not `wait_for_function`, whose `eval` the site's own policy forbids.
HEARD = """word => new Promise((resolve) => {
  const find = () => heard.find((message) => message.playlobby === word);
  setInterval(() => find() && resolve(find()), 50);
})"""
PATIENCE = 60  # seconds
# That page's editor takes this from a public server, which tests never ask.
LIBRARY = "window.Prism = { languages: {}, highlightElement() {} };"
FRAME = """address => document.body.append(
  Object.assign(document.createElement('iframe'), { src: address, width: 400, height: 300 }))"""
PAGE = """<!doctype html><html><head><title>Test</title></head><body>
<script>
const GODOT_CONFIG = {"executable":"index","gdextensionLibs":[]};
const GODOT_THREADS_ENABLED = WANTED;
</script>
<script src="index.js"></script></body></html>"""
# Shows what a threaded engine needs: shared memory that reaches a worker, and its wasm.
SCRIPT = """
window.found = (async () => {
  const engine = await fetch('index.wasm');
  const reader = engine.body.getReader(); // as the engine's loader does
  while (!(await reader.read()).done);
  const found = { isolated: crossOriginIsolated, shared: 'SharedArrayBuffer' in window,
    worker: false, engine: engine.url, memory: localStorage.length };
  if (found.shared) {
    const shared = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker('thread.js');
    worker.postMessage(shared);
    await new Promise((resolve) => { worker.onmessage = resolve; });
    found.worker = Atomics.load(shared, 0) === 7;
  }
  return found;
})();
"""
THREAD = "onmessage = ({data}) => { Atomics.store(data, 0, 7); postMessage('done'); };"
WASM = b"\0asm\x01\0\0\0"
MAIN = """extends Node
func _ready():
	print("arguments ", OS.get_cmdline_args())
	print("room ", JavaScriptBridge.eval("window.playlobby.room"))
"""


@pytest.fixture
def publish(site, tmp_path):
    """Publish files as a game: the address of its page."""

    def run(slug, files):
        source = tmp_path / f"{slug}.zip"
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        site.manage("publish", slug, str(source))
        return f"{site.play_origin(slug)}/"

    return run


@pytest.fixture
def small_game(publish):
    """A game without an engine, that says what it found in its browser."""

    def run(slug, *, threads, **more):
        return publish(
            slug,
            {
                "index.html": PAGE.replace("WANTED", "true" if threads else "false"),
                "index.js": SCRIPT,
                "thread.js": THREAD,
                "index.wasm": WASM,
                "index.pck": pck.write({"project.godot": b""}),
                **more,
            },
        )

    return run


@pytest.fixture
def real_game(publish, tmp_path):
    """A game of ours in the real engine, that prints what it was given."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "project.godot").write_text(
        'config_version=5\n[application]\nrun/main_scene="res://main.tscn"\n'
    )
    (project / "main.tscn").write_text(
        "[gd_scene load_steps=2 format=3]\n"
        '[ext_resource type="Script" path="res://main.gd" id="1"]\n'
        '[node name="Main" type="Node"]\nscript = ExtResource("1")\n'
    )
    (project / "main.gd").write_text(MAIN)
    parts = engine.from_folder(engine.fetch(ENGINES))
    return publish("real", pack.export(project=project, engine=parts))


@pytest.fixture
def foreign():
    """A plain page on somebody else's site: its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><body>Elsewhere</body>")

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://foreign.localhost:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def open_page(new_page):
    """Open a page that keeps what its frames tell it, and what the console says."""

    async def run(address, more=""):
        page = await new_page()
        page.lines = []
        page.on("console", lambda line: page.lines.append(line.text))
        await page.add_init_script(LISTEN + more)
        await page.goto(address)
        return page

    return run


@pytest.fixture
def frame_in(open_page):
    """Open a page and show an address in a frame of it."""

    async def run(around, address, more=""):
        page = await open_page(around, more)
        await page.evaluate(FRAME, address)
        await page.frames[-1].wait_for_load_state()
        return page

    return run


async def heard(page, word):
    """The first message of that word that the page above hears from the game."""
    async with asyncio.timeout(PATIENCE):
        return await page.evaluate(HEARD, word)


async def test_threads_run_in_a_room(site, small_game, open_page):
    small_game("threaded", threads=True)
    code = site.shell(
        "from lobby import rooms; from lobby.models import Game;"
        "print(rooms.create(game=Game.objects.get()).code)"
    )
    page = await open_page(f"{site.url}/join/{code.strip()}")
    await page.get_by_role("button", name="Take a seat").click()
    await page.wait_for_url("**/play?room=*")
    assert await page.evaluate("crossOriginIsolated")
    await heard(page, "progress")
    found = await page.frames[1].evaluate("found")
    assert (found["isolated"], found["shared"], found["worker"]) == (True, True, True)
    assert found["engine"].startswith(f"http://play.localhost:{site.port}/blob/")


async def test_threads_run_without_a_page_around_them(site, small_game, new_page):
    page = await new_page()
    await page.goto(small_game("threaded", threads=True))
    assert (await page.evaluate("found"))["worker"]


async def test_a_threaded_game_refuses_a_foreign_frame(foreign, small_game, frame_in):
    page = await frame_in(foreign, small_game("threaded", threads=True))
    assert page.frames[1].url.startswith("chrome-error:")
    assert any("frame-ancestors" in line for line in page.lines)


async def test_a_game_without_threads_can_be_embedded_anywhere(foreign, small_game, frame_in):
    page = await frame_in(foreign, small_game("plain", threads=False))
    assert not await page.evaluate("crossOriginIsolated")
    found = await page.frames[1].evaluate("found")
    assert (found["isolated"], found["shared"]) == (False, False)
    assert "/blob/" in found["engine"]
    assert await page.evaluate("heard") == []  # The shim speaks to the site alone.


@pytest.mark.long
async def test_the_engine_is_fetched_once_for_all_games_and_builds(site, small_game, new_page):
    """Of two games with the same engine, and of a second build of one: bytes on the wire."""
    page = await new_page()
    network = await page.context.new_cdp_session(page)
    engines, taken = {}, []
    network.on(
        "Network.responseReceived",
        lambda told: engines.update({told["requestId"]: told["response"]["url"]}),
    )
    network.on(
        "Network.loadingFinished",
        lambda told: taken.append((engines[told["requestId"]], told["encodedDataLength"])),
    )
    await network.send("Network.enable")
    for slug, more in (("one", {}), ("two", {}), ("one", {"new.txt": b"a second build"})):
        await page.goto(small_game(slug, threads=False, **more))
        await page.evaluate("found")
    await network.send("Network.disable")  # All events are here before its answer.
    sizes = [size for url, size in taken if url.endswith(".wasm")]
    assert len([size for size in sizes if size]) == 1 and sizes[0]


async def test_the_shim_brings_the_room_to_the_engine(site, real_game, frame_in):
    signal = f"{site.signal}/real/K7QM4X"
    address = f"{real_game}#room=K7QM4X&signal={signal}&pass=first"
    page = await frame_in(site.url, address)
    assert (await heard(page, "started"))["from"] == site.play_origin("real")
    given = ["--playlobby-room=K7QM4X", f"--playlobby-signal={signal}", "--playlobby-pass=first"]
    [said] = [line for line in page.lines if line.startswith("arguments")]
    assert json.loads(said.removeprefix("arguments "))[-3:] == given
    assert "room K7QM4X" in page.lines
    progress = await page.evaluate("heard.filter((message) => message.playlobby === 'progress')")
    assert progress[-1]["loaded"] == progress[-1]["total"] > 37_000_000
    assert len(progress) > 1
    assert not await page.evaluate("heard.some((message) => message.playlobby === 'failed')")

    frame = page.frames[1]
    assert await frame.evaluate("location.hash") == ""
    await page.evaluate("frames[0].postMessage({ playlobby: 'pass', pass: 'second' }, '*')")
    await frame.wait_for_function("playlobby.pass === 'second'")
    await frame.evaluate("postMessage({ playlobby: 'pass', pass: 'forged' }, '*')")
    await frame.locator("canvas").click()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await heard(page, "escape")

    await page.evaluate("heard.length = 0")
    await frame.evaluate("location.reload()")
    await heard(page, "started")
    invitation = {"room": "K7QM4X", "signal": signal, "pass": "second", "mended": True}
    assert await page.frames[1].evaluate("playlobby") == invitation


async def test_a_game_runs_alone_without_an_invitation(site, real_game, new_page):
    page = await new_page()
    async with page.expect_console_message(lambda line: line.text.startswith("arguments")) as line:
        await page.goto(f"{real_game}#signal=wss://evil.example/signal")
    assert "playlobby" not in (await line.value).text
    told = await page.evaluate("playlobby")
    assert told == {"room": "", "signal": "", "pass": "", "mended": False}


@pytest.mark.long
async def test_a_start_that_fails_is_told(site, real_game, frame_in):
    site.shell(
        "from lobby.models import BuildFile; from lobby.exports.blobs import path_of;"
        "path_of(BuildFile.objects.get(path='index.pck').blob_id).unlink()"
    )
    page = await frame_in(site.url, real_game)
    assert (await heard(page, "failed"))["reason"] == "network"


@pytest.mark.long
async def test_the_export_of_a_third_party_boots(site, frame_in):
    folder = engine.fetch(ENGINES)
    said = site.manage("publish", "shader", str(folder))
    assert re.search(r"Godot 4\.6 without threads, 9 files, 40\.\d MB", said)
    page = await frame_in(site.url, f"{site.play_origin('shader')}/", LIBRARY)
    await heard(page, "started")
    assert any("Godot Engine v4.6" in line for line in page.lines)
    assert not await page.evaluate("heard.some((message) => message.playlobby === 'failed')")
