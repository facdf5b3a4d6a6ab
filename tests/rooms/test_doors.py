"""Who gets into a room: a password, a pass, and those who were put out."""

import pytest

from lobby import hostship, passwords, quick, rooms
from lobby.errors import Refusal
from lobby.models import Peer, Room

SECRET = "sesame"


@pytest.fixture
def room(game, blue):
    return rooms.create(game=game, player=blue, socket="w.1", password=SECRET, public=True)


def refused(verb, **asked):
    with pytest.raises(Refusal) as refusal:
        verb(**asked)
    return refusal.value.rule


def test_a_password_is_never_kept_as_it_was_written(room):
    assert SECRET not in Room.objects.get().password
    assert passwords.hashed("OTHERS", SECRET) != room.password


def test_a_password_is_the_same_on_every_keyboard():
    assert passwords.hashed("ROOMED", "cafe\u0301") == passwords.hashed("ROOMED", "caf\xe9")


def test_without_the_password_nobody_comes_in(room, game, yellow):
    assert refused(rooms.take_seat, code=room.code, player=yellow) == "password.missing"
    assert refused(rooms.join, code=room.code, game=game, socket="w.2") == "password.missing"
    wrong = {"code": room.code, "password": "Sesame"}
    assert refused(rooms.take_seat, player=yellow, **wrong) == "password.wrong"
    assert refused(rooms.join, game=game, socket="w.2", **wrong) == "password.wrong"
    assert room.peers.present().count() == 1


def test_with_the_password_one_comes_in_and_back_without(room, game, yellow):
    rooms.take_seat(code=room.code, player=yellow, password=SECRET)
    rooms.take_seat(code=room.code, player=yellow)
    rooms.join(code=room.code, game=game, socket="w.2", player=yellow)
    assert room.peers.seated().count() == 2


def test_a_pass_for_the_room_is_as_good_as_its_password(room, game, yellow):
    rooms.join(code=room.code, game=game, socket="w.2", player=yellow, invited=True)
    assert room.peers.seated().count() == 2


def test_a_quick_match_never_ends_before_a_locked_door(room, game, yellow):
    assert quick.match(game=game, player=yellow) != room


def test_the_host_changes_the_password_and_takes_it_away(room, game, blue, yellow):
    hostship.change(code=room.code, player=blue.id, password="mellon")
    door = {"code": room.code, "player": yellow}
    assert refused(rooms.take_seat, password=SECRET, **door) == "password.wrong"
    hostship.change(code=room.code, player=blue.id, password="")
    rooms.take_seat(**door)


def test_who_was_put_out_cannot_come_back_by_page_or_by_game(game, blue, yellow, green):
    room = rooms.create(game=game, player=blue, socket="w.1")
    rooms.join(code=room.code, game=game, socket="w.2", player=yellow)
    number = Peer.objects.get(socket="w.2").number
    hostship.kick(code=room.code, player=blue.id, number=number)
    assert refused(rooms.take_seat, code=room.code, player=yellow) == "peer.barred"
    again = {"code": room.code, "game": game, "socket": "w.3", "player": yellow}
    assert refused(rooms.join, invited=True, **again) == "peer.barred"
    rooms.take_seat(code=room.code, player=green)
