"""Programs read what can be played, and which rooms are open."""

import pytest

from lobby.models import Game


def test_games_that_can_be_played_are_listed_by_title(ask, golf, chess):
    Game.objects.create(slug="nothing", title="Nothing to play yet")
    told = ask("GET", "/games").json()
    assert [game["slug"] for game in told["games"]] == ["chess", "golf"]
    assert told["total"] == 2
    assert [g["slug"] for g in ask("GET", "/games?limit=1&offset=1").json()["games"]] == ["golf"]


def test_a_game_tells_what_it_is_and_what_its_rooms_choose(ask, golf, open_room, take_seat):
    take_seat(open_room())
    open_room("Green", public=False)
    told = ask("GET", "/games/golf").json()
    mode, rounds, fire = told.pop("properties")
    assert mode["choices"] == ["Duel", "Teams"] and mode["usual"] == "Duel"
    assert (rounds["least"], rounds["most"], rounds["usual"]) == (1, 9, 3)
    assert (fire["key"], fire["kind"], fire["usual"]) == ("friendly_fire", "switch", False)
    assert told == {
        "slug": "golf",
        "title": "Golf",
        "description": "On an island.",
        "seats": 4,
        "topology": "",
        "chat": True,
        "page": "http://localhost:8000/games/golf/",
        "play": "http://golf.play.localhost:8000/",
        "signal": "ws://localhost:8000/signal/golf",
        "cover": "http://localhost:8000/games/golf/cover.svg",
        "people": 3,
        "open_rooms": 1,
    }


def test_only_public_rooms_with_their_host_in_them_are_listed(ask, open_room):
    open_room(name="Sunday league")
    open_room(public=False, name="Secret")
    open_room(here=False, name="Still loading")
    told = ask("GET", "/games/golf/rooms").json()
    assert [room["name"] for room in told["rooms"]] == ["Sunday league"]
    assert told["total"] == 1


def names_of(answer):
    return [room["name"] for room in answer.json()["rooms"]]


def test_rooms_are_searched_sorted_and_cut_into_pages(ask, open_room, take_seat):
    take_seat(open_room(name="Full", seats=2))
    take_seat(open_room(name="Nearly full", seats=3))
    open_room("Maya", name="Empty")
    assert names_of(ask("GET", "/games/golf/rooms")) == ["Nearly full", "Empty"]
    assert names_of(ask("GET", "/games/golf/rooms?seats=all")) == ["Nearly full", "Empty", "Full"]
    assert names_of(ask("GET", "/games/golf/rooms?sort=new")) == ["Empty", "Nearly full"]
    assert names_of(ask("GET", "/games/golf/rooms?q=maya")) == ["Empty"]
    page = ask("GET", "/games/golf/rooms?seats=all&limit=1&offset=1")
    assert names_of(page) == ["Empty"] and page.json()["total"] == 3


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("mode=teams", ["Teams"]),
        ("mode=Duel", ["Usual", "Five"]),
        ("rounds=5", ["Five"]),
        ("friendly_fire=yes", ["Teams"]),
        ("friendly_fire=no&rounds=3", ["Usual"]),
    ],
)
def test_rooms_are_found_by_their_properties(ask, open_room, asked, found):
    open_room(name="Usual")
    open_room(name="Five", properties={"rounds": 5})
    open_room(name="Teams", properties={"mode": "Teams", "friendly_fire": True})
    assert names_of(ask("GET", f"/games/golf/rooms?{asked}")) == found


def test_a_masked_text_finds_the_room_that_has_it(ask, golf, open_room):
    golf.properties = "Motto: text"
    golf.save()
    open_room(name="Rude", properties={"motto": "oh shit"})
    assert names_of(ask("GET", "/games/golf/rooms?motto=oh+shit")) == ["Rude"]


def test_rooms_are_found_by_a_property_of_another_script(ask, golf, open_room):
    golf.properties = "Режим: А, Б"
    golf.save()
    open_room(name="Second", properties={"режим": "Б"})
    assert names_of(ask("GET", "/games/golf/rooms?режим=Б")) == ["Second"]
    assert names_of(ask("GET", "/games/golf/rooms?режим=А")) == []


def test_a_property_whose_key_is_a_word_of_the_database_is_only_a_key(ask, golf, open_room):
    golf.properties = "Contains: sand, water\nIsnull: no or yes"
    golf.save()
    open_room(name="Wet", properties={"contains": "water"})
    assert names_of(ask("GET", "/games/golf/rooms?contains=water&isnull=no")) == ["Wet"]
    assert names_of(ask("GET", "/games/golf/rooms?contains=sand")) == []


def test_a_list_takes_as_many_queries_with_many_rooms_as_with_one(
    ask, open_room, publish, take_seat, django_assert_max_num_queries
):
    open_room()
    with django_assert_max_num_queries(5):
        ask("GET", "/games/golf/rooms")
    for name in "ABCDEFGH":
        take_seat(open_room(name=name))
        publish(f"game-{name.lower()}")
    with django_assert_max_num_queries(5):
        assert len(ask("GET", "/games/golf/rooms").json()["rooms"]) == 9
    with django_assert_max_num_queries(2):
        assert len(ask("GET", "/games").json()["games"]) == 9
