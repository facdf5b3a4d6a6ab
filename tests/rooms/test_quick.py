"""The quick way into a room: it tries no door that can only stay shut, and who asks for company
meets whoever else does, also at the same moment."""

import pytest

from lobby import hostship, quick, rooms
from lobby.errors import Refusal
from lobby.models import Peer, Room


@pytest.fixture
def tried(monkeypatch):
    """The codes of the rooms that a socket has tried, in vain or not."""
    tried, join = [], rooms.join

    def noted(*, code, **asked):
        tried.append(code)
        join(code=code, **asked)

    monkeypatch.setattr(rooms, "join", noted)
    return tried


def open_rooms(game, count, **asked):
    asked = {"public": True, "topology": "mesh", "generation": 4} | asked
    return [rooms.create(game=game, socket=f"w.{place}", **asked) for place in range(count)]


def seat_of(socket):
    return Room.objects.get(peers__socket=socket)


def test_godot_3_passes_the_rooms_of_godot_4(game, tried):
    open_rooms(game, 3)
    quick.join(game=game, socket="w.9", player=rooms.NOBODY, generation=3, topology="mesh")
    assert (tried, seat_of("w.9").generation) == ([], 3)
    quick.join(game=game, socket="w.8", player=rooms.NOBODY, generation=3)
    assert seat_of("w.8") == seat_of("w.9")


@pytest.mark.parametrize("extensions", [True, False])
def test_a_star_with_another_host_is_for_games_that_know_what_that_is(game, tried, extensions):
    [star] = open_rooms(game, 1, topology="star", extensions=True)
    guest = {"game": game, "player": rooms.NOBODY, "generation": 4}
    rooms.join(code=star.code, socket="w.5", extensions=True, **guest)
    heir = Peer.objects.get(socket="w.5").number
    hostship.hand_over(code=star.code, socket="w.0", number=heir)
    tried.clear()
    quick.join(socket="w.9", extensions=extensions, **guest)
    assert (seat_of("w.9") == star) is extensions
    assert tried == ([star.code] if extensions else [])


def test_who_was_put_out_of_many_rooms_still_finds_the_next(game, blue, yellow):
    shut = open_rooms(game, quick.MOST_TRIED)
    for room in shut:
        seat = rooms.take_seat(code=room.code, player=blue)
        hostship.kick(code=room.code, socket=f"w.{shut.index(room)}", number=seat.number)
    friendly = rooms.create(game=game, public=True, player=yellow, socket="w.77")
    assert quick.match(game=game, player=blue) == friendly


def test_where_somebody_was_always_quicker_a_new_room_is_opened(game, monkeypatch):
    tried = []

    def full(*, code, **asked):
        tried.append(code)
        raise Refusal("room.full", "That room is full.")

    open_rooms(game, quick.MOST_TRIED + 2)
    monkeypatch.setattr(rooms, "join", full)
    quick.join(game=game, socket="w.99", player=rooms.NOBODY, generation=4)
    assert len(tried) == 2 * quick.MOST_TRIED, "once more when nobody else can make one"
    assert seat_of("w.99").peers.count() == 1


def by_page(game, player):
    quick.match(game=game, player=player)


def by_game(game, player):
    quick.join(game=game, player=player, socket=f"w.{player.id}")


@pytest.mark.parametrize("second", [by_page, by_game])
@pytest.mark.parametrize("first", [by_page, by_game])
def test_two_who_press_at_one_moment_meet(game, blue, yellow, monkeypatch, first, second):
    look = quick._first

    def look_while_another_presses(rooms, take):
        found = look(rooms, take)
        monkeypatch.setattr(quick, "_first", look)
        second(game, yellow)
        return found

    monkeypatch.setattr(quick, "_first", look_while_another_presses)
    first(game, blue)
    assert {peer.name for peer in Room.objects.get().peers.all()} == {"Blue", "Yellow"}


def test_a_host_who_looks_comes_before_one_whose_tab_is_hidden(game, blue, yellow):
    away = rooms.create(game=game, public=True, player=yellow, socket="w.1")
    looking = rooms.create(game=game, public=True, player=rooms.NOBODY, socket="w.2")
    rooms.hide(code=away.code, hidden=True, player=yellow.id)
    assert quick.match(game=game, player=blue) == looking
    rooms.hide(code=away.code, hidden=False, player=yellow.id)
    Peer.objects.filter(player=blue.id).delete()
    assert quick.match(game=game, player=blue) == away
