"""What the host of a room does with it, and nobody else."""

import pytest

from lobby import hostship, rooms
from lobby.errors import Refusal
from lobby.models import Game, Peer, Room


@pytest.fixture
def game(game):
    game.properties = "Mode: Duel, Teams\nRounds: 1 to 9, usually 3\nFriendly fire: no or yes"
    game.save()
    return game


@pytest.fixture
def room(game, blue, yellow):
    room = rooms.create(game=game, player=blue, socket="w.1", name="Blue's", public=True)
    rooms.join(code=room.code, game=game, socket="w.2", player=yellow)
    return room


def numbers(room):
    return dict(room.peers.present().values_list("player", "number"))


def now(room):
    return Room.objects.get(pk=room.pk)


def keeps(game):
    """It does not need peer 1."""
    game.when_host_leaves = Game.WhenHostLeaves.KEEP
    game.save()


DEEDS = [
    (hostship.start, {}),
    (hostship.change, {"name": "Mine"}),
    (hostship.kick, {"number": 1}),
    (hostship.hand_over, {"number": 1}),
]


@pytest.mark.parametrize(("verb", "more"), DEEDS, ids=lambda one: getattr(one, "__name__", ""))
@pytest.mark.parametrize("who", [{"player": "yellow"}, {"socket": "w.2"}, {"player": "eve"}, {}])
def test_nobody_but_the_host_runs_a_room(room, verb, more, who):
    with pytest.raises(Refusal) as refused:
        verb(code=room.code, **who, **more)
    assert refused.value.rule == "host.only"
    assert (now(room).name, now(room).host, now(room).started_at) == ("Blue's", 1, None)


def test_the_host_changes_what_it_likes_and_the_rest_stays(room):
    hostship.change(code=room.code, socket="w.1", seats=3, values={"mode": "teams"})
    hostship.change(code=room.code, player="blue", public=False, values={"rounds": 5})
    after = now(room)
    assert (after.name, after.seats, after.public) == ("Blue's", 3, False)
    assert after.properties == {"mode": "Teams", "rounds": 5, "friendly_fire": False}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"seats": 1}, "seats.invalid"),
        ({"seats": 5}, "seats.invalid"),
        ({"values": {"mode": "Chess"}}, "property.invalid"),
        ({"values": {"rounds": 10}}, "property.invalid"),
        ({"values": {"rounds": True}}, "property.invalid"),
        ({"values": {"speed": 1}}, "property.unknown"),
        ({"password": "x" * 65}, "password.too_long"),
    ],
)
def test_what_cannot_be_is_refused_whole(room, changes, rule):
    before = now(room)
    with pytest.raises(Refusal) as refused:
        hostship.change(code=room.code, player="blue", name="New", **changes)
    assert refused.value.rule == rule
    assert vars(now(room)) | {"_state": 0} == vars(before) | {"_state": 0}


def test_a_started_room_takes_players_who_are_late(room, game):
    hostship.start(code=room.code, player="blue")
    assert now(room).playing
    rooms.join(code=room.code, game=game, socket="w.3")


def test_a_started_room_without_late_joining_is_sealed(room, announced):
    hostship.change(code=room.code, player="blue", late_joining=False)
    assert announced(hostship.start, code=room.code, player="blue") == [("room.sealed", "")]
    assert now(room).state == Room.State.SEALED


def test_a_started_room_that_nobody_may_join_late_any_more_is_sealed(room, game, announced):
    hostship.start(code=room.code, player="blue")
    deed = {"code": room.code, "player": "blue", "late_joining": False}
    assert announced(hostship.change, **deed) == [("room.sealed", "")]
    with pytest.raises(Refusal) as refused:
        rooms.join(code=room.code, game=game, socket="w.3")
    assert refused.value.rule == "room.sealed"


def test_a_host_whose_game_still_loads_cannot_seal_itself_out(game, blue):
    room = rooms.create(game=game, player=blue, late_joining=False)
    for verb in (hostship.start, hostship.seal):
        with pytest.raises(Refusal) as refused:
            verb(code=room.code, player="blue")
        assert refused.value.rule == "seal.too_early"
    assert now(room).open and not now(room).started_at


def test_a_host_seals_from_its_page_too(room, announced):
    assert announced(hostship.seal, code=room.code, player="blue") == [("room.sealed", "")]


def test_a_kick_tells_its_socket_and_all_others(room, announced):
    number = numbers(room)["yellow"]
    heard = announced(hostship.kick, code=room.code, player="blue", number=number)
    assert heard == [("peer.turned_away", "peer.kicked"), ("peer.left", number)]
    assert Peer.objects.get(player="yellow").parting_words == hostship.PUT_OUT


def test_a_mesh_goes_on_with_a_new_host(room, announced, game):
    keeps(game)
    number = numbers(room)["yellow"]
    heard = announced(hostship.hand_over, code=room.code, player="blue", number=number)
    assert heard == [("host.changed", "")]
    assert now(room).host == number
    hostship.kick(code=room.code, player="yellow", number=1)
    rooms.join(code=room.code, game=game, socket="w.3")


@pytest.mark.parametrize("topology", ["mesh", "star"])
@pytest.mark.parametrize("extended", [True, False])
def test_who_counts_on_peer_1_changes_its_host_only_if_every_game_knows_how(
    game, blue, yellow, extended, topology
):
    room = rooms.create(game=game, player=blue, topology=topology, socket="w.1", extensions=True)
    joining = {"code": room.code, "game": game, "player": yellow}
    rooms.join(socket="w.2", extensions=extended, **joining)
    number = numbers(room)["yellow"]
    if extended:
        hostship.hand_over(code=room.code, socket="w.1", number=number)
    else:
        with pytest.raises(Refusal) as refused:
            hostship.hand_over(code=room.code, socket="w.1", number=number)
        assert refused.value.rule == "host.fixed"
    assert now(room).host == (number if extended else 1)


@pytest.mark.parametrize("keep", [True, False])
def test_who_counts_on_peer_1_cannot_join_a_mesh_that_another_hosts(game, blue, yellow, keep):
    room = rooms.create(game=game, player=blue, socket="w.1", extensions=True)
    rooms.join(code=room.code, game=game, player=yellow, socket="w.2", extensions=True)
    hostship.hand_over(code=room.code, socket="w.1", number=numbers(room)["yellow"])
    if keep:
        keeps(game)
        return rooms.join(code=room.code, game=game, socket="w.3")
    with pytest.raises(Refusal) as refused:
        rooms.join(code=room.code, game=game, socket="w.3")
    assert refused.value.rule == "room.extended"


def test_a_star_that_knows_how_outlives_its_host(game, blue, yellow):
    keeps(game)
    room = rooms.create(game=game, player=blue, topology="star", socket="w.1", extensions=True)
    rooms.join(code=room.code, game=game, player=yellow, socket="w.2", extensions=True)
    rooms.leave(socket="w.1")
    assert now(room).host == numbers(room)["yellow"]


def test_only_who_is_connected_becomes_host(room, green):
    held = rooms.take_seat(code=room.code, player=green)
    with pytest.raises(Refusal) as refused:
        hostship.hand_over(code=room.code, player="blue", number=held.number)
    assert refused.value.rule == "heir.not_here"


def test_who_is_put_out_keeps_no_second_seat(room, game, yellow):
    rooms.join(code=room.code, game=game, socket="w.3", player=yellow)
    hostship.kick(code=room.code, socket="w.1", number=numbers(room)["yellow"])
    assert set(numbers(room)) == {"blue"}


def test_putting_out_ones_own_second_tab_keeps_the_host(room, game, blue):
    rooms.join(code=room.code, game=game, socket="w.3", player=blue)
    second = room.peers.present().get(socket="w.3").number
    hostship.kick(code=room.code, socket="w.1", number=second)
    assert numbers(room)["blue"] == 1 and now(room).state == "open"
