"""The scripts that are ours on a game's origin: the shim, and the end of service workers."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path

import brotli
import minify
from django.conf import settings
from django.contrib.staticfiles import finders
from starlette.requests import Request
from starlette.responses import Response

from lobby.exports.serving.answers import CHECK_FIRST, FOREVER, NEVER, missing
from lobby.exports.serving.files import readable_forms
from lobby.exports.serving.tables import Table
from lobby.isolation import CORP

FOLDER = "-"
SHIM = "play/shim"
PARTS = ("page", "call", "room", "pacer", "peers", "socket", "begin")
JAVASCRIPT = "text/javascript"
SERVICE_WORKER_ENDING = ".service.worker.js"

# An export's service worker keeps players on an old build (godotengine/godot#106896). One that
# some browser still has is ended. A first one is refused as it registers: a page that waits for
# it to mend what is missing would otherwise reload itself for ever.
RETIRE = b"""\
if (!self.registration.active) throw new Error("Games need no service worker here.");
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await self.registration.unregister();
})()));
"""


def shim_tag(build: Table) -> bytes:
    """The element that loads the shim. It tells which site may frame the game, which addresses of
    signaling the game was built with, and whether its connections are to be left alone."""
    told = {"site": settings.SITE_ORIGIN, "addresses": " ".join(build.addresses)}
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in told.items())
    plain = "" if build.shim else " data-plain"
    return f'<script src="/{FOLDER}/{_shim().name}"{attributes}{plain}></script>'.encode()


def script_answer(request: Request, name: str) -> Response:
    """The shim as it is now. An old name may come from a page that another worker has served."""
    first, _, ending = name.partition(".")
    if first != "shim" or not ending.endswith(".js"):
        return missing()
    shim = _shim()
    headers = {
        "Cache-Control": FOREVER if name == shim.name else CHECK_FIRST,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        CORP: "same-origin",
    }
    content = shim.plain
    if "br" in readable_forms(request):
        content, headers["Content-Encoding"] = shim.brotli, "br"
    return Response(content, headers=headers, media_type=JAVASCRIPT)


def is_wanted_as_service_worker(request: Request) -> bool:
    """Whether the browser says so. It may be at any address, also at that of a build which is gone,
    or from before the game's host was ours: only an answer ends a worker, nothing missing does."""
    return request.headers.get("service-worker") == "script"


def retired_service_worker(headers: dict[str, str]) -> Response:
    return Response(RETIRE, headers=headers | {"Cache-Control": NEVER}, media_type=JAVASCRIPT)


@dataclass(frozen=True)
class Shim:
    name: str
    plain: bytes
    brotli: bytes


def _shim() -> Shim:
    """Its parts as one script, made again when one of them has changed."""
    found = [finders.find(f"{SHIM}/{part}.js") for part in PARTS]
    paths = tuple(Path(path) for path in found if isinstance(path, str))
    assert len(paths) == len(PARTS), f"static/{SHIM} is not whole."
    return _made(paths, tuple(path.stat().st_mtime_ns for path in paths))


@lru_cache(maxsize=2)
def _made(paths: tuple[Path, ...], changed_at: tuple[int, ...]) -> Shim:
    whole = "".join(path.read_text() for path in paths)
    plain = minify.string(JAVASCRIPT, f'(() => {{"use strict";\n{whole}}})();').encode()
    name = f"shim.{sha256(plain).hexdigest()[:16]}.js"
    return Shim(name, plain, brotli.compress(plain))
