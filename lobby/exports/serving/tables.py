"""Knows which files a build has, and remembers it for a while: builds never change.

A build can be deleted, though, so nothing is remembered for long.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import F

from lobby.database import in_database_for_files
from lobby.models import Blob, Build

REMEMBERED_SECONDS = 5.0
REMEMBERED_BUILDS = 64
REMEMBERED_BLOBS = 4096

_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
_SHA256 = re.compile(r"[0-9a-f]{64}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table:
    """A build as it is served; `files` are SHA-256s by path."""

    slug: str
    key: str
    entry: str
    isolated: bool
    embeddable: bool
    shim: bool
    addresses: tuple[str, ...]
    files: Mapping[str, str]


class _Memory(Generic[T]):
    """The last few answers to one question; that something is not there is never remembered."""

    def __init__(self, find: Callable[[str], T | None], most: int) -> None:
        self.find = find
        self.most = most
        self.known: OrderedDict[str, tuple[float, T]] = OrderedDict()

    async def ask(self, name: str) -> T | None:
        until, answer = self.known.get(name, (0.0, None))
        if time.monotonic() < until:
            self.known.move_to_end(name)
            return answer
        found = await in_database_for_files(self.find, name)
        if found is None:
            self.known.pop(name, None)
            return None
        self.known[name] = (time.monotonic() + REMEMBERED_SECONDS, found)
        self.known.move_to_end(name)
        while len(self.known) > self.most:
            self.known.popitem(last=False)
        return found


async def live_key(slug: str) -> str | None:
    """The key of the build that is live right now."""
    return await in_database_for_files(_find_live, slug)


async def build(key: str) -> Table | None:
    return await _builds.ask(key) if _KEY.fullmatch(key) else None


async def has_blob(sha256: str) -> bool:
    return bool(_SHA256.fullmatch(sha256) and await _blobs.ask(sha256))


def _find_live(slug: str) -> str | None:
    return (
        Build.objects.filter(game__slug=slug, game__stopped="", game__live_build=F("pk"))
        .values_list("key", flat=True)
        .first()
    )


def _find_build(key: str) -> Table | None:
    build = Build.objects.select_related("game").filter(key=key, game__stopped="").first()
    if build is None:
        return None
    files = dict(build.files.values_list("path", "blob_id"))
    game = build.game
    return Table(
        slug=game.slug,
        key=build.key,
        entry=build.entry,
        isolated=build.isolated,
        embeddable=game.embeddable,
        shim=game.shim,
        addresses=tuple(game.addresses),
        files=files,
    )


def _find_blob(sha256: str) -> bool | None:
    return Blob.objects.filter(sha256=sha256).exists() or None


_builds = _Memory(_find_build, REMEMBERED_BUILDS)
_blobs = _Memory(_find_blob, REMEMBERED_BLOBS)
