"""Quick match: straight to play where somebody is, else a bell rings until somebody comes."""

import pytest
from django.utils import timezone

from lobby.models import Peer, Room
from lobby.views import match
from tests.pages.words import words

MATCH = "/games/golf/match"


@pytest.fixture
def room(client, golf):
    """The visitor's own, that rings."""
    assert client.post(MATCH).headers["Location"] == MATCH
    return Room.objects.get()


def test_who_is_alone_waits_with_a_way_on(client, room):
    page = client.get(MATCH)
    assert "Ringing for players" in words(page)
    assert 'role="timer"' in page.text
    assert 'http-equiv="refresh"' in page.text
    assert "Open a room" in words(page) and "Join late" not in words(page)


def test_waiting_keeps_the_seat(client, room):
    room.peers.update(held_until=timezone.now())
    client.get(MATCH)
    assert room.peers.get().held_until > timezone.now()


def test_once_somebody_is_there_a_seat_is_found(client, as_part, room):
    room.peers.create(number=9, name="Ghost", player="ghost", state=Peer.State.HELD)
    assert "Ringing" in words(client.get(MATCH)), "its page is not connected"
    room.peers.filter(number=9).update(name="Ada", page="w.1")
    page = client.get(MATCH)
    assert "Seat found Ada is here" in words(page)
    assert f'href="/games/golf/play?room={room.code}"' in page.text
    assert "Seat found" in words(as_part(MATCH))


def test_who_rings_where_somebody_waits_goes_straight_to_play(client, room):
    room.peers.update(page="w.1")
    client.cookies.clear()
    assert client.post(MATCH).headers["Location"] == f"/games/golf/play?room={room.code}"


def test_whose_game_is_connected_alone_is_led_to_its_page_which_tells_of_the_other_tab(
    client, room
):
    room.peers.update(state=Peer.State.SEATED, socket="w.1")
    assert client.post(MATCH).headers["Location"] == f"/games/golf/play?room={room.code}"


@pytest.mark.parametrize("gone", [Peer, Room])
def test_whose_seat_or_room_goes_while_the_page_is_drawn_is_led_to_the_game(
    client, room, monkeypatch, gone
):
    monkeypatch.setattr(match.rooms, "stay", lambda **asked: gone.objects.all().delete())
    assert client.get(MATCH).headers["Location"] == "/games/golf/"


def test_who_stops_ringing_gives_the_seat_back(client, room):
    assert client.post(MATCH, {"stop": "yes"}).headers["Location"] == "/games/golf/"
    assert Room.objects.get().state == "closed"
    assert client.get(MATCH).headers["Location"] == "/games/golf/"


def test_stopping_takes_nobody_out_of_a_game_that_runs(client, room):
    room.peers.update(state=Peer.State.SEATED, socket="w.1")
    client.post(MATCH, {"stop": "yes"})
    assert Room.objects.get().state == "open"


def test_who_would_rather_not_wait_joins_the_best_late(client, room, open_room):
    late = {"started_at": timezone.now()}
    open_room("AAAAAA", "Full", "House", seats=2, **late)
    open_room("QQQQQQ", "Locked", password="x", **late)
    open_room("GGGGGG", "Hidden", public=False, **late)
    open_room("K7QM4X", "Ada", "Kofi", **late)
    page = client.get(MATCH)
    assert "Join Ada late Ada’s room, 2 free seats" in words(page)
    assert 'href="/join/K7QM4X"' in page.text


def test_without_a_room_that_rings_one_is_led_to_the_game(client, as_part, golf):
    assert client.get(MATCH).headers["Location"] == "/games/golf/"
    assert as_part(MATCH).headers["HX-Redirect"] == "/games/golf/"
    assert client.get("/games/nothing/match").status_code == 404
