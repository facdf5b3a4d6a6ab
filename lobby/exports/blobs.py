"""Keeps files' content as blobs: once each, under its SHA-256, in the storage "blobs".

A blob becomes visible whole, by one rename, so two that store the same do not harm each other.
Rows in the database are not made here: whoever makes a build makes them with it.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import storages

from lobby.errors import Refusal
from lobby.models import Blob

CHUNK = 1024 * 1024
READABLE = 0o644  # A server in front of us may send the file itself.


@dataclass(frozen=True, slots=True)
class Stored:
    """A blob that is on disk."""

    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Where a blob lies on this machine's disk."""
    return Path(storages["blobs"].path(Blob(sha256=sha256).name))


def folder() -> Path:
    """Where all of them lie: each in a folder of the first two letters of its name."""
    return Path(storages["blobs"].path(""))


def store(source: Path) -> Stored:
    """Keep the content of a file. Raises Refusal if it changes meanwhile."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks(source):
        digest.update(chunk)
        size += len(chunk)
    stored = Stored(digest.hexdigest(), size)
    target = path_of(stored.sha256)
    with locked():
        if target.is_file() and target.stat().st_size == size:
            os.utime(target)  # `collecting` leaves alone what was stored a moment ago.
        else:
            _copy(source, target, stored.sha256)
    return stored


@contextmanager
def locked(*, alone: bool = False) -> Iterator[None]:
    """Keep blobs from being deleted, or, `alone`, from being stored."""
    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    with (data / "blobs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


@contextmanager
def placing(target: Path) -> Iterator[BinaryIO]:
    """A file to write, which is at `target` once the block has ended; if that raises, nowhere."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, READABLE)
        os.replace(name, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _copy(source: Path, target: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with placing(target) as file:
        for chunk in chunks(source):
            digest.update(chunk)
            file.write(chunk)
        if digest.hexdigest() != sha256:
            raise Refusal("export.changed", "A file changed while it was published. Try again.")


def chunks(source: Path) -> Iterator[bytes]:
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
