"""Several workers, and events that come late between them or are lost: nobody is left hanging."""

import pytest

from lobby import hostship, moderation, rooms, upkeep
from lobby.models import Game
from tests.rooms.workers import Ear, Site


@pytest.fixture
def site(db):
    site = Site("abc")
    yield site
    site.patch.undo()


@pytest.fixture
def sit(site, game):
    """Connect somebody to a worker and join a room, or open one."""

    def sit(socket, player=rooms.NOBODY, room=None):
        ear = Ear(socket)
        site.workers[socket[0]].board.connect(ear)
        asked = {"game": game, "socket": socket, "player": player}
        if room is None:
            return ear, site.call(socket[0], rooms.create, **asked)
        assert site.call(socket[0], rooms.join, code=room.code, **asked) is None
        return ear

    return sit


@pytest.fixture
def heal(site):
    def heal():
        for worker in site.workers.values():
            worker.sweep()
        site.deliver_all()

    return heal


def deliver(site, thread, worker):
    while site.lines[thread, worker]:
        site.deliver((thread, worker))


@pytest.fixture
def page_room(site, game, blue):
    """Blue's game is still loading."""
    return site.call("a", rooms.create, game=game, player=blue)


def test_who_waited_is_seated_though_somebody_else_sits_down_first(site, page_room, sit, blue):
    """The maker's worker seats yellow; green joins on yellow's worker before that has heard so."""
    yellow = sit("b.1", room=page_room)
    sit("a.1", blue, room=page_room)
    green = sit("b.2", room=page_room)
    deliver(site, "b", "b")
    site.deliver_all()
    assert yellow.number and yellow.others == {1, green.number}
    assert green.others == {1, yellow.number}


def test_who_waited_is_seated_though_the_event_was_lost(site, page_room, sit, blue, heal):
    yellow = sit("b.1", room=page_room)
    sit("a.1", blue, room=page_room)
    site.lines["a", "b"].clear()
    site.deliver_all()
    heal()
    assert yellow.others == {1}


def test_who_waited_for_a_room_that_ended_does_not_wait_for_ever(site, page_room, sit, heal):
    yellow = sit("b.1", room=page_room)
    site.call("a", moderation.close, code=page_room.code)
    site.lines["a", "b"].clear()
    heal()
    heal()
    assert yellow.closed == "seat.lost"


def test_whoever_missed_the_end_of_a_room_hears_why_it_ended(site, sit, heal):
    _, room = sit("a.1")
    yellow = sit("b.1", room=room)
    site.deliver_all()
    site.call("a", rooms.leave, socket="a.1")
    site.lines["a", "b"].clear()
    heal()
    assert yellow.closed == "host.left"


def test_whoever_missed_that_the_host_is_another_hears_who(site, sit, heal):
    _, room = sit("a.1")
    Game.objects.update(when_host_leaves=Game.WhenHostLeaves.KEEP)
    yellow = sit("b.1", room=room)
    site.deliver_all()
    handed = {"code": room.code, "number": yellow.number, "socket": "a.1"}
    site.call("a", hostship.hand_over, **handed)
    site.lines["a", "b"].clear()
    heal()
    assert yellow.host == yellow.number


def test_who_sat_down_while_an_event_was_missing_hears_that_the_room_ended(site, sit, heal):
    _, room = sit("a.1")
    yellow, _ = sit("b.1", room=room), site.deliver_all()
    sit("a.2", room=room)
    site.lines["a", "b"].clear()
    green = sit("b.2", room=room)
    deliver(site, "b", "b")
    site.call("a", rooms.leave, socket="a.1")
    site.lines["a", "b"].clear()
    heal()
    assert (yellow.closed, green.closed) == ("host.left", "host.left")


def test_who_was_given_up_while_alive_hears_so(site, sit):
    blue, room = sit("a.1")
    yellow = sit("b.1", room=room)
    site.deliver_all()
    site.call("a", upkeep.vacate, worker="b", living=(), most=9)
    site.deliver_all()
    assert (blue.others, yellow.closed) == (set(), "seat.lost")


def test_a_signal_that_is_there_before_its_room_is_delivered(site, page_room, sit, blue):
    """Blue's worker seats all three; yellow's signal overtakes the news of it."""
    yellow, green = sit("c.1", room=page_room), sit("b.1", room=page_room)
    sit("a.1", blue, room=page_room)
    deliver(site, "a", "a")
    deliver(site, "a", "c")
    number = next(iter(yellow.others - {1}))
    site.workers["c"].board.deliver(
        page_room.code, number, 4, yellow.number, f"{yellow.number} to {number}"
    )
    deliver(site, "c", "b")
    deliver(site, "a", "b")
    assert green.signals == [yellow.number]
