"""Pictures from people we do not trust: decoded, cut to one shape, and written anew.

What comes is never what is served: neither its bytes nor what hides in them.
"""

import tempfile
import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from lobby.errors import Refusal
from lobby.exports import blobs
from lobby.models import Blob, Picture

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
LARGE, SMALL = (1080, 720), (480, 320)  # 3:2, as the covers that are laid from a slug
QUALITY = 80


def take(file: BinaryIO) -> Picture:
    """Keep a picture in both sizes, as WebP. Raises Refusal with a word to whoever brought it."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refusal("picture.size", "The picture is larger than 5 MB.")
    picture = _decoded(content)
    large, small = (_stored(picture, size) for size in (LARGE, SMALL))
    return Picture.objects.get_or_create(large=large, small=small)[0]


def _decoded(content: bytes) -> Image.Image:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        try:
            with (
                warnings.catch_warnings(action="error"),
                Image.open(file, formats=FORMATS) as found,
            ):
                if found.width * found.height > MOST_PIXELS:
                    raise Refusal("picture.size", "The picture has more than 25 million pixels.")
                return ImageOps.exif_transpose(found).convert("RGB")
        except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
            raise Refusal("picture.kind", "This is no PNG, JPEG or WebP picture.") from None


def _stored(picture: Image.Image, size: tuple[int, int]) -> Blob:
    with tempfile.NamedTemporaryFile(suffix=".webp") as file:
        ImageOps.fit(picture, size).save(file, "WEBP", quality=QUALITY)
        file.flush()
        stored = blobs.store(Path(file.name))
    return Blob.objects.get_or_create(sha256=stored.sha256, defaults={"size": stored.size})[0]
