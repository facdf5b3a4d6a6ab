"""Programs get the ICE servers of the player whose pass they show."""

from datetime import datetime

import pytest

from lobby.models import Game, IceServer
from tests.api.conftest import pass_of, rule_of


@pytest.fixture
def relay(db):
    return IceServer.objects.create(host="turn.example.org", secret="north wind")


def test_whoever_shows_a_pass_gets_servers_and_credentials(ask, golf, relay):
    IceServer.objects.create(kind="stun", host="stun.example.org", position=1)
    told = ask("GET", "/ice", shown=pass_of("golf")).json()
    turn, stun = told["ice_servers"]
    assert turn["urls"] == ["turn:turn.example.org:3478?transport=udp"]
    ends, _, _ = turn["username"].partition(":")
    assert int(ends) == int(datetime.fromisoformat(told["expires_at"]).timestamp())
    assert turn["credential"] and "north wind" not in str(told)
    assert stun == {"urls": ["stun:stun.example.org:3478"]}
    assert told["policy"] == "all"


def test_a_game_that_hides_addresses_says_so(ask, golf):
    Game.objects.update(ice_policy="relay")
    told = ask("GET", "/ice", shown=pass_of("golf")).json()
    assert (told["policy"], told["ice_servers"]) == ("relay", [])


def test_each_player_is_another_at_the_server(ask, golf, relay):
    users = [
        ask("GET", "/ice", shown=pass_of("golf", player=player)).json()["ice_servers"][0]
        for player in ("blue", "yellow")
    ]
    assert users[0]["username"] != users[1]["username"]
    assert "blue" not in str(users)


def test_without_a_pass_nobody_gets_any(ask, golf, relay):
    assert rule_of(ask("GET", "/ice")) == (401, "pass.invalid")
    assert rule_of(ask("GET", "/ice", shown="x")) == (401, "pass.invalid")
    assert rule_of(ask("GET", "/ice", shown=pass_of("gone"))) == (404, "game.unknown")
