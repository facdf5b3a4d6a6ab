"""How players leave and rooms end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import hostship, moderation, rooms, upkeep
from lobby.errors import Refusal
from lobby.models import Game, Peer, Room


@pytest.fixture
def room(game, blue, yellow):
    """Blue is the host, yellow a guest."""
    room = rooms.create(game=game, player=blue, socket="w.1", public=True)
    rooms.join(code=room.code, game=game, socket="w.2", player=yellow)
    return room


def test_a_guest_that_leaves_is_announced_once(room, announced):
    number = room.peers.get(socket="w.2").number
    assert announced(rooms.leave, socket="w.2") == [("peer.left", number)]
    assert announced(rooms.leave, socket="w.2") == []


def test_a_host_that_leaves_before_the_seal_ends_the_room(room, announced):
    assert announced(rooms.leave, socket="w.1") == [("room.closed", "host.left")]
    room.refresh_from_db()
    assert room.state == Room.State.CLOSED
    assert not room.peers.present().exists()
    assert announced(rooms.leave, socket="w.2") == []


def test_a_host_that_leaves_after_the_seal_does_not(room, announced):
    assert announced(hostship.seal, socket="w.1") == [("room.sealed", "")]
    assert announced(hostship.seal, socket="w.1") == []
    assert announced(rooms.leave, socket="w.1") == [("peer.left", 1)]
    assert announced(rooms.leave, socket="w.2")[-1] == ("room.closed", "room.empty")


def test_only_the_host_seals(room):
    with pytest.raises(Refusal) as refusal:
        hostship.seal(socket="w.2")
    assert refusal.value.rule == "seal.not_host"


@pytest.mark.parametrize(("end", "rule"), [("seal", "room.sealed"), ("close", "room.closed")])
def test_nobody_comes_in_after_the_end(room, game, green, end, rule):
    hostship.seal(socket="w.1") if end == "seal" else moderation.close(code=room.code)
    for attempt in (
        lambda: rooms.join(code=room.code, game=game, socket="w.3"),
        lambda: rooms.take_seat(code=room.code, player=green),
    ):
        with pytest.raises(Refusal) as refusal:
            attempt()
        assert refusal.value.rule == rule


def test_a_seal_frees_the_seats_that_pages_held(room, green):
    rooms.take_seat(code=room.code, player=green)
    hostship.seal(socket="w.1")
    assert not room.peers.filter(player="green").exists()


def test_who_waits_is_told_when_the_room_is_closed(game, blue, yellow, announced):
    room = rooms.create(game=game, player=blue)
    rooms.join(code=room.code, game=game, socket="w.2", player=yellow)
    assert announced(moderation.close, code=room.code) == [
        ("peer.turned_away", "room.ended"),
        ("room.closed", "room.ended"),
    ]


def test_who_waits_can_go_and_leaves_no_trace(game, blue, announced):
    room = rooms.create(game=game, player=blue)
    rooms.join(code=room.code, game=game, socket="w.2")
    assert announced(rooms.leave, socket="w.2") == []
    assert room.peers.get().player == "blue"


def test_a_socket_that_nobody_knows_loses_its_seat(room, announced):
    events = announced(upkeep.vacate, worker="w", living={"w.1"}, most=9)
    assert [event[0] for event in events] == ["peer.left"]
    assert room.peers.seated().get().socket == "w.1"


def test_after_a_crash_rooms_that_had_a_host_are_over(room, game, blue, yellow):
    waiting = rooms.create(game=game, player=blue)
    rooms.join(code=waiting.code, game=game, socket="w.8", player=yellow)
    upkeep.vacate_all()
    assert Room.objects.living().get() == waiting
    assert waiting.peers.get().player == "blue", "the maker's page may still be open"
    assert not room.peers.present().exists()
    room.refresh_from_db()
    assert room.closed_because == "worker.lost"


def test_a_player_who_reloads_the_page_finds_a_seat(room, game, yellow, green):
    """The page asks before the old socket has gone; somebody else wants the seat meanwhile."""
    Room.objects.update(seats=2)
    rooms.take_seat(code=room.code, player=yellow)
    rooms.leave(socket="w.2")
    with pytest.raises(Refusal):
        rooms.join(code=room.code, game=game, socket="w.3", player=green)
    rooms.join(code=room.code, game=game, socket="w.4", player=yellow)
    assert room.peers.seated().count() == 2


def test_a_player_who_does_not_come_back_frees_the_seat(room):
    rooms.leave(socket="w.2")
    room.peers.filter(state="held").update(held_until=timezone.now() - timedelta(seconds=1))
    upkeep.sweep()
    assert room.peers.present().get().player == "blue"


def test_a_room_is_listed_once_its_host_is_connected(game, blue):
    room = rooms.create(game=game, player=blue, public=True)
    assert not Room.objects.listed().exists()
    rooms.join(code=room.code, game=game, socket="w.1", player=blue)
    assert Room.objects.listed().get() == room
    hostship.seal(socket="w.1")
    assert not Room.objects.listed().exists()


def test_a_room_that_is_not_public_is_not_listed(game):
    rooms.create(game=game, socket="w.1")
    assert not Room.objects.listed().exists()


def test_a_room_of_another_game_is_unknown(room):
    other = Game.objects.create(slug="other", title="Other")
    with pytest.raises(Refusal) as refusal:
        rooms.join(code=room.code, game=other, socket="w.3")
    assert refusal.value.rule == "room.unknown"


def test_every_change_of_members_raises_the_version(room):
    before = Room.objects.get().version
    rooms.leave(socket="w.2")
    assert Room.objects.get().version == before + 1


def test_rooms_have_a_cap(game, settings):
    settings.MAX_ROOMS = 1
    rooms.create(game=game, socket="w.1")
    with pytest.raises(Refusal) as refusal:
        rooms.create(game=game, socket="w.2")
    assert refusal.value.rule == "rooms.too_many"
    settings.LIMITS = "off"
    assert rooms.create(game=game, socket="w.2")


def test_a_peer_keeps_its_row_when_it_has_left(room):
    rooms.leave(socket="w.2")
    assert Peer.objects.get(player="yellow", state="left").left_at is not None
