"""Who sits where: pages hold seats, sockets take them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import rooms, upkeep
from lobby.errors import Refusal
from lobby.live.changes import changes
from lobby.models import Peer, Room
from lobby.passes import Player


def a_while_later(room, player):
    """Let a page fall silent for longer than its seat is held."""
    held = room.peers.filter(player=player.id, state=Peer.State.HELD)
    held.update(held_until=timezone.now() - timedelta(seconds=1))


def test_a_room_made_on_a_page_holds_seat_one_for_its_maker(game, blue, announced):
    room = rooms.create(game=game, player=blue, name="  Blue's   room ")
    assert (room.name, room.seats) == ("Blue's room", 4)
    assert announced(rooms.join, code=room.code, game=game, socket="s1", player=blue) == [
        ("peer.joined", 1)
    ]


def test_who_comes_before_the_maker_waits_for_the_maker(game, blue, yellow, announced):
    room = rooms.create(game=game, player=blue)
    assert announced(rooms.join, code=room.code, game=game, socket="s2", player=yellow) == []
    events = announced(rooms.join, code=room.code, game=game, socket="s1", player=blue)
    assert [event[0] for event in events] == ["peer.joined"] * 2
    assert events[0][1] == 1, "the maker is seated first, as host"
    assert events[1][1] == room.peers.get(player="yellow").number


def test_when_the_maker_never_comes_the_first_who_waited_is_host(
    game, blue, yellow, green, announced
):
    room = rooms.create(game=game, player=blue)
    rooms.join(code=room.code, game=game, socket="s2", player=yellow)
    rooms.join(code=room.code, game=game, socket="s3", player=green)
    assert announced(upkeep.sweep) == []
    a_while_later(room, blue)
    events = announced(upkeep.sweep)
    assert [event[0] for event in events] == ["peer.joined"] * 2
    assert room.peers.get(player="yellow").number == 1
    assert not room.peers.filter(player="blue").exists()


def test_a_stranger_with_the_code_does_not_get_the_makers_seat(game, blue, announced):
    room = rooms.create(game=game, player=blue)
    assert announced(rooms.join, code=room.code, game=game, socket="s9") == []
    assert room.peers.get(socket="s9").number != 1


def test_a_page_that_stays_keeps_its_seat(game, blue):
    room = rooms.create(game=game, player=blue)
    a_while_later(room, blue)
    rooms.stay(code=room.code, player=blue)
    upkeep.sweep()
    assert room.peers.get().number == 1


def test_a_room_that_nobody_came_to_closes(game, blue):
    room = rooms.create(game=game, player=blue)
    a_while_later(room, blue)
    upkeep.sweep()
    room.refresh_from_db()
    assert room.state == Room.State.CLOSED


def test_a_seat_taken_on_a_page_counts_and_is_the_games_later(game, blue, yellow, green):
    room = rooms.create(game=game, player=blue, seats=2)
    held = rooms.take_seat(code=room.code, player=yellow)
    assert rooms.take_seat(code=room.code, player=yellow) == held
    with pytest.raises(Refusal) as refusal:
        rooms.take_seat(code=room.code, player=green)
    assert refusal.value.rule == "room.full"
    rooms.join(code=room.code, game=game, socket="s1", player=blue)
    rooms.join(code=room.code, game=game, socket="s2", player=yellow)
    assert room.peers.get(socket="s2").number == held.number


def test_a_player_already_in_the_game_takes_no_second_seat_on_a_page(game, blue):
    room = rooms.create(game=game, player=blue, seats=1)
    rooms.join(code=room.code, game=game, socket="s1", player=blue)
    assert rooms.take_seat(code=room.code, player=blue).number == 1


def test_a_room_gives_no_number_twice(game, blue):
    room = rooms.create(game=game, socket="s1", seats=2)
    numbers = set()
    for visit in range(30):
        rooms.join(code=room.code, game=game, socket=f"v{visit}")
        numbers.add(room.peers.get(socket=f"v{visit}").number)
        rooms.leave(socket=f"v{visit}")
    assert len(numbers) == 30 and 1 not in numbers


def test_a_room_has_no_more_seats_than_its_game(game):
    assert rooms.create(game=game, socket="s1", seats=60).seats == 4


def test_a_games_own_topology_wins(game):
    game.topology = "star"
    assert rooms.create(game=game, socket="s1", topology="mesh").topology == "star"


@pytest.mark.parametrize("asked", ["mesh", "star"])
def test_a_room_made_on_a_page_is_as_its_hosts_game_asks(game, blue, yellow, asked):
    room = rooms.create(game=game, player=blue)
    rooms.join(code=room.code, game=game, socket="s2", player=yellow, topology="mesh")
    rooms.join(code=room.code, game=game, socket="s1", player=blue, topology=asked)
    room.refresh_from_db()
    assert room.topology == asked


def test_a_room_that_nobody_asked_for_anything_is_a_mesh(game, blue):
    room = rooms.create(game=game, player=blue)
    rooms.join(code=room.code, game=game, socket="s1", player=blue)
    room.refresh_from_db()
    assert room.topology == "mesh"


def test_a_player_who_takes_another_name_has_it_in_the_room_too(game, blue):
    room = rooms.create(game=game, player=blue, socket="s1")
    rooms.rename(player=Player(blue.id, "Bluebell"))
    assert room.peers.get().name == "Bluebell"


@pytest.mark.django_db(transaction=True)
def test_a_new_name_is_told_once_it_is_written(game, blue, monkeypatch):
    room = rooms.create(game=game, player=blue, socket="s1")
    read = []
    monkeypatch.setattr(changes, "touch", lambda code: read.append(room.peers.get().name))
    rooms.rename(player=Player(blue.id, "Bluebell"))
    assert read == ["Bluebell"]
