"""The list of rooms as somebody wishes to see it."""

import re

import pytest
from django.http import QueryDict

from lobby import seating
from lobby.models import Peer, Room
from lobby.views import listing
from tests.pages.words import words

DECLARED = """Mode: Duel, Teams
Rounds: 1 to 9
Friendly fire: no or yes
Seats: odd, even
Map: Old, New
In: here, there"""


@pytest.fixture
def rooms(open_room):
    """Two with a free seat, then one without; the host of the second is Green."""
    open_room("AAAAAA", "Blue", name="Sunday league")
    open_room("CCCCCC", "Green", "Yellow", name="Friday golf")
    open_room("DDDDDD", "Red", "Pink", name="Golf for two", seats=2)


def listed(client, address):
    return re.findall(r'data-room="(\w+)"', client.get(address).content.decode())


def test_the_fullest_room_comes_first_and_full_ones_last(client, rooms):
    assert listed(client, "/rooms/") == ["CCCCCC", "AAAAAA", "DDDDDD"]
    assert listed(client, "/rooms/?seats=all") == ["CCCCCC", "AAAAAA", "DDDDDD"]


def test_the_newest_room_comes_first_if_asked_for(client, rooms):
    assert listed(client, "/rooms/?sort=new&seats=all") == ["DDDDDD", "CCCCCC", "AAAAAA"]


def test_a_list_that_is_cut_short_says_so(client, rooms, monkeypatch):
    more = "There are more rooms than this list holds."
    assert more not in words(client.get("/rooms/"))
    monkeypatch.setattr(seating, "MOST_LISTED", 2)
    monkeypatch.setattr(listing, "MOST_LISTED", 2)
    assert more in words(client.get("/rooms/"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("golf", ["CCCCCC", "DDDDDD"]),
        ("SUNDAY", ["AAAAAA"]),
        ("green", ["CCCCCC"]),
        ("yellow", []),
        ("%", []),
        ("\x00", ["CCCCCC", "AAAAAA", "DDDDDD"]),
        ("x" * 500, []),
    ],
)
def test_rooms_are_found_by_their_name_and_their_hosts(client, rooms, asked, found):
    page = client.get("/rooms/", {"q": asked}).content.decode()
    assert re.findall(r'data-room="(\w+)"', page) == found


def test_what_is_not_found_is_said_with_a_way_back(client, rooms):
    page = client.get("/rooms/?q=<nobody>")
    assert "No room found for “<nobody>”" in words(page)
    assert "Show all rooms" in words(page)


@pytest.mark.parametrize("address", ["/rooms/?sort=nonsense", "/rooms/?seats=none", "/rooms/?q="])
def test_an_address_that_asks_for_nonsense_asks_for_nothing(client, rooms, address):
    assert listed(client, address) == ["CCCCCC", "AAAAAA", "DDDDDD"]


def test_the_page_shows_what_was_asked_and_asks_it_again(client, rooms):
    page = client.get("/rooms/?q=golf&seats=all&sort=new").content.decode()
    assert 'value="golf"' in page
    assert '<option value="new" selected>' in page
    assert 'aria-pressed="false"' in page
    assert 'hx-get="/rooms/?q=golf&amp;seats=all&amp;sort=new"' in page


def test_the_part_keeps_to_what_was_asked(as_part, rooms):
    part = as_part("/games/golf/?q=sunday").content.decode()
    assert re.findall(r'data-room="(\w+)"', part) == ["AAAAAA"]
    assert 'data-people="5"' in part


def test_a_hook_draws_six_seats_at_most(client, open_room):
    open_room("K7QM4X", "Blue", "Green", seats=8)
    page = client.get("/").content.decode()
    assert page.count("seat-free") == 4
    assert "+2" in words(client.get("/"))
    assert "2 of 8 seats taken" in words(client.get("/"))


def test_a_host_who_left_hosts_no_search(client, rooms):
    Peer.objects.filter(name="Green").update(state=Peer.State.LEFT)
    assert listed(client, "/rooms/?q=green") == []


@pytest.fixture
def chosen(golf, rooms):
    """A game whose rooms are a duel without friendly fire, teams with it, and one from before."""
    golf.properties = DECLARED
    golf.save()
    set_ = {"mode": "Duel", "friendly_fire": False, "in": "here", "rounds": 3}
    Room.objects.filter(code="AAAAAA").update(properties=set_)
    set_ = {"mode": "Teams", "friendly_fire": True, "in": "there", "rounds": 3}
    Room.objects.filter(code="CCCCCC").update(properties=set_)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("mode=Duel", ["AAAAAA"]),
        ("mode=teams&friendly_fire=yes", ["CCCCCC"]),
        ("friendly_fire=no", ["AAAAAA"]),
        ("mode=Duel&friendly_fire=yes", []),
        ("in=there", ["CCCCCC"]),
        ("mode=&rounds=9&mode__in=Duel&other=x&mode=Nonsense", ["CCCCCC", "AAAAAA", "DDDDDD"]),
        ("mode=Teams&q=sunday", []),
    ],
)
def test_rooms_of_a_game_are_found_by_what_was_chosen_for_them(client, chosen, asked, found):
    assert listed(client, f"/games/golf/?{asked}") == found


def test_the_filters_show_what_they_do_and_the_fourth_is_folded_away(client, chosen):
    page = client.get("/games/golf/?mode=Teams").content.decode()
    assert re.findall(r'<select name="(\w+)"', page) == [
        "mode",
        "friendly_fire",
        "map",
        "in",
        "sort",
    ]
    assert '<option value="">Any mode</option>' in page
    assert '<option value="Teams" selected>' in page
    assert '<option value="" selected>Friendly fire: any</option>' in page
    assert '<details class="more"><summary' in page
    folded = page.partition('<details class="more">')[2].partition("</details>")[0]
    assert re.findall(r'<select name="(\w+)"', folded) == ["in"]
    assert '<details class="more" open>' in client.get("/games/golf/?in=here").content.decode()


def test_where_no_room_is_like_that_there_is_a_way_back(client, chosen):
    said = words(client.get("/games/golf/?mode=Duel&friendly_fire=yes"))
    assert "No room like that right now" in said
    assert "Show all rooms" in said


def test_a_wish_can_be_a_key(golf):
    golf.properties = DECLARED
    asked = QueryDict("mode=duel&friendly_fire=yes&q=x")
    wish = listing.Wish.read(asked, golf.declared)
    assert wish.values == (("mode", "Duel"), ("friendly_fire", True))
    assert {wish: 1}[listing.Wish.read(asked, golf.declared)] == 1
