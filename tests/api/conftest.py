"""A published game, and programs that ask the API about it."""

import json

import pytest

from lobby import limits, passes
from lobby.api import door
from lobby.models import Build, Game, Peer
from lobby.passes import Pass, Player

PROPERTIES = "Mode: Duel, Teams\nRounds: 1 to 9, usually 3\nFriendly fire: no or yes"


@pytest.fixture(autouse=True)
def fresh_rates(settings, tmp_path, monkeypatch):
    """No test is kept waiting by another's requests."""
    settings.STATIC_ROOT = tmp_path
    for name in ("_reads", "_writes"):
        monkeypatch.setattr(door, name, limits.Window())
    monkeypatch.setattr(limits, "_openings", limits.Window())
    monkeypatch.setattr("lobby.guesses._wrong", limits.Window())
    monkeypatch.setattr("lobby.chat._lines", limits.Window())


@pytest.fixture
def publish(db):
    def publish(slug: str, **fields) -> Game:
        game = Game.objects.create(slug=slug, title=slug.title(), seats=4, **fields)
        game.live_build = Build.objects.create(game=game, number=1, entry="index.html", size=1)
        game.save()
        return game

    return publish


@pytest.fixture
def golf(publish):
    return publish("golf", properties=PROPERTIES, description="On an island.")


@pytest.fixture
def chess(publish):
    return publish("chess", topology="star")


@pytest.fixture
def ask(client):
    """Ask as a program does: `ask("POST", "/rooms/K7QM4X/passes", {"player": "Blue"})`."""

    def ask(method: str, address: str, body: object = None, shown: str = "", **headers):
        sent = {"Authorization": f"Bearer {shown}"} if shown else {}
        content = {} if body is None else {"data": json.dumps(body)}
        return client.generic(
            method,
            f"/api/v1{address}",
            content_type="application/json",
            headers=sent | headers,
            **content,
        )

    return ask


@pytest.fixture
def open_room(ask, golf):
    """Open a room as a program does, and let its host's game connect; what its maker is told."""

    def open_room(player: str = "Blue", *, here: bool = True, **asked) -> dict:
        given = {"player": player, "public": True} | asked
        seat = ask("POST", "/games/golf/rooms", given).json()
        if here:
            connect(seat)
        return seat

    return open_room


@pytest.fixture
def take_seat(ask):
    def take_seat(room: dict, player: str = "Yellow", *, here: bool = False, **asked) -> dict:
        code = room["room"]["code"]
        seat = ask("POST", f"/rooms/{code}/passes", {"player": player} | asked).json()
        if here:
            connect(seat)
        return seat

    return take_seat


def connect(seat: dict) -> None:
    """As if the game of a seat were connected."""
    socket = f"elsewhere.{seat['room']['code']}{seat['number']}"
    Peer.objects.filter(room__code=seat["room"]["code"], number=seat["number"]).update(
        state=Peer.State.SEATED, socket=socket[:40], held_until=None
    )


def pass_of(game: str, room: str = "", player: str = "stranger") -> str:
    return passes.sign(Pass(Player(player, "Stranger"), game, room))


def rule_of(answer) -> tuple[int, str]:
    """The status and the rule of a problem document."""
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["title"] and document["detail"]
    assert document["type"].endswith(f"/api/docs#{document['rule']}")
    return answer.status_code, document["rule"]
