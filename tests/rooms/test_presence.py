"""Leases: who lives, and who may say that another does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import presence, rooms
from lobby.models import Room, Worker


@pytest.fixture
def workers(game):
    """`a` with a room that plays on it, and `b`."""
    rooms.create(game=game, socket="a.1")
    for name in "ab":
        presence.renew(worker=name)


def lapse(*names):
    Worker.objects.filter(name__in=names).update(alive_until=timezone.now() - timedelta(seconds=1))


def free(own):
    while presence.free_lapsed(own=own):
        pass
    return Room.objects.living().count()


def test_the_seats_of_a_worker_that_fell_silent_are_freed_by_another(workers):
    assert free("b") == 1, "it is not silent"
    lapse("a")
    assert free("b") == 0
    assert not Worker.objects.filter(name="a").exists()


def test_no_worker_frees_its_own_seats(workers):
    lapse("a")
    assert free("a") == 1


def test_after_an_outage_nobody_takes_the_others_for_dead(workers):
    lapse("a", "b")
    assert free("b") == 1
    assert presence.renew(worker="b") == ({"b"}, False), "b has slept"
    assert presence.renew(worker="a") == ({"a", "b"}, False)
    assert presence.renew(worker="b") == ({"a", "b"}, True)
    assert free("b") == 1
