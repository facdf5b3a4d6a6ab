"""Publishing: all of a build appears, or nothing."""

import struct
import threading
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from PIL import Image

from lobby.errors import Refusal
from lobby.exports import blobs, pck, publishing
from lobby.exports.publishing import publish
from lobby.models import Blob, Build, BuildFile, Game, Picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(samples):
    return samples.zip(samples.export())


@pytest.fixture
def nothing(left_over):
    """Asserts that publishing has left nothing behind."""

    def check():
        counts = [model.objects.count() for model in (Game, Build, BuildFile, Blob)]
        assert counts == [0, 0, 0, 0]
        assert left_over() == []

    return check


def test_a_new_game_goes_live(source, samples):
    build = publish(slug="tic-tac-toe", source=source, seats=2, topology="star")
    game = Game.objects.get(slug="tic-tac-toe")
    assert (game.title, game.seats, game.topology) == ("Tic tac toe", 2, "star")
    assert game.live_build == build and build.number == 1
    assert (build.entry, build.engine, build.isolated) == ("index.html", "4.6", False)
    assert build.size == sum(len(content) for content in samples.export().values())
    content = {file.path: blobs.path_of(file.blob_id).read_bytes() for file in build.files.all()}
    assert content == samples.export()


def test_a_build_keeps_what_its_host_should_know(samples, settings):
    settings.SECURE = settings.LOOPBACK = False
    more = {"index__manifest__json": b"{}", "level__psd": b"8BPS"}
    build = publish(slug="demo", source=samples.unzip(samples.export(threads=True, **more)))
    build.refresh_from_db()
    assert build.installable
    kinds = [kind for kind, _ in build.report]
    assert kinds == sorted(kinds, reverse=True) and kinds.count("warning") == 2
    assert ["note", "Made with Godot 4.6."] in build.report
    assert any("plain http" in words for _, words in build.report)


def test_a_builds_size_on_the_wire_is_that_of_its_shortest_forms(samples):
    pack = pck.write({"a.txt": b"word " * 10_000})
    files = samples.export(index__pck=pack, sound__ogg=b"not loaded first")
    build = publish(slug="demo", source=samples.unzip(files))
    shortest = blobs.path_of(build.files.get(path="index.pck").blob_id).with_suffix(".br")
    plain = ("index.html", "index.js", "index.wasm")
    assert shortest.stat().st_size < len(pack)
    assert build.wire_size == shortest.stat().st_size + sum(len(files[path]) for path in plain)


def test_a_build_from_before_reports_gets_its_own_by_publishing_again(source):
    build = publish(slug="demo", source=source)
    said, wire_size = build.report, build.wire_size
    Build.objects.update(report=[], wire_size=0)
    again = publish(slug="demo", source=source)
    again.refresh_from_db()
    assert (again, again.report, again.wire_size) == (build, said, wire_size)


def test_the_same_content_again_changes_nothing(source, samples):
    first = publish(slug="demo", source=source)
    folder = samples.unzip(samples.export())
    assert publish(slug="demo", source=folder) == first
    assert Build.objects.count() == 1


def test_details_can_change_without_a_build(source):
    publish(slug="demo", source=source, title="First", description="Words")
    publish(slug="demo", source=source, title="Second")
    game = Game.objects.get()
    assert (game.title, game.description) == ("Second", "Words")
    assert Build.objects.count() == 1


def test_a_new_build_shares_the_blobs_that_stayed(source, samples):
    first = publish(slug="demo", source=source)
    second = publish(slug="demo", source=samples.zip(samples.export(index__png=b"new")))
    assert (first.number, second.number) == (1, 2)
    assert first.key != second.key
    assert Game.objects.get().live_build == second
    assert Blob.objects.count() == len(samples.export()) + 1


def test_an_export_with_a_broken_picture_is_published_without_one(samples):
    """Its EXIF names the resolution in letters, and then the file ends."""
    tags = struct.pack("<HHHI4sHHI4sI", 2, 0x112, 3, 1, b"\6\0\0\0", 0x11A, 2, 1, b"a\0\0\0", 0)
    file = BytesIO()
    Image.new("RGB", (90, 60)).save(file, "PNG", exif=b"Exif\0\0II*\0\x08\0\0\0" + tags)
    whole = file.getvalue()
    broken = samples.zip(samples.export(index__png=whole[: whole.index(b"IDAT")]))
    build = publish(slug="demo", source=broken)
    assert build.picture is None
    assert any("picture cannot be read" in words for _, words in build.report)
    odd = samples.zip(samples.export(index__png=whole), "odd.zip")
    assert publish(slug="demo", source=odd).picture == Picture.objects.get()


def test_going_back_makes_a_build_again(source, samples):
    publish(slug="demo", source=source)
    publish(slug="demo", source=samples.zip(samples.export(index__png=b"new"), "new.zip"))
    again = publish(slug="demo", source=source)
    assert again.number == 3
    assert ["note", "Its files are those of build 1."] in again.report


@pytest.mark.parametrize("slug", ["", "Demo", "a_b", "-a", "a" * 41, "a.b", "../x"])
def test_a_slug_that_is_no_address_is_refused(source, slug, nothing):
    with pytest.raises(Refusal):
        publish(slug=slug, source=source)
    nothing()


@pytest.mark.parametrize("slug", ["www", "play", "api", "admin", "static", "blob"])
def test_a_reserved_slug_is_refused(source, slug, nothing):
    with pytest.raises(Refusal, match="another slug"):
        publish(slug=slug, source=source)
    nothing()


@pytest.mark.parametrize("detail", [{"seats": 0}, {"seats": 65}, {"topology": "ring"}])
def test_an_impossible_game_is_refused(source, detail, nothing):
    with pytest.raises(Refusal) as refusal:
        publish(slug="demo", source=source, **detail)
    assert next(iter(detail)) in refusal.value.words
    assert "seats" not in detail or "1 to 64" in refusal.value.words
    nothing()


def test_what_is_no_export_leaves_nothing_behind(samples, nothing):
    with pytest.raises(Refusal, match="no HTML page"):
        publish(slug="demo", source=samples.zip({"readme.txt": b"x"}))
    nothing()


def test_a_failing_database_leaves_nothing_behind(source, nothing, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(BuildFile.objects, "bulk_create", fail)
    with pytest.raises(DatabaseError):
        publish(slug="demo", source=source)
    nothing()


def test_a_failed_publish_keeps_the_live_build(source, samples):
    build = publish(slug="demo", source=source)
    with pytest.raises(Refusal):
        publish(slug="demo", source=samples.zip({"a": b""}, "bad.zip"))
    assert Game.objects.get().live_build == build


def test_a_blob_is_stored_once_by_many_at_once(tmp_path, data):
    (tmp_path / "a.bin").write_bytes(b"x" * 3_000_000)
    threads = [threading.Thread(target=blobs.store, args=[tmp_path / "a.bin"]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [stored] = [path for path in (data / "blobs").rglob("*") if path.is_file()]
    assert stored.stat().st_size == 3_000_000
    assert stored.stat().st_mode & 0o777 == 0o644


def test_a_broken_blob_is_mended_by_publishing_again(source, samples):
    build = publish(slug="demo", source=source)
    path = blobs.path_of(build.files.get(path="index.pck").blob_id)
    path.write_bytes(b"half")
    publish(slug="demo", source=source)
    assert path.read_bytes() == samples.export()["index.pck"]


def test_a_file_that_changes_meanwhile_is_refused(tmp_path, data, monkeypatch):
    (tmp_path / "a.bin").write_bytes(b"before")
    contents = iter([[b"before"], [b"after!"]])
    monkeypatch.setattr(blobs, "chunks", lambda source: iter(next(contents)))
    with pytest.raises(Refusal, match="changed"):
        blobs.store(tmp_path / "a.bin")
    assert [path for path in (data / "blobs").rglob("*") if path.is_file()] == []


def test_the_command_says_what_it_read(source, settings):
    out = StringIO()
    call_command("publish", "demo", source, title="Demo", stdout=out)
    said = out.getvalue()
    assert "Demo, build 1: Godot 4.6 without threads, 5 files" in said
    assert f"Its page: {settings.SITE_ORIGIN}/games/demo/\n" in said
    assert "\nMade with Godot 4.6.\n" in said and "Warning" not in said


def test_the_command_warns(samples):
    out = StringIO()
    call_command("publish", "demo", samples.zip(samples.export(a__psd=b"")), stdout=out)
    assert '\nWarning: "a.psd" looks like no player needs it' in out.getvalue()


def test_the_command_can_take_a_topology_back(source):
    call_command("publish", "demo", source, topology="star", stdout=StringIO())
    call_command("publish", "demo", source, topology="any", stdout=StringIO())
    assert Game.objects.get().topology == ""


def test_a_game_for_one_is_a_game(source):
    assert publish(slug="demo", source=source, seats=1).game.seats == 1


def test_the_command_fails_with_the_refusals_sentence(samples):
    with pytest.raises(CommandError, match=r"no HTML page.*Export"):
        call_command("publish", "demo", samples.zip({"a": b""}))


def test_two_who_publish_at_once_get_a_number_each(source, samples, monkeypatch):
    """The number is taken within the transaction, not before the unpacking."""
    other = samples.zip(samples.export(index__png=b"new"), "new.zip")
    read = publishing.read

    def read_slowly(*args):
        monkeypatch.setattr(publishing, "read", read)
        publish(slug="demo", source=other)
        return read(*args)

    monkeypatch.setattr(publishing, "read", read_slowly)
    assert publish(slug="demo", source=source).number == 2
