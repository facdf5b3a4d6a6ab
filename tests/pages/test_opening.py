"""Opening a room from a page."""

import pytest

from lobby.models import Game, Room
from lobby.room_forms import seat_steps
from tests.pages.words import words

GOOD = {"name": "Friday golf", "seats": "3", "who": "anyone"}


def test_the_form_has_good_defaults(client, golf):
    client.post("/me", {"name": "Wen"})
    page = client.get("/games/golf/open").content.decode()
    assert 'value="Wen’s room"' in page
    assert 'value="4" checked' in page
    assert 'value="anyone" checked' in page


def test_opening_a_room_leads_to_its_play_page_with_a_seat_held(client, golf):
    answer = client.post("/games/golf/open", GOOD)
    room = Room.objects.get()
    assert answer.headers["Location"] == f"/games/golf/play?room={room.code}"
    assert (room.name, room.seats, room.build) == ("Friday golf", 3, golf.live_build)
    assert [(peer.number, peer.state) for peer in room.peers.all()] == [(1, "held")]


@pytest.mark.parametrize(("who", "public"), [("anyone", True), ("link", False)])
def test_who_can_come_in_decides_whether_the_room_is_listed(client, golf, who, public):
    client.post("/games/golf/open", GOOD | {"who": who})
    assert Room.objects.get().public is public


@pytest.mark.parametrize("topology", ["", "mesh", "star"])
def test_who_connects_to_whom_is_a_choice_where_the_game_leaves_it_open(client, golf, topology):
    assert "The game decides" in words(client.get("/games/golf/open"))
    client.post("/games/golf/open", GOOD | {"topology": topology})
    assert Room.objects.get().topology == topology


def test_a_game_that_decides_who_connects_to_whom_leaves_no_choice(client, golf):
    Game.objects.update(topology="star")
    assert "Who connects to whom" not in words(client.get("/games/golf/open"))
    client.post("/games/golf/open", GOOD | {"topology": "mesh"})
    assert Room.objects.get().topology == "star"


@pytest.mark.parametrize(
    "wrong", [{"seats": "5"}, {"seats": "x"}, {"who": "nobody"}, {"seats": ""}, {"topology": "x"}]
)
def test_what_was_not_offered_cannot_be_chosen(client, golf, wrong):
    assert client.post("/games/golf/open", GOOD | wrong).status_code == 200
    assert not Room.objects.exists()


def test_a_name_that_is_too_long_is_kept_and_explained(client, golf):
    page = client.post("/games/golf/open", GOOD | {"name": "x" * 41})
    assert "x" * 41 in page.content.decode()
    assert "at most 40 characters" in words(page)


def test_a_full_site_says_so_and_keeps_what_was_written(client, golf, settings):
    settings.MAX_ROOMS, settings.LIMITS = 0, "on"
    page = client.post("/games/golf/open", GOOD)
    assert "No room opened. Every room is taken." in words(page)
    assert "Friday golf" in page.content.decode()


def test_the_sheet_is_the_same_form_alone(as_part, golf):
    part = as_part("/games/golf/open").content.decode()
    assert part.lstrip().startswith("<form")
    assert 'id="sheet-title"' in part


@pytest.mark.parametrize(
    ("most", "steps"),
    [
        (1, [1]),
        (4, [2, 3, 4]),
        (8, [2, 3, 4, 5, 6, 7, 8]),
        (11, [2, 3, 4, 5, 6, 8, 10, 11]),
        (16, [2, 3, 4, 5, 6, 8, 10, 12, 16]),
    ],
)
def test_seats_are_offered_up_to_the_games_number(most, steps):
    assert seat_steps(most) == steps
