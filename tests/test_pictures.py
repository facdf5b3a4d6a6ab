"""Covers from strangers."""

import io
import random
import struct
from contextlib import suppress

import pytest
from PIL import Image, ImageColor

from lobby import pictures
from lobby.errors import Refusal
from lobby.exports.blobs import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_blobs(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "blobs": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


def file(kind="PNG", size=(900, 900), mode="RGBA", colour="teal", **options) -> io.BytesIO:
    content = io.BytesIO()
    Image.new(mode, size, colour).save(content, kind, **options)
    content.seek(0)
    return content


def exif(*tags) -> bytes:
    """Tags of (number, type, count, four bytes), after one that has the picture lie on its side."""
    tags = ((0x0112, 3, 1, b"\6\0\0\0"), *tags)
    entries = b"".join(struct.pack("<HHI4s", *tag) for tag in tags)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + b"\0\0\0\0"


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("JPEG", "RGB"), ("WEBP", "RGB")])
def test_a_picture_is_written_anew_in_two_sizes(kind, mode):
    picture = pictures.take(file(kind, mode=mode))
    for blob, size in ((picture.large, pictures.LARGE), (picture.small, pictures.SMALL)):
        with Image.open(path_of(blob.sha256)) as kept:
            assert (kept.format, kept.size) == ("WEBP", size)


def test_nothing_of_the_file_itself_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    picture = pictures.take(file("JPEG", mode="RGB", exif=exif))
    assert b"where I live" not in path_of(picture.large.sha256).read_bytes()


def test_a_palette_whose_colours_are_clear_is_a_picture():
    """As pngquant writes them."""
    picture = pictures.take(file(mode="P", colour=1, transparency=b"\xff\x80"))
    with Image.open(path_of(picture.small.sha256)) as kept:
        assert kept.size == pictures.SMALL


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_clear_shows_the_ground(mode):
    clear = {"RGBA": (255, 0, 0, 0), "LA": (255, 0), "P": 0}[mode]
    options = {"transparency": b"\0"} if mode == "P" else {}
    picture = pictures.decode(file(mode=mode, colour=clear, **options))
    assert picture.getpixel((450, 450)) == ImageColor.getrgb(pictures.GROUND)


def test_what_is_half_clear_shows_both():
    picture = pictures.decode(file(colour=(255, 255, 255, 128)))
    halves = [(255 + part) / 2 for part in ImageColor.getrgb(pictures.GROUND)]
    assert picture.getpixel((0, 0)) == pytest.approx(halves, abs=1)


@pytest.mark.parametrize(
    "tag",
    [
        (0x0100, 1, 1, b"\6\0\0\0"),  # struct.error
        (0x010E, 11, 1, b"\6\0\0\0"),  # AttributeError
        (0x011A, 2, 1, b"\6\0\0\0"),  # TypeError
        (0x011A, 11, 1, b"\xff\xff\xff\xff"),  # ValueError
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_with_broken_exif_is_turned_all_the_same(kind, tag):
    assert pictures.decode(file(kind, (6, 4), "RGB", exif=exif(tag))).size == (4, 6)


@pytest.mark.parametrize("broken", [exif()[:20], b"Exif\0\0II*\0\xff\xff\xff\xff"])
def test_a_picture_whose_exif_tells_nothing_stays_as_it_is(broken):
    assert pictures.decode(file("PNG", (6, 4), "RGB", exif=broken)).size == (6, 4)


@pytest.mark.filterwarnings("ignore")  # Pillow's, of what it meets.
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_whatever_comes_is_a_picture_or_refused(kind):
    tags = [(number, 5, 1, b"\x08\0\0\0") for number in (0x011A, 0x8769, 0x8825)]
    whole = file(kind, (12, 8), "RGB", exif=exif(*tags)).getvalue()
    chance = random.Random(kind)
    for _ in range(500):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 2, 5))):
            content[chance.randrange(len(content))] = chance.choice((0, 1, 2, 5, 11, 255))
        with suppress(Refusal):
            pictures.decode(io.BytesIO(content))


def test_the_same_picture_twice_is_one():
    assert pictures.take(file()) == pictures.take(file())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        file().getvalue()[:60],
        file("GIF", mode="P").getvalue(),
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(Refusal):
        pictures.take(io.BytesIO(content))


def test_too_many_bytes_are_refused():
    with pytest.raises(Refusal):
        pictures.take(io.BytesIO(b"\x89PNG" + b"x" * pictures.MOST_BYTES))


@pytest.mark.parametrize("side", [5_001, 10_000, 30_000])
def test_a_picture_that_unfolds_into_too_many_pixels_is_refused(side):
    with pytest.raises(Refusal) as refusal:
        pictures.take(file(mode="1", size=(side, side), colour=1))
    assert refusal.value.rule == "picture.size"
