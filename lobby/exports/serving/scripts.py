"""The scripts that are ours on a game's origin: the shim, and the end of service workers."""

from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from starlette.requests import Request
from starlette.responses import Response

from lobby.exports.serving.answers import CHECK_FIRST, FOREVER, NEVER, missing
from lobby.isolation import CORP

FOLDER = "-"
SHIM = "play/shim.js"
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


def shim_tag() -> bytes:
    """The element that loads the shim, and tells it which site may frame the game."""
    site = escape(settings.SITE_ORIGIN)
    return f'<script src="/{FOLDER}/{_shim_name()}" data-site="{site}"></script>'.encode()


def script_answer(name: str) -> Response:
    """The shim as it is now. An old name may come from a page that another worker has served."""
    first, _, ending = name.partition(".")
    if first != "shim" or not ending.endswith(".js"):
        return missing()
    lasting = FOREVER if name == _shim_name() else CHECK_FIRST
    headers = {
        "Cache-Control": lasting,
        "X-Content-Type-Options": "nosniff",
        CORP: "same-origin",
    }
    return Response(_shim()[0], headers=headers, media_type=JAVASCRIPT)


def is_wanted_as_service_worker(request: Request) -> bool:
    """Whether the browser says so. It may be at any address, also at that of a build which is gone,
    or from before the game's host was ours: only an answer ends a worker, nothing missing does."""
    return request.headers.get("service-worker") == "script"


def retired_service_worker(headers: dict[str, str]) -> Response:
    return Response(RETIRE, headers=headers | {"Cache-Control": NEVER}, media_type=JAVASCRIPT)


def _shim_name() -> str:
    return f"shim.{_shim()[1]}.js"


def _shim() -> tuple[bytes, str]:
    """The shim's content and its hash, read again when the file has changed."""
    found = finders.find(SHIM)
    assert isinstance(found, str), f"static/{SHIM} is missing."
    path = Path(found)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path: Path, changed_at: int) -> tuple[bytes, str]:
    content = path.read_bytes()
    return content, sha256(content).hexdigest()[:16]
