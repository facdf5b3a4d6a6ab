"""The page before the door: of rooms with a password, and of those that play already."""

import pytest
from django.utils import timezone

from lobby import guesses, limits, passwords
from lobby.models import Room
from tests.pages.words import words

CODE = "K7QM4X"
DOOR = f"/join/{CODE}"


@pytest.fixture(autouse=True)
def nobody_has_guessed(monkeypatch):
    monkeypatch.setattr(guesses, "_wrong", limits.Window())


@pytest.fixture
def locked(open_room):
    return open_room(CODE, "Blue", password=passwords.hashed(CODE, "tide"))


def test_who_knows_the_password_comes_in(client, locked):
    assert "This room needs a password" in words(client.get(DOOR))
    answer = client.post(DOOR, {"password": "tide"})
    assert answer.headers["Location"] == f"/games/golf/play?room={CODE}"
    assert "This room needs a password" not in words(client.get(DOOR)), "one is inside"


def test_a_wrong_password_is_said_beside_its_field_and_the_rest_kept(client, locked):
    page = client.post(DOOR, {"password": "tied", "name": "Wen"})
    assert page.status_code == 409
    assert "That is not the room’s password." in words(page)
    assert 'value="tied"' in page.text and "Take a seat as Wen" in words(page)
    assert locked.peers.count() == 1


def test_a_missing_password_is_no_guess(client, locked):
    for _ in range(guesses.WRONG_A_MINUTE + 5):
        assert "This room needs a password." in words(client.post(DOOR))
    assert client.post(DOOR, {"password": "tide"}).status_code == 302


def test_wrong_passwords_are_throttled_as_wrong_codes_are(client, locked):
    for _ in range(guesses.WRONG_A_MINUTE):
        assert client.post(DOOR, {"password": "guess"}).status_code == 409
    assert client.post(DOOR, {"password": "tide"}).status_code == 429
    elsewhere = client.post(DOOR, {"password": "tide"}, REMOTE_ADDR="203.0.113.7")
    assert elsewhere.status_code == 302


def test_the_play_page_is_no_way_around_the_door(client, locked):
    assert client.get(f"/games/golf/play?room={CODE}").headers["Location"] == DOOR


def test_a_room_that_plays_is_joined_late(client, open_room):
    open_room(CODE, "Blue", started_at=timezone.now())
    said = words(client.get(DOOR))
    assert "They’ve started" in said and "Join late as" in said
    assert client.post(DOOR).status_code == 302


def test_a_room_is_opened_with_password_late_joining_and_options(client, golf):
    golf.properties = "Mode: Duel, Teams\nFriendly fire: no or yes\nRounds: 1 to 9, usually 3"
    golf.save()
    page = client.get("/games/golf/open")
    assert "Game options" in words(page) and 'type="number" min="1" max="9" value="3"' in page.text
    asked = {"name": "Friday", "seats": "3", "who": "password", "option_mode": "Teams"}
    asked |= {"option_rounds": "3"}
    assert "Write a password" in words(client.post("/games/golf/open", asked))
    assert "Game options" in words(client.post("/games/golf/open", asked | {"option_rounds": "x"}))
    client.post("/games/golf/open", asked | {"password": "tide"})
    room = Room.objects.get()
    assert (room.public, room.locked, room.late_joining) == (True, True, False)
    assert room.properties == {"mode": "Teams", "friendly_fire": False, "rounds": 3}
