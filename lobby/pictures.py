"""Pictures from people we do not trust: decoded, cut to one shape, and written anew.

What comes is never what is served: neither its bytes nor what hides in them.
"""

import tempfile
import warnings
from contextlib import suppress
from io import BytesIO
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
GROUND = "#0c3a2e"  # the lobby's desk: calm in both schemes


def take(file: BinaryIO) -> Picture:
    """Decode a picture and keep it. Raises Refusal with a word to whoever brought it."""
    return keep(decode(file))


def decode(file: BinaryIO) -> Image.Image:
    """Read a picture, and keep nothing of it yet. Raises Refusal."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refusal("picture.size", "The picture is larger than 5 MB.")
    try:
        with (
            warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
            Image.open(BytesIO(content), formats=FORMATS) as found,
        ):
            if found.width * found.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            found.load()
            _turn(found)
            return _opaque(found)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refusal("picture.size", "The picture has more than 25 million pixels.") from None
    except (OSError, SyntaxError, ValueError):
        raise Refusal("picture.kind", "This is no PNG, JPEG or WebP picture.") from None


def keep(picture: Image.Image) -> Picture:
    """Store a decoded picture in both sizes, as WebP."""
    large, small = (_stored(picture, size) for size in (LARGE, SMALL))
    return Picture.objects.get_or_create(large=large, small=small)[0]


def _turn(picture: Image.Image) -> None:
    """As its EXIF says. Where that is broken, Pillow raises whatever its bytes lead to, before the
    turn or after it: either way it is a picture still.
    """
    with suppress(Exception):
        ImageOps.exif_transpose(picture, in_place=True)


def _opaque(picture: Image.Image) -> Image.Image:
    """On a ground, where it is clear: what lies under clear pixels was never to be seen."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, GROUND)
    clear = picture.convert("RGBA")
    ground.paste(clear, mask=clear)
    return ground


def _stored(picture: Image.Image, size: tuple[int, int]) -> Blob:
    with tempfile.NamedTemporaryFile(suffix=".webp") as file:
        ImageOps.fit(picture, size).save(file, "WEBP", quality=QUALITY)
        file.flush()
        stored = blobs.store(Path(file.name))
    return Blob.objects.get_or_create(sha256=stored.sha256, defaults={"size": stored.size})[0]
