"""Uploads: who may begin one, how one ends, and what becomes of those left behind."""

import os
import time

import pytest
from django.utils import timezone

from lobby.errors import Refusal
from lobby.exports import incoming, uploads
from lobby.models import Game, Upload

pytestmark = pytest.mark.django_db
State = Upload.State


@pytest.fixture
def game():
    return Game.objects.create(slug="demo", title="Demo")


@pytest.fixture
def add(game, data):
    """An upload whose bytes have all come."""

    def run(name: str = "export.zip", content: bytes = b"PK") -> Upload:
        upload = uploads.begin(game=game, length=len(content), name=name)
        with incoming.opened(upload.key) as file:
            file.write(content)
        uploads.complete(upload=upload)
        return upload

    return run


def state(upload: Upload) -> str:
    return Upload.objects.get(pk=upload.pk).state


def set_back(upload: Upload, days: float) -> None:
    then = time.time() - days * 86400
    if incoming.path_of(upload.key).exists():
        os.utime(incoming.path_of(upload.key), (then, then))
    moment = timezone.datetime.fromtimestamp(then, tz=timezone.get_default_timezone())
    Upload.objects.filter(pk=upload.pk).update(created_at=moment, changed_at=moment)


@pytest.mark.parametrize("length", [0, 2 * 1024**3])
def test_an_empty_or_a_huge_zip_is_refused_before_it_comes(game, length):
    with pytest.raises(Refusal):
        uploads.begin(game=game, length=length)


def test_only_so_many_are_under_way_at_once(game, add):
    for _ in range(uploads.MOST_UNDER_WAY):
        last = add()
    with pytest.raises(Refusal, match="under way"):
        add()
    uploads.fail(upload=last, words="No.")
    assert add()


def test_two_connections_do_not_write_the_same_upload(game, data):
    upload = uploads.begin(game=game, length=2)
    with incoming.opened(upload.key), pytest.raises(Refusal, match="Another"):
        incoming.opened(upload.key).__enter__()
    with incoming.opened(upload.key):
        pass


def test_one_that_was_cancelled_meanwhile_is_not_said_to_be_complete(game, data):
    upload = uploads.begin(game=game, length=2)
    uploads.cancel(upload=Upload.objects.get())
    with pytest.raises(Upload.DoesNotExist):
        uploads.complete(upload=upload)


def test_what_came_first_is_taken_in_first(add):
    first, second = add("1"), add("2")
    assert uploads.claim() == first
    uploads.fail(upload=first, words="No.")
    assert uploads.claim() == second


def test_one_that_killed_its_process_lets_the_others_go_first(add):
    first, second = add("1"), add("2")
    assert uploads.claim() == first
    assert uploads.claim() == second


def test_one_that_kills_its_process_three_times_has_failed(add):
    upload = add()
    for _ in range(3):
        assert uploads.claim() == upload
    assert uploads.claim() is None
    upload.refresh_from_db()
    assert upload.state == State.FAILED and "three times" in upload.words
    assert not incoming.path_of(upload.key).exists()


def test_a_restart_of_the_server_is_no_failed_attempt(add):
    upload = add()
    for _ in range(5):
        claimed = uploads.claim()
        assert claimed is not None
        uploads.give_back(upload=claimed)
    assert state(upload) == State.WAITING


def test_a_host_cancels_what_is_not_being_unpacked_yet(add):
    upload = add()
    uploads.cancel(upload=upload)
    assert not Upload.objects.exists() and not incoming.path_of(upload.key).exists()
    late = add()
    uploads.claim()
    with pytest.raises(Refusal):
        uploads.cancel(upload=late)


def test_one_process_at_a_time_takes_uploads_in(data):
    data.mkdir(exist_ok=True)
    with uploads.alone() as first, uploads.alone() as second:
        assert (first, second) == (True, False)
    with uploads.alone() as third:
        assert third


def test_what_nobody_goes_on_with_is_forgotten_and_the_rest_is_not(game, add):
    left, going = (uploads.begin(game=game, length=9) for _ in range(2))
    for upload in (left, going):
        with incoming.opened(upload.key) as file:
            file.write(b"PK")
        set_back(upload, days=2)
    os.utime(incoming.path_of(going.key))  # A byte has come just now.
    waiting = add()
    set_back(waiting, days=2)
    uploads.tidy()
    assert set(Upload.objects.all()) == {going, waiting}
    assert set(incoming.arrived()) == {going.key, waiting.key}


def test_a_file_that_nobody_knows_goes_in_time(game, data):
    incoming.folder().mkdir(parents=True)
    path = incoming.path_of("x" * 22)
    path.write_bytes(b"PK")
    uploads.tidy()
    assert path.exists()
    os.utime(path, (0, 0))
    uploads.tidy()
    assert not path.exists()
