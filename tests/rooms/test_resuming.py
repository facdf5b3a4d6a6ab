"""A seat whose socket was lost is kept for who can come back to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import hostship, moderation, rooms, upkeep
from lobby.errors import Refusal
from lobby.models import Game, Peer, Room


@pytest.fixture
def room(game, blue, yellow):
    """A host and a guest, who both can come back, on the worker `w`."""
    room = rooms.create(game=game, player=blue, socket="w.1", resume_key="b")
    rooms.join(code=room.code, game=game, player=yellow, socket="w.2", resume_key="y")
    return room


def seats(room):
    return set(room.peers.present().values_list("player", "socket"))


def resume(game, key="y", socket="v.1"):
    return rooms.resume(key=key, game=game, socket=socket)


def test_a_seat_goes_over_to_the_new_socket_and_nobody_is_told_that_anybody_left(
    room, game, announced
):
    assert announced(resume, game=game) == [("peer.resumed", seated(room, "yellow").number)]
    assert seats(room) == {("blue", "w.1"), ("yellow", "v.1")}
    rooms.leave(socket="w.2")
    assert len(seats(room)) == 2, "the old socket has no seat to leave"


def seated(room, player):
    return room.peers.present().get(player=player)


def test_nobody_takes_a_seat_over_without_its_token_or_in_another_game(room, game):
    assert resume(game, key="nothing") == ""
    assert resume(Game.objects.create(slug="other", title="Other")) == ""


@pytest.mark.parametrize(
    ("ends", "rule"),
    [
        (lambda room: moderation.close(code=room.code), "room.ended"),
        (lambda room: rooms.leave(socket="w.1"), "host.left"),
        (lambda room: rooms.leave(socket="w.2"), "seat.lost"),
        (lambda room: kick(room), "peer.kicked"),
    ],
)
def test_who_comes_back_too_late_is_told_why_it_is_over(room, game, ends, rule):
    ends(room)
    with pytest.raises(Refusal) as refused:
        resume(game)
    assert refused.value.rule == rule


def kick(room):
    number = seated(room, "yellow").number
    hostship.kick(code=room.code, number=number, player="blue")


def test_a_sealed_game_that_went_on_is_told_that_all_is_well(room, game):
    hostship.seal(socket="w.1")
    rooms.leave(socket="w.2")
    with pytest.raises(Refusal) as refused:
        resume(game)
    assert refused.value.rule == "seal.complete"


def test_seats_of_a_dead_worker_are_kept_for_a_while(room, game):
    assert upkeep.vacate(worker="w", living=(), most=50) == 2
    assert upkeep.vacate(worker="w", living=(), most=50) == 0, "they are found once"
    upkeep.sweep()
    assert len(seats(room)) == 2
    resume(game)
    time_passes()
    upkeep.sweep()
    assert Room.objects.get().state == "closed", "its host did not come back"


def test_who_is_back_in_time_stays(room, game):
    upkeep.vacate(worker="w", living=(), most=50)
    resume(game)
    resume(game, key="b", socket="v.2")
    time_passes()
    upkeep.sweep()
    assert seats(room) == {("yellow", "v.1"), ("blue", "v.2")}


def time_passes():
    past = timezone.now() - timedelta(seconds=1)
    Peer.objects.filter(held_until__isnull=False).update(held_until=past)


def test_a_restart_keeps_rooms_whose_host_can_come_back(room, game, green):
    rooms.join(code=room.code, game=game, player=green, socket="w.3")
    upkeep.vacate_all()
    assert {player for player, socket in seats(room) if socket} == {"blue", "yellow"}
    assert resume(game, key="b") == "seated"


def test_a_restart_ends_the_others(game, blue, yellow):
    room = rooms.create(game=game, player=blue, socket="w.1")
    rooms.join(code=room.code, game=game, player=yellow, socket="w.2", resume_key="y")
    upkeep.vacate_all()
    assert Room.objects.get(pk=room.pk).state == "closed" and not seats(room)
    with pytest.raises(Refusal) as refused:
        resume(game)
    assert refused.value.rule == "worker.lost"


def test_who_waits_for_the_host_goes_on_waiting(game, blue, yellow, announced):
    room = rooms.create(game=game, player=blue)
    rooms.join(code=room.code, game=game, player=yellow, socket="w.2", resume_key="y")
    assert resume(game) == "waiting"
    assert announced(
        rooms.join, code=room.code, game=game, player=blue, socket="w.1", resume_key="b"
    ) == [("peer.joined", 1), ("peer.joined", seated(room, "yellow").number)]
    assert ("yellow", "v.1") in seats(room)
