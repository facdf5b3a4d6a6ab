"""What moderators do to rooms, and the quick way into one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import hostship, moderation, quick, rooms, upkeep
from lobby.errors import Refusal
from lobby.models import Peer, Room


@pytest.fixture
def room(game, blue, yellow):
    room = rooms.create(game=game, player=blue, socket="s1", public=True)
    rooms.join(code=room.code, game=game, socket="s2", player=yellow)
    return room


def test_a_kicked_peer_is_told_and_the_rest_hear_that_it_left(room, yellow, announced):
    peer = room.peers.get(player=yellow.id)
    assert announced(moderation.kick, code=room.code, peer=peer.pk, words="Be kind.") == [
        ("peer.turned_away", "peer.kicked"),
        ("peer.left", peer.number),
    ]
    assert not moderation.kick(code=room.code, peer=peer.pk)
    peer.refresh_from_db()
    assert peer.parting_words == "Be kind."


def test_whoever_got_the_number_of_a_silent_maker_is_not_kicked_for_it(game, blue, yellow):
    room = rooms.create(game=game, player=blue)
    silent = room.peers.get()
    rooms.join(code=room.code, game=game, socket="s1", player=yellow)
    room.peers.filter(pk=silent.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    upkeep.sweep()
    assert room.peers.get(number=1).player == yellow.id
    assert not moderation.kick(code=room.code, peer=silent.pk)
    assert room.peers.seated().count() == 1


def test_a_kicked_host_takes_the_room_along(room, announced):
    host = room.peers.get(number=1)
    assert announced(moderation.kick, code=room.code, peer=host.pk)[-1] == (
        "room.closed",
        "host.left",
    )


def test_a_seat_that_a_page_holds_can_be_taken_away(room, green):
    held = rooms.take_seat(code=room.code, player=green)
    assert moderation.kick(code=room.code, peer=held.pk)
    assert not room.peers.present().filter(player=green.id).exists()


def test_a_closed_room_cannot_be_closed_again(room):
    assert moderation.close(code=room.code, words="The server moves tonight.")
    assert not moderation.close(code=room.code)


def test_a_quick_match_takes_the_fullest_room_with_a_seat(game, room, green, blue):
    rooms.create(game=game, player=green, socket="s9", public=True)
    full = rooms.create(game=game, socket="s10", public=True, seats=1)
    visitor = type(blue)(id="visitor", name="Visitor")
    assert quick.match(game=game, player=visitor) == room
    assert full.peers.count() == 1


def test_two_who_ring_while_their_games_load_meet(game, blue, yellow):
    room = quick.match(game=game, player=blue)
    assert quick.match(game=game, player=yellow) == room
    assert quick.match(game=game, player=blue) == room, "who asks again has a seat already"
    assert room.peers.count() == 2


def test_a_quick_match_opens_a_room_where_there_is_none(game, green):
    room = quick.match(game=game, player=green)
    assert (room.public, room.name) == (True, "Green’s room")
    assert room.peers.get().state == Peer.State.HELD


def test_a_quick_match_does_not_go_where_it_was_not_asked(game, green):
    rooms.create(game=game, socket="s1")  # not public
    rooms.create(game=game, socket="s2", public=True)
    hostship.seal(socket="s2")
    assert quick.match(game=game, player=green).state == Room.State.OPEN
    assert Room.objects.count() == 3


def test_who_is_put_out_while_its_game_loads_can_still_read_why(room, green):
    held = rooms.take_seat(code=room.code, player=green)
    assert moderation.kick(code=room.code, peer=held.pk, words="Be kind.")
    left = room.peers.get(player=green.id)
    assert (left.state, left.parting_words) == (Peer.State.LEFT, "Be kind.")
    with pytest.raises(Refusal) as refused:
        rooms.take_seat(code=room.code, player=green)
    assert refused.value.rule == "peer.barred"
