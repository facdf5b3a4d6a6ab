"""A page that is connected keeps its player's seat: while its game loads, and after the seal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import hostship, limits, rooms, upkeep
from lobby.errors import Refusal
from lobby.live.telling import told
from lobby.models import Peer, Room
from lobby.seating import seatings


@pytest.fixture
def room(game, blue):
    room = rooms.create(game=game, player=blue, public=True)
    rooms.watch(code=room.code, player="blue", page="w.7")
    return room


def long_after():
    Peer.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    upkeep.sweep()


def state(room):
    return Room.objects.get(pk=room.pk).state


def seat(room, player):
    [seating] = seatings(Room.objects.filter(pk=room.pk))
    return next(seat for seat in seating.taken if seat.player == player)


def test_a_seat_is_kept_while_its_page_is_connected(room):
    long_after()
    assert state(room) == "open"
    rooms.look_away(page="w.7")
    upkeep.sweep()
    assert state(room) == "open", "a page may come back"
    long_after()
    assert state(room) == "closed"


def test_a_room_is_listed_while_its_hosts_page_is_connected(room):
    assert Room.objects.listed().get() == room
    rooms.look_away(page="w.7")
    assert not Room.objects.listed().exists()


def test_nobody_watches_a_room_that_is_not_theirs(room):
    with pytest.raises(Refusal) as refused:
        rooms.watch(code=room.code, player="eve", page="w.8")
    assert refused.value.rule == "seat.none"


def test_a_pass_for_another_game_watches_nothing(room):
    with pytest.raises(Refusal) as refused:
        rooms.watch(code=room.code, player="blue", page="w.8", game="another")
    assert refused.value.rule == "seat.none"


def test_nobody_keeps_the_others_waiting(room, limited, monkeypatch):
    monkeypatch.setattr(limits, "STEPS_A_MINUTE", 2)
    rooms.be_ready(code=room.code, ready=True, player="blue")
    rooms.watch(code=room.code, player="blue", page="w.8")
    for again in (
        lambda: rooms.be_ready(code=room.code, ready=False, player="blue"),
        lambda: rooms.watch(code=room.code, player="blue", page="w.9"),
    ):
        with pytest.raises(Refusal) as refused:
            again()
        assert refused.value.rule == "steps.too_fast"


def test_a_sealed_room_lives_as_long_as_a_page_of_it(room, game, blue):
    rooms.join(code=room.code, game=game, player=blue, socket="w.1")
    rooms.join(code=room.code, game=game, socket="w.2")
    hostship.seal(socket="w.1")
    rooms.leave(socket="w.1")
    rooms.leave(socket="w.2")
    assert [peer.player for peer in Peer.objects.present()] == ["blue"]
    long_after()
    assert state(room) == "sealed"
    rooms.look_away(page="w.7")
    long_after()
    assert state(room) == "closed"


def test_a_sealed_room_without_pages_closes_with_its_last_socket(game):
    room = rooms.create(game=game, socket="w.1")
    hostship.seal(socket="w.1")
    rooms.leave(socket="w.1")
    assert state(room) == "closed"


def test_pages_of_a_dead_worker_have_time_to_come_back(room):
    upkeep.vacate(worker="w", living=(), most=9)
    assert Peer.objects.present().get().page == ""
    assert state(room) == "open"
    rooms.watch(code=room.code, player="blue", page="v.1")
    long_after()
    assert state(room) == "open"


def test_a_lost_connection_keeps_what_its_page_has_said(room, game, blue, yellow):
    rooms.join(code=room.code, game=game, player=blue, socket="w.1")
    rooms.join(code=room.code, game=game, player=yellow, socket="w.2")
    rooms.watch(code=room.code, player="yellow", page="w.8")
    rooms.be_ready(code=room.code, player="yellow", ready=True)
    rooms.hide(code=room.code, player="yellow", hidden=True)
    Peer.objects.filter(player="yellow").update(team=2)
    rooms.leave(socket="w.2")
    held = Peer.objects.present().get(player="yellow")
    assert (held.state, held.page, held.ready) == ("held", "w.8", True)
    assert (held.hidden, held.team) == (True, 2)


def test_a_seat_is_lost_only_once_it_was_connected(room, game, blue, yellow):
    rooms.join(code=room.code, game=game, player=blue, socket="w.1")
    rooms.take_seat(code=room.code, player=yellow)
    assert not seat(room, "yellow").lost, "its page still loads"
    rooms.watch(code=room.code, player="yellow", page="w.8")
    rooms.join(code=room.code, game=game, player=yellow, socket="w.2")
    rooms.leave(socket="w.2")
    assert not seat(room, "yellow").lost, "its page is there"
    rooms.look_away(page="w.8")
    assert seat(room, "yellow").lost
    rooms.take_seat(code=room.code, player=yellow)
    assert not seat(room, "yellow").lost


@pytest.mark.parametrize("goes_first", ["page", "game"])
def test_who_closes_the_tab_is_lost_whatever_goes_first(room, game, blue, yellow, goes_first):
    rooms.join(code=room.code, game=game, player=blue, socket="w.1")
    rooms.join(code=room.code, game=game, player=yellow, socket="w.2")
    rooms.watch(code=room.code, player="yellow", page="w.8")
    for gone in ("page", "game") if goes_first == "page" else ("game", "page"):
        if gone == "page":
            rooms.look_away(page="w.8")
        else:
            rooms.leave(socket="w.2")
    assert seat(room, "yellow").lost
    rooms.join(code=room.code, game=game, player=yellow, socket="w.3")
    assert not seat(room, "yellow").lost and seat(room, "yellow").here


def test_in_a_sealed_room_nobody_is_connected_without_game_and_page(room, game, blue):
    rooms.join(code=room.code, game=game, player=blue, socket="w.1")
    hostship.seal(socket="w.1")

    def connected():
        [seating] = seatings(Room.objects.filter(pk=room.pk))
        return [peer["connected"] for peer in told(seating)["peers"]]

    rooms.leave(socket="w.1")
    assert connected() == [True]
    rooms.look_away(page="w.7")
    assert connected() == [False] and seat(room, "blue").lost
