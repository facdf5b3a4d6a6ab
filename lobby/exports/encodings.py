"""A blob's content in shorter forms, brotli and gzip: made once each, and kept beside it.

Godot's engine is 38 MB: 9 as gzip, 8 as quick brotli, 6.5 as the slowest, which takes two minutes
and so is made later. The engine is the same blob in every game that was exported with that Godot:
all this is done once a site. `lobby.exports.serving` hands out what a browser can read.
"""

import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import brotli

from lobby.exports.blobs import chunks, folder, placing

# How a form's file ends, and what a request calls it; the shortest first.
BEST, QUICK, GZIP = ".11.br", ".br", ".gz"
FORMS = {BEST: "br", QUICK: "br", GZIP: "gzip"}

LEAST_BYTES = 1024
WORTH = 0.95  # of the size, at most
BROTLI_WINDOW = 24  # as a power of two: the most that browsers take
GZIP_LEVEL = 6
WITH_A_GZIP_HEADER = 31

# Compressed by what they are.
SHORT_ALREADY = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".zip", ".woff", ".woff2"}
SHORT_ALREADY |= {".mp3", ".ogg", ".oga", ".opus", ".ogv", ".mp4", ".webm"}

Encoder = tuple[Callable[[bytes], bytes], Callable[[], bytes]]  # takes a part; ends


class _NotWorthIt(Exception):
    """It is hardly shorter."""


def pay(path: str) -> bool:
    """Whether a file of that name may become shorter."""
    return PurePosixPath(path).suffix.lower() not in SHORT_ALREADY


def add(blob: Path) -> None:
    """Make the forms that a blob lacks, where they are worth it; each becomes visible whole."""
    size = blob.stat().st_size
    if size < LEAST_BYTES:
        return
    for suffix, encoder in ((QUICK, _brotli(5)), (GZIP, _gzip())):
        target = form_of(blob, suffix)
        if not target.exists():
            with suppress(_NotWorthIt), placing(target) as file:
                _write(file, blob, encoder)
                if file.tell() > WORTH * size:
                    raise _NotWorthIt


def improve(blob: Path) -> Path:
    """Make the shortest form of all, and let it take the place of the quick one."""
    best, quick = form_of(blob, BEST), form_of(blob, QUICK)
    with placing(best) as file:
        _write(file, blob, _brotli(11))
    # A request may be about to open it: so its name must not go, though nobody else asks for it.
    link = blob.with_name(f".incoming-{best.name}")
    link.unlink(missing_ok=True)
    os.link(best, link)
    os.replace(link, quick)
    return best


def improvable() -> Iterator[Path]:
    """The blobs that could still become shorter."""
    for quick in folder().glob(f"??/[0-9a-f]*{QUICK}"):
        blob = quick.with_name(quick.name.partition(".")[0])
        if blob.exists() and not form_of(blob, BEST).exists():
            yield blob


def any_improvable() -> bool:
    return next(improvable(), None) is not None


def form_of(blob: Path, suffix: str) -> Path:
    return blob.with_name(blob.name + suffix)


def _write(file: BinaryIO, blob: Path, encoder: Encoder) -> None:
    put, finish = encoder
    for chunk in chunks(blob):
        file.write(put(chunk))
    file.write(finish())


def _brotli(quality: int) -> Encoder:
    made = brotli.Compressor(quality=quality, lgwin=BROTLI_WINDOW)
    return made.process, made.finish


def _gzip() -> Encoder:
    made = zlib.compressobj(GZIP_LEVEL, wbits=WITH_A_GZIP_HEADER)
    return made.compress, made.flush
