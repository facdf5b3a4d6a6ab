"""A game's page, its list of rooms, and its cover."""

from lobby.models import Build, Room
from tests.pages.words import words


def test_a_game_without_rooms_offers_to_open_one(client, golf):
    said = words(client.get("/games/golf/"))
    assert "No rooms open" in said
    assert "Open a room" in said


def test_every_page_tells_what_players_load_and_not_what_it_unpacks_to(
    client, golf, play, open_room
):
    Build.objects.update(size=38_000_000, wire_size=7_900_000)
    open_room("K7QM4X", "Blue")
    addresses = ("/", "/games/golf/", "/games/golf/open", "/join/K7QM4X")
    pages = [client.get(address).content.decode() for address in addresses]
    for page in [*pages, play().content.decode()]:
        assert "7.9\N{NO-BREAK SPACE}MB" in page and "38\N{NO-BREAK SPACE}MB" not in page


def test_a_room_shows_its_host_and_its_seats(client, open_room):
    open_room("K7QM4X", "Blue", "Green")
    said = words(client.get("/games/golf/"))
    assert "Blue’s room Waiting Hosted by Blue" in said
    assert "2 of 4 seats taken" in said


def test_a_full_room_is_folded_away_and_says_why(client, open_room):
    open_room("K7QM4X", "Blue", seats=1)
    page = client.get("/games/golf/")
    assert "1 room you can’t join right now" in words(page)
    assert 'formaction="/join/K7QM4X"' not in page.content.decode()


def test_one_may_ask_to_see_full_rooms_among_the_others(client, open_room):
    open_room("K7QM4X", "Blue", seats=1)
    page = client.get("/games/golf/?seats=all")
    assert "can’t join right now" not in words(page)
    assert 'id="room-K7QM4X"' in page.content.decode()


def test_a_large_room_draws_six_seats_and_counts_the_rest(client, open_room):
    open_room("K7QM4X", "Blue", seats=13)
    page = client.get("/games/golf/")
    assert page.content.decode().count("seat-free") == 5
    assert "+7" in words(page)


def test_the_rooms_of_another_game_are_not_listed(client, publish, open_room):
    open_room("K7QM4X", "Blue", game=publish("kettle", "Kettle Wars"))
    assert "K7QM4X" not in client.get("/games/golf/").content.decode()
    assert "Kettle Wars Hosted by Blue" in words(client.get("/rooms/"))


def test_the_part_is_the_same_list(as_part, open_room):
    open_room("K7QM4X", "Blue")
    part = as_part("/games/golf/").content.decode()
    assert part.lstrip().startswith("<ul")
    assert 'id="room-K7QM4X"' in part


def test_a_seat_keeps_its_colour_when_others_leave(client, open_room):
    room = open_room("K7QM4X", "Blue", "Green", "Yellow")
    room.peers.filter(name="Green").update(state="left")
    page = client.get("/games/golf/").content.decode()
    assert 'seat-3"><span aria-hidden="true">Y</span>' in page


def test_a_player_without_a_name_still_has_a_seat(client, open_room):
    room = open_room("K7QM4X", "Blue")
    room.peers.update(name="")
    assert "Hosted by Player" in words(client.get("/games/golf/"))


def test_a_cover_is_a_small_picture_that_stays(client, golf):
    cover = client.get("/games/golf/cover.svg")
    assert cover["Content-Type"] == "image/svg+xml"
    assert "immutable" in cover["Cache-Control"]
    assert len(cover.content) < 6000
    assert client.get("/games/nothing/cover.svg").status_code == 404


def test_people_in_all_rooms_of_a_game_are_counted(client, publish, open_room):
    assert 'id="people-playing" hidden' in client.get("/games/golf/").content.decode()
    open_room("K7QM4X", "Blue", "Green")
    open_room("AAAAAA", "Yellow", public=False)
    open_room("CCCCCC", "Red", state="closed")
    open_room("DDDDDD", "Pink", game=publish("kettle", "Kettle Wars"))
    assert "3 people playing" in words(client.get("/games/golf/"))


def test_quick_match_is_the_lamp_and_open_a_room_stands_beside(client, golf):
    page = client.get("/games/golf/").content.decode()
    assert 'action="/games/golf/match"' in page
    assert "Quick match seats you in a free room, or rings until somebody comes." in page


def test_quick_match_takes_a_seat_in_the_fullest_room(client, open_room):
    open_room("AAAAAA", "Blue")
    room = open_room("K7QM4X", "Yellow", "Green")
    answer = client.post("/games/golf/match")
    assert answer.headers["Location"] == "/games/golf/play?room=K7QM4X"
    assert room.peers.count() == 3


def test_quick_match_rings_in_a_room_of_ones_own_where_there_is_none(client, golf):
    answer = client.post("/games/golf/match")
    assert answer.headers["Location"] == "/games/golf/match"
    assert Room.objects.get().public


def test_quick_match_on_a_full_site_says_so_on_the_games_page(client, golf, settings):
    settings.MAX_ROOMS, settings.LIMITS = 0, "on"
    page = client.post("/games/golf/match")
    assert page.status_code == 409
    assert "No seat found. Every room is taken." in words(page)
    assert 'hx-get="/games/golf/"' in page.content.decode()


def test_quick_match_is_no_mere_link(client, golf):
    assert client.get("/games/golf/match").headers["Location"] == "/games/golf/"
    assert not Room.objects.exists()
    assert client.post("/games/nothing/match").status_code == 404
