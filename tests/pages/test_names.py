"""Names that somebody writes and everybody reads: of players and of rooms."""

import pytest

from lobby import names
from lobby.models import Peer, Room
from tests.pages.words import words

UNSEEN = [
    "\u202e",
    "\u200b\u200d",
    "\u2066\u2069 ",
    "\ufeff",
    "\u3164",
    "\u2800",
    "\u0301",
    "\ufe0f",
]


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("  Wen \n Li ", "Wen Li"),
        ("\u202eneW", "neW"),
        ("Wen\u200b", "Wen"),
        ("Wen\u3164\u3164Li", "Wen Li"),
        ("Zoe\u0308", "Zoe\u0308"),
        ("\N{HEAVY BLACK HEART}\ufe0f", "\N{HEAVY BLACK HEART}\ufe0f"),
        ("x" * 23 + " yz", "x" * 23),
        *[(name, "") for name in ["", " ", *UNSEEN]],
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(written, tidied):
    assert names.tidy(written, names.PLAYER_LENGTH) == tidied
    assert names.tidy(tidied, names.PLAYER_LENGTH) == tidied


def test_of_an_endless_name_the_beginning_alone_is_read():
    assert names.tidy("a" + " " * 300 + "b", names.PLAYER_LENGTH) == "a"


def test_the_database_has_room_for_the_longest_names():
    assert Peer._meta.get_field("name").max_length == names.PLAYER_LENGTH
    assert Room._meta.get_field("name").max_length == names.ROOM_LENGTH


@pytest.mark.parametrize("name", UNSEEN)
def test_a_player_is_not_called_what_nobody_can_see(client, db, name):
    before = client.get("/me").wsgi_request.player
    page = client.post("/me", {"name": name})
    assert (page.status_code, page.wsgi_request.player) == (200, before)
    assert "Write the name that others should see." in words(page)


def test_a_rooms_name_cannot_turn_the_page_about(client, golf):
    client.post(
        "/games/golf/open", {"name": "Friday\u202e\u200b golf", "seats": "3", "who": "link"}
    )
    assert Room.objects.get().name == "Friday golf"


@pytest.mark.parametrize("name", ["", *UNSEEN])
def test_a_room_without_a_name_is_called_after_its_maker(client, golf, name):
    client.post("/me", {"name": "Wen"})
    client.post("/games/golf/open", {"name": name, "seats": "3", "who": "anyone"})
    assert Room.objects.get().name == "Wen’s room"
