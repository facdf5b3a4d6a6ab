"""Examples in real browsers."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.examples.witnessed import Screen, pack_with_a_witness
from tests.running import ROOT

EXAMPLES = ROOT / "godot" / "examples"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def serve():
    """Serve a folder's files, as any web server would; its address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        handler = functools.partial(Quiet, directory=folder)
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://localhost:{servers[-1].server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def open_alone(serve, new_page, tmp_path):
    """Open an example by itself, on a page that knows nothing of any site."""

    async def open_alone(name: str, **options) -> Screen:
        page = await new_page(**options)
        await page.goto(serve(pack_with_a_witness(EXAMPLES / name, tmp_path)))
        return Screen(page.main_frame)

    return open_alone
