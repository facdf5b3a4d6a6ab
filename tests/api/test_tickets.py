"""Programs wait for a match, and get a seat in its room."""

import pytest

from lobby.matchmaking import lease, matcher
from lobby.models import Queue, Ticket


@pytest.fixture
def duel(golf):
    return Queue.objects.create(game=golf, slug="duel", name="Duel", agree_on=["mode"])


@pytest.fixture
def wait(ask, duel):
    """Begin to wait, as a player of that name; the ticket."""

    def wait(name, **asked):
        return ask("POST", "/games/golf/tickets", {"queue": "duel", "player": name} | asked).json()

    return wait


def read(ask, ticket):
    return ask("GET", f"/tickets/{ticket['ticket']}", shown=ticket["pass"])


def test_the_queues_are_told(ask, duel):
    [queue] = ask("GET", "/games/golf/queues").json()["queues"]
    assert (queue["queue"], queue["least"], queue["properties"]) == ("duel", 2, ["mode"])
    Queue.objects.update(on=False)
    assert ask("GET", "/games/golf/queues").json() == {"queues": []}


def test_two_who_wait_get_seats_in_one_room(ask, wait):
    blue, yellow = wait("Blue"), wait("Yellow", properties={"mode": "Teams"})
    assert (blue["state"], yellow["players"], blue["seat"]) == ("waiting", 2, None)
    [plan] = matcher.plan()
    matcher.claim(plan=plan, epoch=lease.take(worker="w"))
    seats = [read(ask, ticket).json()["seat"] for ticket in (blue, yellow)]
    assert seats[0]["room"]["code"] == seats[1]["room"]["code"]
    assert seats[0]["room"]["properties"]["mode"] == "Teams"
    code, shown = seats[0]["room"]["code"], seats[0]["pass"]
    assert ask("POST", f"/rooms/{code}/pass", shown=shown).status_code == 201


def test_who_waits_no_more_is_matched_with_nobody(ask, wait):
    blue = wait("Blue")
    wait("Yellow")
    gone = ask("DELETE", f"/tickets/{blue['ticket']}", shown=blue["pass"])
    assert gone.status_code == 204
    assert matcher.plan() == []
    assert read(ask, blue).json()["state"] == "left"


def test_friends_wait_together_by_a_word(ask, wait):
    first = wait("Blue", party="owl", players=2)
    wait("Yellow", party="owl", players=2)
    assert first["state"] == "gathering" and Ticket.objects.get().state == "waiting"


def test_a_ticket_is_told_to_whose_it_is(ask, wait):
    blue, yellow = wait("Blue"), wait("Yellow")
    other = ask("GET", f"/tickets/{blue['ticket']}", shown=yellow["pass"])
    assert (other.status_code, other.json()["rule"]) == (404, "ticket.unknown")
    assert ask("GET", f"/tickets/{blue['ticket']}").status_code == 401


@pytest.mark.parametrize(
    ("asked", "status", "rule"),
    [
        ({"queue": "none"}, 404, "queue.unknown"),
        ({"properties": {"mode": "Chess"}}, 422, "property.invalid"),
        ({"party": "owl", "players": 9}, 422, "party.too_large"),
        ({"players": "2"}, 422, "value.invalid"),
    ],
)
def test_what_cannot_be_is_refused(ask, duel, asked, status, rule):
    refused = ask("POST", "/games/golf/tickets", {"queue": "duel"} | asked)
    assert (refused.status_code, refused.json()["rule"]) == (status, rule)
