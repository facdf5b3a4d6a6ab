"""Lets go of what no build and no picture needs any more: blobs, their shorter forms, leftovers.

A day is left between the last time that a blob was stored and its end: whoever stores one is about
to save the row that needs it.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db.models import Exists, OuterRef, Q

from lobby.exports import blobs, unpacking
from lobby.models import Blob, Build, BuildFile, Game, Picture

KEPT_FOR = timedelta(days=1).total_seconds()


def collect() -> int:
    """Delete what nobody needs; how many bytes that frees."""
    _forget_pictures()
    needed = _needed()
    found = [path for path in _files() if path.name not in needed]
    return sum(_remove(path) for path in found if _is_old(path)) + _remove_leftovers()


def _forget_pictures() -> None:
    covers = Game.objects.filter(cover=OuterRef("pk"))
    brought = Build.objects.filter(picture=OuterRef("pk"))
    for picture in Picture.objects.filter(~Exists(covers), ~Exists(brought)):
        if _is_old(blobs.path_of(picture.large_id)):
            picture.delete()


def _needed() -> frozenset[str]:
    files = BuildFile.objects.filter(blob=OuterRef("pk"))
    pictures = Picture.objects.filter(Q(large=OuterRef("pk")) | Q(small=OuterRef("pk")))
    used = Blob.objects.filter(Exists(files) | Exists(pictures))
    return frozenset(used.values_list("pk", flat=True))


def _files() -> Iterator[Path]:
    return (path for path in blobs.folder().glob("??/*") if "." not in path.name)


def _remove(blob: Path) -> int:
    """Its row goes first: a file without a row harms nobody, and goes the next time."""
    with blobs.locked(alone=True):
        if not _is_old(blob):  # It was stored anew a moment ago.
            return 0
        Blob.objects.filter(pk=blob.name).delete()
        return sum(_unlink(path) for path in [*blob.parent.glob(f"{blob.name}.*"), blob])


def _remove_leftovers() -> int:
    """Of processes that died: half-written files, forms of blobs that are gone, unpacked zips."""
    freed = 0
    for path in blobs.folder().glob("??/*"):
        sha256, dot, _ = path.name.partition(".")
        alone = dot and not (sha256 and path.with_name(sha256).is_file())
        if alone and _is_old(path):
            freed += _unlink(path)
    unpacking.remove_those_of_the_dead()
    return freed


def _unlink(path: Path) -> int:
    """How many bytes that frees: none, if it went meanwhile. All workers sweep, others publish."""
    try:
        size = path.stat().st_size
        path.unlink()
    except FileNotFoundError:
        return 0
    return size


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > KEPT_FOR
    except FileNotFoundError:
        return True
