"""Where things live: the site on one origin, each game on an origin of its own."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings

if TYPE_CHECKING:
    from lobby.models import Build


def play_origin(slug: str) -> str:
    """A game's own origin, such as `http://demo.play.localhost:8000`."""
    return f"{settings.PLAY_URL.scheme}://{slug}.{settings.PLAY_HOST}"


def blob_origin() -> str:
    """The play domain itself: it serves the blobs of all games."""
    return f"{settings.PLAY_URL.scheme}://{settings.PLAY_HOST}"


def blob_url(sha256: str, path: str) -> str:
    """A blob's shared address; `path` lends it the ending that tells its type."""
    return f"{blob_origin()}/blob/{sha256}{PurePosixPath(path).suffix.lower()}"


def build_url(build: "Build") -> str:
    """The page of a build, on its game's origin."""
    return f"{play_origin(build.game.slug)}/{build.key}/{quote(build.entry)}"


def signal_url(slug: str, code: str = "") -> str:
    """Where a game dials for signaling, such as `ws://localhost:8000/signal/demo/K7QM4X`."""
    scheme = "wss" if settings.SECURE else "ws"
    room = f"/{code}" if code else ""
    return f"{scheme}://{settings.SITE_URL.netloc}/signal/{slug}{room}"
