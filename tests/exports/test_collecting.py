"""What no build needs goes in time, and never what one does."""

import os
import threading

import pytest
from PIL import Image

from lobby import pictures
from lobby.exports import blobs, builds, collecting
from lobby.exports.publishing import publish
from lobby.models import Blob, Build, Game, Picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(samples):
    def run(text: str) -> Build:
        source = samples.zip(samples.export(**{"new__txt": text.encode() * 500}))
        return publish(slug="demo", source=source)

    return run


def age(*paths) -> None:
    for path in paths or blobs.folder().glob("??/*"):
        os.utime(path, (0, 0))


def kept() -> set[str]:
    return {path.name.partition(".")[0] for path in blobs.folder().glob("??/*")}


def needed(*some: Build) -> set[str]:
    return {file.blob_id for build in some for file in build.files.all()}


def test_files_of_a_deleted_build_go_and_those_that_others_share_stay(add):
    first, second = add("first"), add("second")
    builds.delete(build=first)
    age()
    assert collecting.collect() > 0
    assert kept() == needed(second) == set(Blob.objects.values_list("pk", flat=True))


def test_what_was_stored_within_a_day_stays(add):
    first, second = add("first"), add("second")
    own = needed(first) - needed(second)
    age()
    builds.delete(build=first)
    [sha256] = own
    blobs.store(blobs.path_of(sha256))  # As somebody does who is publishing it again.
    assert collecting.collect() == 0
    assert own < kept()


def test_leftovers_of_dead_processes_go(add, data):
    add("first")
    folder = next(blobs.folder().glob("??"))
    leftovers = [folder / ".incoming-x", folder / ("ab" * 32), folder / ("cd" * 32 + ".br")]
    unpacked = data / "incoming" / "tmpx"
    unpacked.mkdir(parents=True, exist_ok=True)
    (unpacked / "0").write_bytes(b"x")
    for path in leftovers:
        path.write_bytes(b"x")
    collecting.collect()
    assert all(path.exists() for path in (*leftovers, unpacked))
    age(*leftovers, unpacked)
    collecting.collect()
    assert not any(path.exists() for path in (*leftovers, unpacked))


def test_what_another_worker_has_deleted_meanwhile_is_no_failure(add, monkeypatch):
    first, second = add("first"), add("second")
    builds.delete(build=first)
    age()
    gone = [blobs.path_of("ab" * 32), blobs.path_of("ab" * 32).with_name(".incoming-x")]
    found = collecting._files
    monkeypatch.setattr(collecting, "_files", lambda: [gone[0], *found()])
    assert collecting.collect() > 0
    assert kept() == needed(second)
    assert collecting._unlink(gone[1]) == 0


def test_a_picture_goes_with_the_last_that_showed_it(add):
    game = add("first").game
    game.cover = pictures.keep(Image.new("RGB", (600, 400), "teal"))
    game.save()
    age()
    collecting.collect()
    assert Picture.objects.exists()
    Game.objects.update(cover=None)
    collecting.collect()
    assert not Picture.objects.exists() and kept() == needed(Build.objects.get())


def test_nothing_is_deleted_while_somebody_stores(add, tmp_path):
    build = add("first")
    builds.put_live(game=build.game, build=None)
    builds.delete(build=build)
    age()
    done = threading.Event()
    with blobs.locked():
        collector = threading.Thread(target=lambda: (collecting._remove(path), done.set()))
        path = blobs.path_of(next(iter(kept())))
        collector.start()
        assert not done.wait(0.2)
        os.utime(path)
    assert done.wait(10)
    assert path.exists()
