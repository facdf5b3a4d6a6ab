"""Caps that the verbs keep."""

from datetime import timedelta

import pytest

from lobby import guesses, limits, rooms
from lobby.errors import Refusal
from lobby.models import Game, Room


def test_a_game_has_no_more_rooms_than_its_share(game, settings):
    settings.MAX_ROOMS_PER_GAME = 2
    first, _ = [rooms.create(game=game, socket=f"s{n}") for n in range(2)]
    with pytest.raises(Refusal) as refusal:
        rooms.create(game=game, socket="s3")
    assert refusal.value.rule == "rooms.too_many"
    rooms.create(game=Game.objects.create(slug="other", title="Other"), socket="s4")
    rooms.close(code=first.code)
    rooms.create(game=game, socket="s5")


def test_a_room_ends_when_its_time_is_over(game, settings, announced):
    old, young = [rooms.create(game=game, socket=f"s{n}") for n in range(2)]
    Room.objects.filter(pk=old.pk).update(created_at=old.created_at - settings.ROOM_LIFETIME)
    assert announced(rooms.sweep) == [("room.closed", "room.outlived")]
    assert Room.objects.living().get() == young
    assert timedelta(hours=24) == settings.ROOM_LIFETIME


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_a_visitor_is_an_address_or_what_one_household_has(address, visitor):
    assert limits.network(address) == visitor


def test_only_wrong_codes_count_and_only_for_who_tried_them(game, blue):
    room = rooms.create(game=game, player=blue)
    for _ in range(30):
        with guesses.counted("198.51.100.1"):
            rooms.look_up(code=room.code)
    for _ in range(guesses.WRONG_A_MINUTE):
        with pytest.raises(Refusal, match="no room"), guesses.counted("198.51.100.2"):
            rooms.look_up(code="AAAAAA")
    with pytest.raises(Refusal, match="Too many"), guesses.counted("198.51.100.2"):
        rooms.look_up(code=room.code)
    with guesses.counted("198.51.100.1"):
        rooms.look_up(code=room.code)
