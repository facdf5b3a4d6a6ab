"""Coming in: the key slot, and the page before the door."""

import pytest

from lobby import guesses, limits
from lobby.models import Peer, Room
from tests.pages.words import words


@pytest.fixture(autouse=True)
def nobody_has_guessed(monkeypatch):
    monkeypatch.setattr(guesses, "_wrong", limits.Window())


@pytest.mark.parametrize("typed", ["k7qm4x", " K7Q-M4X ", "http://testserver/join/K7QM4X"])
def test_a_code_is_read_as_people_type_it(client, typed):
    assert client.get("/join/", {"code": typed}).headers["Location"] == "/join/K7QM4X"


def test_what_holds_no_code_is_kept_and_explained(client, db):
    page = client.get("/join/", {"code": "hello <there>"})
    assert "No code in that" in words(page)
    assert 'value="hello &lt;there&gt;"' in page.content.decode()


def test_a_code_in_an_address_is_read_the_same_way(client):
    assert client.get("/join/k7qm-4x").headers["Location"] == "/join/K7QM4X"


def test_an_invite_says_who_is_inside(client, open_room):
    open_room("K7QM4X", "Blue", "Green")
    said = words(client.get("/join/K7QM4X"))
    assert "Blue hosts Tidepool Golf There’s a seat for you" in said
    assert "Blue , host" in said or "Blue, host" in said
    assert "2 free seats" in said


def test_who_comes_for_the_first_time_sees_the_name_field_at_once(client, open_room):
    open_room("K7QM4X", "Blue")
    assert "<details" not in client.get("/join/K7QM4X").content.decode()
    assert "Use another name" in words(client.get("/join/K7QM4X"))


def test_one_press_takes_a_seat_and_leads_into_the_game(client, open_room):
    room = open_room("K7QM4X", "Blue")
    answer = client.post("/join/K7QM4X", {"name": "Yellow"})
    assert answer.headers["Location"] == "/games/golf/play?room=K7QM4X"
    assert room.peers.get(name="Yellow").state == Peer.State.HELD


def test_whoever_has_a_seat_is_led_back_to_it(client, open_room):
    room = open_room("K7QM4X", "Blue", seats=2)
    client.post("/join/K7QM4X")
    assert "Back to your seat" in words(client.get("/join/K7QM4X"))
    client.post("/join/K7QM4X")
    assert room.peers.count() == 2


@pytest.mark.parametrize(
    ("fields", "said", "way_on"),
    [
        ({"seats": 1}, "Every seat is taken", "Check again"),
        ({"state": Room.State.SEALED}, "They’ve started", "Find another room"),
        ({"state": Room.State.CLOSED}, "That room has closed", "Rooms for Tidepool Golf"),
    ],
)
def test_who_cannot_come_in_reads_why_and_where_else_to_go(client, open_room, fields, said, way_on):
    open_room("K7QM4X", "Blue", **fields)
    for page in (client.get("/join/K7QM4X"), client.post("/join/K7QM4X")):
        assert said in words(page)
        assert way_on in words(page)
        assert "Take a seat as" not in words(page)


@pytest.mark.parametrize("code", ["QQQQQQ", "nonsense", "x" * 200])
def test_an_unknown_code_is_not_found_in_friendly_words(client, db, code):
    page = client.get(f"/join/{code}")
    assert page.status_code == 404
    assert "No room with that code" in words(page)
    assert client.post(f"/join/{code}").status_code in (302, 404)


def test_a_closed_room_is_gone(client, open_room):
    open_room("K7QM4X", state=Room.State.CLOSED)
    assert client.get("/join/K7QM4X").status_code == 410


@pytest.mark.parametrize("method", ["get", "post"])
def test_after_ten_wrong_codes_the_right_one_is_refused_too(client, open_room, method):
    room = open_room("K7QM4X", "Blue")
    for _ in range(10):
        assert getattr(client, method)("/join/QQQQQQ").status_code == 404
    page = getattr(client, method)("/join/K7QM4X")
    assert page.status_code == 429
    assert "Too many wrong codes" in words(page)
    assert "Blue" not in words(page)
    assert room.peers.count() == 1
    elsewhere = getattr(client, method)("/join/K7QM4X", REMOTE_ADDR="203.0.113.7")
    assert elsewhere.status_code in (200, 302)
