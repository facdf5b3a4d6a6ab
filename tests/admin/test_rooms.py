"""Moderators find rooms and players, and act on them; what they did is in the log."""

import pytest
from django.contrib.admin.models import LogEntry

from lobby import rooms
from lobby.models import Game, Peer, Room

ROOMS, PLAYERS = "/admin/lobby/room/", "/admin/lobby/peer/"


@pytest.fixture
def room(open_room):
    return open_room("Blue", "Yellow", "Green")


def page_of(room):
    return f"{ROOMS}{room.pk}/change/"


def logged():
    return [(str(entry.user), entry.object_id, entry.change_message) for entry in log()]


def log():
    return LogEntry.objects.select_related("user").order_by("pk")


def state_of(room):
    return Room.objects.get(pk=room.pk).state


def test_the_list_tells_of_each_room(moderator, room):
    page = moderator.get(ROOMS).text
    for words in (room.code, "Blue’s room", "Tidepool Golf", "3 of 4", "Open", "Mesh"):
        assert words in page


@pytest.mark.parametrize("words", ["Blue’s room", "yellow", "tidepool", "golf", "CODE", "code"])
def test_a_room_is_found_by_code_name_player_and_game(moderator, room, open_room, words):
    other = open_room("Red")
    Room.objects.filter(pk=other.pk).update(game=Game.objects.create(slug="chess", title="Chess"))
    code = {"CODE": room.code, "code": f" {room.code.lower()} "}.get(words, words)
    page = moderator.get(ROOMS, {"q": code}).text
    assert room.code in page
    assert other.code not in page
    assert room.code not in moderator.get(ROOMS, {"q": "nobody"}).text


def test_rooms_are_filtered_by_state_and_date(moderator, room):
    year = room.created_at.year
    assert room.code in moderator.get(ROOMS, {"state__exact": "open"}).text
    assert room.code not in moderator.get(ROOMS, {"state__exact": "closed"}).text
    assert room.code in moderator.get(ROOMS, {"created_at__year": year}).text
    assert room.code not in moderator.get(ROOMS, {"created_at__year": year - 1}).text
    for parts in ({}, {"created_at__month": 2}, {"created_at__month": 2, "created_at__day": 29}):
        assert moderator.get(ROOMS, {"created_at__year": 2024} | parts).status_code == 200
    mad = {"created_at__year": 2024, "created_at__month": 99}
    assert moderator.get(ROOMS, mad).status_code in (200, 302)


def test_a_room_shows_its_players_but_nothing_to_edit(moderator, room):
    page = moderator.get(page_of(room)).text
    for words in ("Blue", "Yellow", "Green", "Kick Yellow", "Close with a reason", ">Seal<"):
        assert words in page
    assert 'name="_save"' not in page


def test_sealing_a_room_from_its_page(moderator, room):
    assert "Blue’s room" in moderator.get(f"{ROOMS}{room.pk}/seal/").text
    assert state_of(room) == Room.State.OPEN  # Looking changes nothing.
    moderator.post(f"{ROOMS}{room.pk}/seal/")
    assert state_of(room) == Room.State.SEALED
    assert logged() == [("ines", str(room.pk), "Sealed.")]
    again = moderator.post(f"{ROOMS}{room.pk}/seal/", follow=True).text
    assert "Nothing was changed: the room was sealed already." in again
    assert log().count() == 1


def test_closing_a_room_needs_a_reason(moderator, room):
    address = f"{ROOMS}{room.pk}/close/"
    assert "Write a reason." in moderator.post(address, {"words": " "}).text
    assert "too long" in moderator.post(address, {"words": "ö" * 62}).text
    assert "at most 120" in moderator.post(address, {"words": "x" * 121}).text
    assert state_of(room) == Room.State.OPEN
    moderator.post(address, {"words": "The server moves tonight."})
    assert state_of(room) == Room.State.CLOSED
    assert logged() == [("ines", str(room.pk), "Closed: “The server moves tonight.”")]
    assert "The server moves tonight." in moderator.get(f"{ROOMS}{room.pk}/history/").text
    again = moderator.post(address, {"words": "Once more."}, follow=True).text
    assert "Nothing was changed: the room was over already." in again
    assert "A moderator closed it: “The server moves tonight.”" in again
    assert "room.ended" not in again


def test_kicking_a_player_from_the_room(moderator, room):
    yellow = room.peers.get(name="Yellow")
    address = f"{ROOMS}{room.pk}/kick/{yellow.pk}/"
    assert "Kick Yellow" in moderator.get(address).text
    moderator.post(address, {"words": "Be kind."})
    yellow.refresh_from_db()
    assert yellow.state == Peer.State.LEFT
    assert logged() == [
        ("ines", str(room.pk), f"Kicked Yellow (number {yellow.number}): “Be kind.”")
    ]
    again = moderator.post(address, {}, follow=True).text
    assert "Nothing was changed: that player had left already." in again
    assert "Left, put out: “Be kind.”" in again


def test_a_room_whose_game_has_started_is_not_said_to_be_empty(moderator, room):
    moderator.post(f"{ROOMS}{room.pk}/seal/")
    for peer in room.peers.all():
        rooms.leave(socket=peer.socket)
    assert "Its game started" in moderator.get(page_of(room)).text


def test_players_are_filtered_by_the_words_of_their_column(moderator, room):
    page = moderator.get(PLAYERS, {"state": "seated"}).text
    assert ">Seated</a>" in page
    assert "connected" not in page
    assert "Yellow" in page
    assert "Yellow" not in moderator.get(PLAYERS, {"state": "held"}).text


def test_kicking_the_host_says_that_the_room_ends(moderator, room):
    assert "ends the room" in moderator.get(f"{ROOMS}{room.pk}/kick/1/").text
    moderator.post(f"{ROOMS}{room.pk}/kick/1/", {"words": ""})
    assert state_of(room) == Room.State.CLOSED


def test_closing_many_rooms_from_the_list(moderator, room, open_room):
    other = open_room("Red")
    chosen = {"action": "close_rooms", "_selected_action": [room.pk, other.pk], "index": 0}
    page = moderator.post(ROOMS, chosen).text
    assert room.code in page
    assert other.code in page
    assert state_of(room) == Room.State.OPEN
    moderator.post(ROOMS, chosen | {"words": "Good night."})
    assert (state_of(room), state_of(other)) == (Room.State.CLOSED, Room.State.CLOSED)
    assert log().count() == 2
    assert "closed already" in moderator.post(ROOMS, chosen, follow=True).text


def test_more_rooms_than_django_takes_fields_are_closed_at_once(moderator, room):
    chosen = [room.pk, *range(10**6, 10**6 + 2000)]
    asked = {"action": "close_rooms", "_selected_action": chosen, "index": 0, "words": "Bye."}
    assert "1 closed." in moderator.post(ROOMS, asked, follow=True).text


def test_sealing_many_rooms_from_the_list(moderator, room, open_room):
    closed = open_room("Red")
    moderator.post(f"{ROOMS}{closed.pk}/close/", {"words": "Bye."})
    chosen = {"action": "seal_rooms", "_selected_action": [room.pk, closed.pk], "index": 0}
    assert "1 sealed." in moderator.post(ROOMS, chosen, follow=True).text
    assert (state_of(room), state_of(closed)) == (Room.State.SEALED, Room.State.CLOSED)


def test_players_are_found_and_kicked_from_their_list(moderator, room):
    yellow = room.peers.get(name="Yellow")
    for words in ("yell", "Yellow", room.code.lower()):
        assert "Yellow" in moderator.get(PLAYERS, {"q": words}).text
    assert ">Green<" not in moderator.get(PLAYERS, {"q": "yell"}).text
    chosen = {"action": "kick_peers", "_selected_action": [yellow.pk], "index": 0}
    assert "Yellow in Blue’s room" in moderator.post(PLAYERS, chosen).text
    moderator.post(PLAYERS, chosen | {"words": ""})
    yellow.refresh_from_db()
    assert yellow.state == Peer.State.LEFT
    assert "None of them" in moderator.post(PLAYERS, chosen, follow=True).text
    assert moderator.get(f"{PLAYERS}{yellow.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    "address", [ROOMS, f"{ROOMS}?q=room", f"{ROOMS}?state__exact=open", PLAYERS]
)
def test_a_list_asks_the_database_as_often_however_long_it_is(
    moderator, open_room, django_assert_max_num_queries, address
):
    for number in range(3):
        open_room(f"Blue {number}", f"Yellow {number}")
    few = queries_of(moderator, address, django_assert_max_num_queries)
    for number in range(3, 30):
        open_room(f"Blue {number}", f"Yellow {number}")
    assert queries_of(moderator, address, django_assert_max_num_queries) == few


def queries_of(client, address, at_most):
    with at_most(12) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_rooms_page_asks_as_often_however_many_sat_there(
    moderator, open_room, django_assert_max_num_queries
):
    two, four = open_room("Blue", "Red"), open_room("Blue 2", "Red 2", "Green", "Yellow")
    few = queries_of(moderator, page_of(two), django_assert_max_num_queries)
    assert queries_of(moderator, page_of(four), django_assert_max_num_queries) == few
