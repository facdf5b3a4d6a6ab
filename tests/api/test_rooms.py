"""Programs open rooms, take seats, and run the rooms they host."""

import pytest

from lobby import passes
from lobby.live.telling import told
from lobby.models import Game, Peer, Room
from lobby.seating import seatings
from tests.api.conftest import connect, pass_of, rule_of


def test_who_opens_a_room_holds_its_first_seat_and_gets_a_pass(ask, golf):
    asked = {
        "player": "Blue",
        "name": "  Sunday\u202e league ",
        "seats": 3,
        "topology": "star",
        "late_joining": False,
        "properties": {"rounds": 5},
    }
    answer = ask("POST", "/games/golf/rooms", asked)
    assert answer.status_code == 201
    seat = answer.json()
    room = Room.objects.get()
    assert seat["number"] == 1
    assert seat["signal"] == f"ws://localhost:8000/signal/golf/{room.code}"
    assert seat["invite"] == f"http://localhost:8000/join/{room.code}"
    assert seat["play"].startswith("http://golf.play.localhost:8000/")
    assert (room.name, room.seats, room.topology) == ("Sunday league", 3, "star")
    assert (room.public, room.late_joining) == (False, False)
    assert seat["room"]["properties"] == {"mode": "Duel", "rounds": 5, "friendly_fire": False}
    claims = passes.read(seat["pass"])
    assert (claims.game, claims.room, claims.player.name) == ("golf", room.code, "Blue")
    assert Peer.objects.get().state == Peer.State.HELD


def test_a_room_is_opened_without_a_word(ask, golf):
    seat = ask("POST", "/games/golf/rooms").json()
    [peer] = seat["room"]["peers"]
    assert seat["room"]["name"] == f"{peer['name']}’s room"


def test_the_game_wins_over_what_is_asked_for(ask, chess):
    seat = ask("POST", "/games/chess/rooms", {"seats": 64, "topology": "mesh"}).json()
    assert (seat["room"]["seats"], seat["room"]["topology"]) == (4, "star")


def test_a_pass_of_the_game_opens_a_room_for_its_player(ask, golf):
    shown = pass_of("golf", player="blue")
    seat = ask("POST", "/games/golf/rooms", {"player": "Somebody else"}, shown).json()
    assert passes.read(seat["pass"]).player.id == "blue"
    assert seat["room"]["peers"][0]["name"] == "Stranger"


def test_a_room_is_told_as_everybody_is_told_of_it(ask, open_room):
    code = open_room()["room"]["code"]
    [seating] = seatings(Room.objects.filter(code=code))
    assert ask("GET", f"/rooms/{code.lower()}").json() == told(seating)


def test_whoever_knows_the_code_takes_a_seat(ask, open_room):
    code = open_room(public=False)["room"]["code"]
    answer = ask("POST", f"/rooms/{code}/passes", {"player": "Yellow"})
    assert answer.status_code == 201
    seat = answer.json()
    assert seat["room"]["taken"] == 2
    assert Peer.objects.get(number=seat["number"]).name == "Yellow"
    again = ask("POST", f"/rooms/{code}/passes", shown=seat["pass"]).json()
    assert again["number"] == seat["number"] and again["room"]["taken"] == 2


def test_a_fresh_pass_is_for_who_has_a_seat(ask, open_room, take_seat):
    room = open_room()
    seat = take_seat(room)
    code = room["room"]["code"]
    Peer.objects.update(held_until=None)
    fresh = ask("POST", f"/rooms/{code}/pass", shown=seat["pass"])
    assert fresh.status_code == 201
    assert passes.read(fresh.json()["pass"]).player == passes.read(seat["pass"]).player
    assert Peer.objects.get(number=seat["number"]).held_until  # a sign of life
    assert rule_of(ask("POST", f"/rooms/{code}/pass", shown=pass_of("golf"))) == (403, "seat.none")


def test_strangers_are_matched_into_one_room(ask, golf):
    blue = ask("POST", "/games/golf/match", {"player": "Blue"})
    yellow = ask("POST", "/games/golf/match", {"player": "Yellow"})
    assert (blue.status_code, yellow.status_code) == (201, 201)
    assert blue.json()["room"]["code"] == yellow.json()["room"]["code"]
    again = ask("POST", "/games/golf/match", shown=blue.json()["pass"]).json()
    assert (again["number"], again["room"]["taken"]) == (1, 2)


def test_a_host_changes_its_room(ask, open_room):
    room = open_room()
    change = {"name": "New", "seats": 2, "password": "xyzzy", "properties": {"mode": "Teams"}}
    changed = ask("PATCH", f"/rooms/{room['room']['code']}", change, room["pass"]).json()
    assert (changed["name"], changed["seats"], changed["locked"]) == ("New", 2, True)
    assert changed["properties"]["mode"] == "Teams"
    opened = {"password": "", "public": False, "late_joining": False, "name": None}
    changed = ask("PATCH", f"/rooms/{room['room']['code']}", opened, room["pass"]).json()
    assert (changed["locked"], changed["public"], changed["name"]) == (False, False, "New")
    assert not changed["late_joining"]


@pytest.mark.parametrize("name", ["", " ", "\u202e"])
def test_a_room_is_never_without_a_name(ask, open_room, name):
    room = open_room(name="First")
    answer = ask("PATCH", f"/rooms/{room['room']['code']}", {"name": name}, room["pass"])
    assert rule_of(answer) == (422, "name.empty")
    assert Room.objects.get().name == "First"


def test_a_host_starts_and_seals(ask, open_room):
    room = open_room()
    code = room["room"]["code"]
    started = ask("POST", f"/rooms/{code}/start", shown=room["pass"]).json()
    assert started["started"] and started["state"] == "open"
    assert ask("POST", f"/rooms/{code}/seal", shown=room["pass"]).json()["state"] == "sealed"
    assert rule_of(ask("POST", f"/rooms/{code}/passes")) == (409, "room.sealed")


def test_a_host_hands_the_room_over(ask, open_room, take_seat):
    room = open_room(topology="mesh")
    heir = take_seat(room)
    address = f"/rooms/{room['room']['code']}/hand-over"
    number = {"number": heir["number"]}
    assert rule_of(ask("POST", address, number, room["pass"])) == (409, "heir.not_here")
    connect(heir)
    assert rule_of(ask("POST", address, number, room["pass"])) == (409, "host.fixed")
    Game.objects.update(when_host_leaves=Game.WhenHostLeaves.KEEP)
    assert ask("POST", address, number, room["pass"]).json()["host"] == heir["number"]
    assert rule_of(ask("POST", address, number, room["pass"])) == (403, "host.only")


def test_who_is_put_out_cannot_come_back(ask, open_room, take_seat):
    room = open_room()
    yellow = take_seat(room)
    code = room["room"]["code"]
    left = ask("DELETE", f"/rooms/{code}/peers/{yellow['number']}", shown=room["pass"]).json()
    assert left["taken"] == 1
    again = ask("POST", f"/rooms/{code}/passes", shown=yellow["pass"])
    assert rule_of(again) == (403, "peer.barred")
    nobody = ask("DELETE", f"/rooms/{code}/peers/77", shown=room["pass"])
    assert rule_of(nobody) == (404, "peer.unknown")


def test_players_are_ready_and_talk(ask, open_room, take_seat):
    room = open_room()
    yellow = take_seat(room)
    address = f"/rooms/{room['room']['code']}"
    ready = ask("PUT", f"{address}/ready", {"ready": True}, yellow["pass"]).json()
    assert [peer["ready"] for peer in ready["peers"]] == [False, True]
    assert ask("POST", f"{address}/chat", {"text": "Hi  all"}, yellow["pass"]).status_code == 204
    ask("POST", f"{address}/chat", {"text": "Hello"}, room["pass"])
    first, second = ask("GET", f"{address}/chat", shown=room["pass"]).json()["lines"]
    assert (first["text"], first["number"], second["text"]) == ("Hi all", yellow["number"], "Hello")
    later = ask("GET", f"{address}/chat?after={first['id']}", shown=room["pass"]).json()
    assert [line["text"] for line in later["lines"]] == ["Hello"]


HOSTS_ALONE = [
    ("PATCH", "", {"name": "Mine now"}),
    ("POST", "/start", None),
    ("POST", "/seal", None),
    ("POST", "/hand-over", {"number": 1}),
    ("DELETE", "/peers/1", None),
]
PLAYERS_ALONE = [
    ("POST", "/pass", None),
    ("PUT", "/ready", {"ready": True}),
    ("GET", "/chat", None),
    ("POST", "/chat", {"text": "Hello"}),
]


@pytest.mark.parametrize(("method", "address", "body"), HOSTS_ALONE)
def test_a_guest_cannot_act_as_host(ask, open_room, take_seat, method, address, body):
    room = open_room()
    guest = take_seat(room, here=True)
    before = Room.objects.values().get()
    answer = ask(method, f"/rooms/{room['room']['code']}{address}", body, guest["pass"])
    assert rule_of(answer) in [(403, "host.only"), (403, "seal.not_host")]
    assert Room.objects.values().get() == before


@pytest.mark.parametrize(("method", "address", "body"), HOSTS_ALONE + PLAYERS_ALONE)
@pytest.mark.parametrize(
    ("shown", "refused"),
    [
        ("", {(401, "pass.invalid")}),
        ("nonsense", {(401, "pass.invalid")}),
        (("golf", ""), {(403, "host.only"), (403, "seat.none")}),
        (("golf", "AAAAAA"), {(403, "pass.other_room")}),
        (("chess", ""), {(403, "pass.other_game")}),
        (("chess", "{code}"), {(403, "host.only"), (403, "seat.none")}),
    ],
)
def test_only_who_is_in_the_room_has_a_say(ask, open_room, method, address, body, shown, refused):
    code = open_room()["room"]["code"]
    if isinstance(shown, tuple):
        shown = pass_of(shown[0], shown[1].format(code=code))
    assert rule_of(ask(method, f"/rooms/{code}{address}", body, shown)) in refused


def test_a_pass_that_has_run_out_is_none(ask, open_room, monkeypatch):
    room = open_room()
    monkeypatch.setattr(passes, "LIFETIME", -passes.LIFETIME)
    answer = ask("POST", f"/rooms/{room['room']['code']}/pass", shown=room["pass"])
    assert rule_of(answer) == (401, "pass.invalid")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("address", ["/games/golf/rooms", "/games/golf/match", "/rooms/{}/passes"])
def test_a_pass_of_another_game_takes_no_seat(ask, open_room, chess, address):
    address = address.format(open_room()["room"]["code"])
    assert rule_of(ask("POST", address, {}, pass_of("chess"))) == (403, "pass.other_game")
    assert rule_of(ask("POST", address, {}, "nonsense")) == (401, "pass.invalid")


def test_a_locked_room_opens_to_its_password_alone(ask, open_room):
    code = open_room(password="xyzzy")["room"]["code"]
    address = f"/rooms/{code}/passes"
    assert rule_of(ask("POST", address)) == (403, "password.missing")
    assert rule_of(ask("POST", address, {"password": "abc"})) == (403, "password.wrong")
    assert rule_of(ask("POST", address, {}, pass_of("golf"))) == (403, "password.missing")
    assert ask("POST", address, {"password": "xyzzy"}).status_code == 201


def test_wrong_codes_and_passwords_are_counted_as_guesses(ask, open_room):
    code = open_room(password="xyzzy")["room"]["code"]
    for _ in range(5):
        assert rule_of(ask("GET", "/rooms/QQQQQQ")) == (404, "room.unknown")
        assert ask("POST", f"/rooms/{code}/passes", {"password": "abc"}).status_code == 403
    locked_out = ask("POST", f"/rooms/{code}/passes", {"password": "xyzzy"})
    assert rule_of(locked_out) == (429, "codes.too_many")
    assert locked_out["Retry-After"] == "60"
    assert rule_of(ask("GET", f"/rooms/{code}")) == (429, "codes.too_many")


def test_who_is_in_a_room_goes_on_whatever_the_neighbours_guess(ask, open_room):
    room = open_room()
    for _ in range(11):
        ask("GET", "/rooms/QQQQQQ")
    assert ask("POST", f"/rooms/{room['room']['code']}/pass", shown=room["pass"]).status_code == 201


def test_a_room_without_a_free_seat_is_full(ask, open_room, take_seat):
    room = open_room(seats=2)
    take_seat(room)
    assert rule_of(ask("POST", f"/rooms/{room['room']['code']}/passes")) == (409, "room.full")


def test_a_room_that_has_closed_says_so(ask, open_room):
    room = open_room()
    Room.objects.update(state=Room.State.CLOSED)
    Peer.objects.update(state=Peer.State.LEFT)
    code = room["room"]["code"]
    assert rule_of(ask("POST", f"/rooms/{code}/passes")) == (410, "room.closed")
    assert rule_of(ask("PATCH", f"/rooms/{code}", {}, room["pass"])) == (410, "room.closed")
    assert ask("GET", f"/rooms/{code}").json()["state"] == "closed"


def test_a_game_without_chat_has_none(ask, golf, open_room):
    room = open_room()
    golf.chat = False
    golf.save()
    address = f"/rooms/{room['room']['code']}/chat"
    assert rule_of(ask("GET", address, shown=room["pass"])) == (403, "chat.off")
    assert rule_of(ask("POST", address, {"text": "Hi"}, room["pass"])) == (403, "chat.off")


def test_nobody_is_called_what_nobody_should_read(ask, golf):
    refused = ask("POST", "/games/golf/rooms", {"player": "Admin"})
    assert rule_of(refused) == (422, "name.unfit")
