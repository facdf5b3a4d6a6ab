"""What every request to the API may rely on: no cookies, any origin, problems in one form."""

import re
from pathlib import Path

import pytest

from lobby import limits
from lobby.api import door
from lobby.api.rules import RULES
from tests.api.conftest import rule_of

ROOT = Path(__file__).resolve().parent.parent.parent
# Whose refusals programs may meet.
VERBS = ["bulletin", "guests", "rooms", "hostship", "chat", "properties", "passwords"]
VERBS += ["limits", "guesses", "membership", "ledger", "connections"]
VERBS += ["matchmaking/results", "matchmaking/tickets"]
OF_SOCKETS = {"sockets.too_many", "peers.too_many", "pages.too_many"}
OF_SOCKETS |= {"peer.kicked", "seat.lost", "seal.complete"}
OF_PAGES = {"line.unknown", "reports.too_many"}


def test_every_rule_has_a_status():
    files = [ROOT / f"lobby/{verb}.py" for verb in VERBS] + list((ROOT / "lobby/api").glob("*.py"))
    named = {
        rule
        for file in files
        for rule in re.findall(r'(?:Refusal|problem)\(\s*"([\w.]+)"', file.read_text())
    }
    assert named - OF_SOCKETS - OF_PAGES == set(RULES)


@pytest.mark.parametrize(
    "address",
    ["/api/v1/games", "/api/v1/games/none", "/api/none", "/api/docs", "/api/openapi.json"],
)
def test_no_cookie_is_set_or_read(client, golf, admin_user, address):
    plain = client.get(address)
    client.force_login(admin_user)
    client.cookies["guest"] = "nonsense"
    known = client.get(address)
    assert known.content == plain.content
    for answer in (plain, known):
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_a_session_opens_nothing_and_needs_no_token_of_a_form(admin_client, open_room):
    admin_client.handler.enforce_csrf_checks = True
    json = {"data": "{}", "content_type": "application/json"}
    room = open_room()
    address = f"/api/v1/rooms/{room['room']['code']}"
    assert rule_of(admin_client.post(f"{address}/seal", **json)) == (401, "pass.invalid")
    assert admin_client.post(f"{address}/passes", **json).status_code == 201


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("OPTIONS", "/games/golf/rooms"),
        ("GET", "/games"),
        ("HEAD", "/games"),
        ("GET", "/games/none"),
        ("GET", "/nothing"),
        ("POST", "/rooms/QQQQQQ/seal"),
        ("POST", "/games"),
    ],
)
def test_any_page_may_ask(ask, golf, method, address):
    answer = ask(method, address, Origin="https://games.example.net")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Cache-Control"] == "no-store"


def test_a_preflight_names_what_may_be_sent(ask, db):
    answer = ask("OPTIONS", "/rooms/QQQQQQ")
    assert (answer.status_code, answer.content) == (204, b"")
    assert {"PATCH", "DELETE", "PUT"} <= set(answer["Access-Control-Allow-Methods"].split(", "))
    allowed = answer["Access-Control-Allow-Headers"]
    assert allowed == "Authorization, Content-Type"


@pytest.mark.parametrize(
    ("method", "address", "refused"),
    [
        ("GET", "/nothing", (404, "address.unknown")),
        ("GET", "/games/none", (404, "game.unknown")),
        ("GET", "/games/%00", (404, "game.unknown")),
        ("GET", "/games/none/rooms", (404, "game.unknown")),
        ("POST", "/games/none/match", (404, "game.unknown")),
        ("GET", "/rooms/hello", (404, "room.unknown")),
        ("GET", "/rooms/%00", (404, "room.unknown")),
        ("DELETE", "/games/golf", (405, "method.unknown")),
        ("GET", "/games/golf/rooms?limit=201", (422, "value.invalid")),
        ("GET", "/games/golf/rooms?sort=old", (422, "value.invalid")),
        ("GET", "/games/golf/rooms?colour=red", (422, "property.unknown")),
        ("GET", "/games/golf/rooms?rounds=99", (422, "property.invalid")),
        ("DELETE", "/rooms/QQQQQQ/peers/x", (401, "pass.invalid")),
    ],
)
def test_what_is_wrong_is_said_in_one_form(ask, golf, method, address, refused):
    assert rule_of(ask(method, address)) == refused


def test_a_wrong_method_is_told_the_right_ones(ask, golf):
    assert ask("PUT", "/games/golf/rooms")["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("sent", "at", "says"),
    [
        ({"seats": 0}, "seats", "It is 1 at least."),
        ({"seats": 65}, "seats", "It is 64 at most."),
        ({"seat": 3}, "seat", "There is no such key here."),
        ({"topology": "ring"}, "topology", "It is one of '', 'mesh' or 'star'."),
        ({"password": "x" * 65}, "password", "It has 64 characters at most."),
        ({"player": 7}, "player", "It is a text."),
        ({"public": None}, "public", "It is true or false."),
        ({"public": "yes"}, "public", "It is true or false."),
        ({"seats": "3"}, "seats", "It is a whole number."),
        ({"seats": True}, "seats", "It is a whole number."),
        ({"seats": 2.5}, "seats", "It is a whole number."),
        *[
            (
                {"properties": {"mode": it}},
                "properties.mode",
                "It is a text, a number, or true or false.",
            )
            for it in (None, [1], {})
        ],
        ({"properties": {f"k{n}": 1 for n in range(13)}}, "properties", "It has 12 keys at most."),
        ([], "", "It is a JSON object."),
    ],
)
def test_what_cannot_be_is_told_with_its_place(ask, golf, sent, at, says):
    answer = ask("POST", "/games/golf/rooms", sent)
    assert rule_of(answer) == (422, "value.invalid")
    assert answer.json()["errors"] == [{"at": at, "says": says}]


def test_a_number_may_come_as_godot_writes_it(ask, golf):
    assert ask("POST", "/games/golf/rooms", {"seats": 3.0}).json()["room"]["seats"] == 3


def test_of_many_errors_the_first_are_told(ask, golf):
    answer = ask("POST", "/games/golf/rooms", {f"key{number}": 1 for number in range(999)})
    assert len(answer.json()["errors"]) == 20


@pytest.mark.parametrize("address", ["/api/docs", "/api/openapi.json"])
def test_what_can_only_be_read_takes_nothing(client, db, address):
    answer = client.post(address, "{}", content_type="application/json")
    assert rule_of(answer) == (405, "method.unknown")
    assert answer["Allow"] == "GET"
    assert client.head(address).status_code == 200


def test_a_value_that_is_missing_is_named(ask, open_room):
    room = open_room()
    answer = ask("PUT", f"/rooms/{room['room']['code']}/ready", {}, room["pass"])
    assert answer.json()["errors"] == [{"at": "ready", "says": "This is needed."}]
    assert answer.json()["detail"] == "ready: This is needed."


@pytest.mark.parametrize(
    ("properties", "rule"),
    [({"colour": "red"}, "property.unknown"), ({"rounds": 77}, "property.invalid")],
)
def test_properties_are_what_the_game_declares(ask, golf, properties, rule):
    asked = {"properties": properties}
    assert rule_of(ask("POST", "/games/golf/rooms", asked)) == (422, rule)


@pytest.mark.parametrize("body", ["{", "{'a': 1}", b"\xff", '{"seats": NaN}', '{"a": "\\ud800"}'])
def test_a_body_that_is_no_json_is_refused(client, golf, body):
    answer = client.post("/api/v1/games/golf/rooms", body, content_type="application/json")
    assert rule_of(answer) == (400, "body.unreadable")


def test_a_form_is_no_json(client, golf):
    answer = client.post("/api/v1/games/golf/rooms", {"name": "Room"})
    assert rule_of(answer) == (415, "body.not_json")


def test_a_body_has_its_bounds(ask, golf):
    asked = {"name": "x" * door.MOST_BYTES}
    assert rule_of(ask("POST", "/games/golf/rooms", asked)) == (413, "body.too_large")


def test_a_failure_tells_no_more_than_that(ask, golf, monkeypatch, caplog):
    def fail(slug):
        raise RuntimeError("a secret")

    monkeypatch.setattr("lobby.api.games.published", fail)
    answer = ask("GET", "/games/golf")
    assert rule_of(answer) == (500, "server.error")
    assert b"secret" not in answer.content
    assert "a secret" in caplog.text


def test_a_host_that_is_not_the_sites_is_refused(ask, golf):
    answer = ask("GET", "/games", Host="evil.example")
    assert answer.status_code == 400


def test_who_asks_too_often_waits(ask, golf, settings, monkeypatch):
    monkeypatch.setattr(door, "READS_A_MINUTE", 2)
    monkeypatch.setattr(door, "WRITES_A_MINUTE", 1)
    answers = [ask("GET", "/games").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert ask("POST", "/games/golf/match").status_code == 201
    refused = ask("POST", "/games/golf/match")
    assert rule_of(refused) == (429, "api.too_fast")
    assert refused["Retry-After"] == "60"
    assert ask("OPTIONS", "/games").status_code == 204
    settings.LIMITS = "off"
    assert ask("GET", "/games").status_code == 200


def test_rooms_have_a_rate_of_their_own(ask, golf, monkeypatch):
    monkeypatch.setattr(limits, "ROOMS_A_MINUTE", 1)
    assert ask("POST", "/games/golf/rooms").status_code == 201
    assert rule_of(ask("POST", "/games/golf/rooms")) == (429, "rooms.too_fast")


def test_a_game_on_another_name_of_this_machine_is_not_led_elsewhere(ask, golf):
    """Its fetch could not follow."""
    assert ask("GET", "/games", Host="127.0.0.1:8000").status_code == 200
