"""Covers from strangers."""

import io

import pytest
from PIL import Image

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


def file(kind="PNG", size=(900, 900), mode="RGBA", **options) -> io.BytesIO:
    content = io.BytesIO()
    Image.new(mode, size, "teal").save(content, kind, **options)
    content.seek(0)
    return content


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


def test_a_picture_that_unfolds_into_too_many_pixels_is_refused():
    with pytest.raises(Refusal) as refusal:
        pictures.take(file(mode="1", size=(30_000, 30_000)))
    assert refusal.value.rule.startswith("picture.")
