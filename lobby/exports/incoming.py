"""The zips on their way in: one file an upload, in a folder that no server shows."""

import fcntl
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from lobby.errors import Refusal

PRIVATE = 0o600


def folder() -> Path:
    return Path(settings.DATA_DIR) / "uploads"


def path_of(key: str) -> Path:
    return folder() / f"{key}.zip"


def size_of(key: str) -> int:
    """How many bytes have come."""
    try:
        return path_of(key).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def opened(key: str) -> Iterator[BinaryIO]:
    """The file, to be written on where it ends, by one at a time. Raises Refusal."""
    folder().mkdir(parents=True, exist_ok=True)
    handle = os.open(path_of(key), os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
    with os.fdopen(handle, "ab", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            words = "Another connection is still sending this upload. Try again in a moment."
            raise Refusal("upload.busy", words) from None
        yield file


def remove(key: str) -> None:
    with suppress(FileNotFoundError):
        path_of(key).unlink()


def arrived() -> list[str]:
    """The keys of all uploads that a byte has come of."""
    return [path.stem for path in folder().glob("*.zip")]


def idle_for(key: str) -> float:
    """Seconds since the last byte came; for ever, if none did."""
    try:
        return time.time() - path_of(key).stat().st_mtime
    except FileNotFoundError:
        return math.inf
