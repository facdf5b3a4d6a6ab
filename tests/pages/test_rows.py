"""A room's row: what one reads there, and the one thing one can do."""

import pytest
from django.utils import timezone

from lobby.models import Peer, Room
from tests.pages.words import words

BUTTON = 'formaction="/join/K7QM4X"'
NOW = timezone.now()


@pytest.fixture
def row(client, open_room):
    """The words of the only row of the game's page, and its markup."""

    def row(**fields) -> tuple[str, str]:
        open_room("K7QM4X", "Blue", **fields)
        page = client.get("/games/golf/")
        markup = page.content.decode().partition('data-room="K7QM4X"')[2]
        return words(page), markup.partition("</room-list>")[0]

    return row


@pytest.mark.parametrize(
    ("fields", "chip", "fob", "action"),
    [
        ({}, "Waiting", "fob-red", "Join Blue’s room"),
        ({"password": "hashed"}, "Locked", "fob-locked", "Password for Blue’s room"),
        ({"started_at": NOW}, "Playing", "fob-mark", "Join late Blue’s room"),
        ({"seats": 1}, "Full", "fob-dashes", "Full : Blue’s room. Every seat is taken"),
        ({"state": "sealed", "sealed_at": NOW}, "Playing", "fob-dashes", "Nobody can join late"),
    ],
    ids=["open", "locked", "playing", "full", "sealed"],
)
def test_a_row_says_what_the_room_is_like_and_what_one_can_do(row, fields, chip, fob, action):
    said, markup = row(**fields)
    assert f"Blue’s room {chip} Hosted by Blue" in said
    assert action in said
    assert fob in markup


@pytest.mark.parametrize("fields", [{"seats": 1}, {"state": "sealed"}], ids=["full", "sealed"])
def test_rooms_one_cannot_join_are_folded_away_without_a_way_in(row, fields):
    said, markup = row(**fields)
    assert "1 room you can’t join right now" in said
    assert BUTTON not in markup


def test_a_locked_rooms_action_leads_to_its_door(row):
    _, markup = row(password="hashed")
    assert 'href="/join/K7QM4X"' in markup
    assert BUTTON not in markup


def test_ones_own_room_is_no_stranger(client, open_room):
    room = open_room("K7QM4X", "Blue", password="hashed", seats=1, started_at=NOW)
    client.get("/me")
    player = client.get("/me").wsgi_request.player.id
    Peer.objects.filter(room=room).update(player=player)
    said = words(client.get("/games/golf/"))
    assert "Blue’s room Yours" in said
    assert "Back to your seat" in said
    Room.objects.update(state="sealed")
    assert "You’re in this room" in words(client.get("/games/golf/"))


def test_a_row_tells_in_short_words_what_was_chosen(row, golf):
    golf.properties = (
        "Mode: Duel, Teams\nHoles: 1 to 18\nWind: no or yes\nTides: 1, 2\nMotto: text\nNew: a, b"
    )
    golf.save()
    said, _ = row(properties={"motto": "", "wind": True, "holes": 9, "mode": "Duel", "tides": "2"})
    assert "Hosted by Blue Duel, 9 holes, Wind, 2 tides" in said
