"""A mesh whose game goes on without its host, and all others, which do not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import hostship, moderation, rooms, switchboard, upkeep
from lobby.errors import Refusal
from lobby.models import Game, Peer, Room


@pytest.fixture
def game(game):
    game.when_host_leaves = Game.WhenHostLeaves.KEEP
    game.save()
    return game


@pytest.fixture
def heard(monkeypatch):
    """Events as they are published, whole."""
    events = []
    monkeypatch.setattr(switchboard.switchboard, "publish", events.append)
    return events


def fill(game, *players, **asked):
    """A room in which these sit, the first as host: at w.1, w.2 and so on."""
    room = rooms.create(game=game, player=players[0], socket="w.1", public=True, **asked)
    for place, player in enumerate(players[1:], start=2):
        rooms.join(code=room.code, game=game, socket=f"w.{place}", player=player)
    return room


@pytest.fixture
def room(game, blue, yellow, green):
    return fill(game, blue, yellow, green)


def number_of(room, socket):
    return room.peers.get(socket=socket).number


def host_of(room):
    room.refresh_from_db()
    return room.host


def test_the_game_goes_on_and_the_longest_seated_is_host(room, announced):
    before = Room.objects.get().version
    assert announced(rooms.leave, socket="w.1") == [("peer.left", 1)]
    assert host_of(room) == number_of(room, "w.2")
    assert (room.state, room.version) == (Room.State.OPEN, before + 1)


def test_those_who_stay_are_told_who_is_host_now(room, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        rooms.leave(socket="w.1")
    assert [(event.number, event.host) for event in heard] == [(1, number_of(room, "w.2"))]


def test_hosts_follow_one_another_until_the_last_one_out_closes_the_room(room, announced):
    rooms.leave(socket="w.1")
    yellow = number_of(room, "w.2")
    assert announced(rooms.leave, socket="w.2") == [("peer.left", yellow)]
    assert host_of(room) == number_of(room, "w.3")
    assert announced(rooms.leave, socket="w.3") == [("room.closed", "host.left")]
    assert host_of(room) and room.state == Room.State.CLOSED
    assert not room.peers.present().exists(), "seats held for those who may reload go as well"


def test_a_guest_that_leaves_first_is_no_follower(room):
    rooms.leave(socket="w.2")
    rooms.leave(socket="w.1")
    assert host_of(room) == number_of(room, "w.3")


def test_only_the_new_host_seals(room, announced):
    rooms.leave(socket="w.1")
    with pytest.raises(Refusal) as refusal:
        hostship.seal(socket="w.3")
    assert refusal.value.rule == "seal.not_host"
    assert announced(hostship.seal, socket="w.2") == [("room.sealed", "")]


def test_a_moderator_may_seal_for_the_new_host(room, announced):
    rooms.leave(socket="w.1")
    assert announced(moderation.seal_room, code=room.code) == [("room.sealed", "")]


def test_a_newcomer_hears_of_those_who_are_there_and_not_of_number_1(
    room, game, heard, django_capture_on_commit_callbacks
):
    rooms.leave(socket="w.1")
    with django_capture_on_commit_callbacks(execute=True):
        rooms.join(code=room.code, game=game, socket="w.9")
    [event] = heard
    assert event.others == {number_of(room, "w.2"): "w.2", number_of(room, "w.3"): "w.3"}
    assert event.host == number_of(room, "w.2")
    assert event.number not in {1, *event.others}


def test_number_1_is_never_given_again(room, game, monkeypatch):
    """The least of the random numbers is 2."""
    rooms.leave(socket="w.1")
    monkeypatch.setattr("lobby.membership.secrets.randbelow", lambda bound: 0)
    rooms.join(code=room.code, game=game, socket="w.9")
    assert number_of(room, "w.9") == 2
    with pytest.raises(Refusal):
        rooms.join(code=room.code, game=game, socket="w.10")
    assert room.peers.get(number=1).state == Peer.State.LEFT


def test_the_room_stays_on_the_list(room):
    rooms.leave(socket="w.1")
    assert Room.objects.listed().get() == room


def test_a_host_with_a_page_may_come_back_as_somebody_else(room, game, blue, yellow):
    rooms.leave(socket="w.1")
    held = room.peers.get(player=blue.id, state=Peer.State.HELD)
    assert rooms.take_seat(code=room.code, player=blue) == held
    rooms.join(code=room.code, game=game, socket="w.9", player=blue)
    assert number_of(room, "w.9") == held.number > 1
    assert host_of(room) == number_of(room, "w.2")
    assert room.peers.present().count() == 3


def test_nobody_takes_the_seat_of_a_host_that_reloads(room, game):
    Room.objects.update(seats=3)
    rooms.leave(socket="w.1")
    with pytest.raises(Refusal) as refusal:
        rooms.join(code=room.code, game=game, socket="w.9")
    assert refusal.value.rule == "room.full"


def test_a_host_that_does_not_come_back_frees_the_seat(room, blue, announced):
    rooms.leave(socket="w.1")
    long_ago = timezone.now() - timedelta(seconds=1)
    room.peers.filter(state=Peer.State.HELD).update(held_until=long_ago)
    assert announced(upkeep.sweep) == []
    assert not room.peers.present().filter(player=blue.id).exists()


def test_a_kicked_host_leaves_the_room_to_the_next(room, blue, announced):
    host = room.peers.get(number=1)
    assert announced(moderation.kick, code=room.code, peer=host.pk) == [
        ("peer.turned_away", "peer.kicked"),
        ("peer.left", 1),
    ]
    assert host_of(room) == number_of(room, "w.2")
    assert not room.peers.present().filter(player=blue.id).exists(), "no seat is held for it"


def test_a_host_whose_worker_died_is_followed_by_one_of_another(room, game, announced):
    rooms.join(code=room.code, game=game, socket="v.1")
    events = announced(upkeep.vacate, worker="w", living=(), most=9)
    assert [event[0] for event in events] == ["peer.left"] * 3
    assert host_of(room) == number_of(room, "v.1")


def test_a_host_alone_with_those_whose_games_still_load_ends_the_room(
    game, blue, yellow, announced
):
    room = fill(game, blue)
    rooms.take_seat(code=room.code, player=yellow)
    assert announced(rooms.leave, socket="w.1") == [("room.closed", "host.left")]
    assert not room.peers.present().exists()


def test_a_sealed_room_keeps_its_host_when_it_leaves(room, announced):
    hostship.seal(socket="w.1")
    assert announced(rooms.leave, socket="w.1") == [("peer.left", 1)]
    assert host_of(room) == 1


@pytest.mark.parametrize("leave", ["leave", "kick"])
@pytest.mark.parametrize(
    ("topology", "wish"), [("star", "keep"), ("star", "close"), ("mesh", "close")]
)
def test_a_star_ends_with_its_host_and_so_does_a_mesh_unless_asked(
    game, blue, yellow, announced, topology, wish, leave
):
    game.topology, game.when_host_leaves = topology, wish
    game.save()
    room = fill(game, blue, yellow)
    if leave == "kick":
        events = announced(moderation.kick, code=room.code, peer=room.peers.get(number=1).pk)
    else:
        events = announced(rooms.leave, socket="w.1")
    assert events[-1] == ("room.closed", "host.left")
    assert not room.peers.present().exists()


def test_a_star_that_its_maker_asked_for_ends_with_its_host(game, blue, yellow, announced):
    fill(game, blue, yellow, topology="star")
    assert announced(rooms.leave, socket="w.1") == [("room.closed", "host.left")]


def test_by_default_a_game_ends_with_its_host():
    assert Game().when_host_leaves == Game.WhenHostLeaves.CLOSE
