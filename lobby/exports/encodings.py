"""A blob's content in shorter forms, brotli and gzip: made once each, and kept beside it.

Godot's engine is 38 MB, 9 of them as gzip and 8 as brotli. It is the same blob in every game that
was exported with that Godot, so this is done once a site. `lobby.exports.serving` hands out what a
browser can read.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

import brotli

from lobby.exports.blobs import chunks, placing

# What a request calls it, and how its file's name ends; the shortest first.
FORMS = {"br": ".br", "gzip": ".gz"}

LEAST_BYTES = 1024
WORTH = 0.95  # of the size, at most
BROTLI_QUALITY = 5  # 11 is a sixth shorter still, and takes a hundred times as long.
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
    for form, suffix in FORMS.items():
        target = form_of(blob, suffix)
        if not target.exists():
            with suppress(_NotWorthIt), placing(target) as file:
                for part in _shortened(blob, _ENCODERS[form]()):
                    file.write(part)
                if file.tell() > WORTH * size:
                    raise _NotWorthIt


def form_of(blob: Path, suffix: str) -> Path:
    return blob.with_name(blob.name + suffix)


def _shortened(blob: Path, encoder: Encoder) -> Iterator[bytes]:
    put, finish = encoder
    for chunk in chunks(blob):
        yield put(chunk)
    yield finish()


def _brotli() -> Encoder:
    made = brotli.Compressor(quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW)
    return made.process, made.finish


def _gzip() -> Encoder:
    made = zlib.compressobj(GZIP_LEVEL, wbits=WITH_A_GZIP_HEADER)
    return made.compress, made.flush


_ENCODERS = {"br": _brotli, "gzip": _gzip}
