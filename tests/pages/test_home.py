"""The first page, and the open rooms of all games."""

from lobby.models import Room
from tests.pages.words import words


def test_a_site_without_games_says_so(client, db):
    assert "No games yet" in words(client.get("/"))


def test_home_shows_the_games_with_their_size(client, golf):
    said = words(client.get("/"))
    assert "Tidepool Golf" in said
    assert "21\N{NO-BREAK SPACE}MB" in client.get("/").content.decode()


def test_a_game_without_a_build_is_not_shown(client, golf):
    golf.live_build = None
    golf.save()
    assert "Tidepool Golf" not in words(client.get("/"))
    assert client.get("/games/golf/").status_code == 404


def test_an_empty_rack_keeps_two_hooks(client, golf):
    page = client.get("/").content.decode()
    assert page.count("hook-bare") == 2
    assert "No rooms open right now" in words(client.get("/"))


def test_the_rack_shows_rooms_and_counts_people(client, open_room):
    open_room("K7QM4X", "Blue", "Green")
    said = words(client.get("/"))
    assert "1 room open, 2 people playing" in said
    assert "K7QM4X Tidepool Golf Blue’s room" in said
    assert "2 of 4 seats taken" in said


def test_the_rack_holds_five_and_those_with_free_seats_hang_first(client, open_room):
    for code in ("AAAAAA", "CCCCCC", "DDDDDD", "EEEEEE", "FFFFFF", "GGGGGG"):
        open_room(code, "Blue", seats=1 if code == "AAAAAA" else 2)
    page = client.get("/").content.decode()
    assert "GGGGGG" in page
    assert "AAAAAA" not in page


def test_a_private_room_hangs_nowhere(client, open_room):
    open_room("K7QM4X", "Blue", public=False)
    for address in ("/", "/rooms/", "/games/golf/"):
        assert "K7QM4X" not in client.get(address).content.decode()


def test_a_closed_room_is_not_listed(client, open_room):
    open_room("K7QM4X", "Blue", state=Room.State.CLOSED)
    assert "K7QM4X" not in client.get("/rooms/").content.decode()


def test_a_sealed_room_is_on_lists_while_somebody_plays_in_it_but_hangs_on_no_hook(
    client, open_room
):
    room = open_room("K7QM4X", "Blue", state=Room.State.SEALED)
    assert "K7QM4X" in client.get("/rooms/").content.decode()
    assert "K7QM4X" not in client.get("/").content.decode()
    room.peers.update(state="left")
    assert "K7QM4X" not in client.get("/rooms/").content.decode()


def test_a_locked_room_hangs_on_the_rack_without_its_code(client, open_room):
    open_room("K7QM4X", "Blue", password="hashed")
    page = client.get("/").content.decode()
    assert "fob-locked" in page
    assert ">K7QM4X<" not in page


def test_htmx_gets_the_part_alone_and_nobody_keeps_it(as_part, golf):
    part = as_part("/")
    assert part.content.decode().lstrip().startswith("<section")
    assert part["Cache-Control"] == "no-store"
    assert "HX-Request" in part["Vary"]


def test_lists_ask_the_database_no_more_often_for_more_rooms(
    client, open_room, django_assert_max_num_queries
):
    for code in ("AAAAAA", "CCCCCC", "DDDDDD", "EEEEEE"):
        open_room(code, "Blue", "Green", "Yellow")
    for address, queries in (("/", 5), ("/rooms/", 2), ("/games/golf/", 5)):
        with django_assert_max_num_queries(queries):
            client.get(address)


def test_a_name_that_is_none_of_the_sites_is_a_bad_request_and_no_fault(client):
    client.raise_request_exception = False
    answer = client.get("/", headers={"host": "192.168.1.5"})
    assert answer.status_code == 400
    assert b"Playlobby at " in answer.content
