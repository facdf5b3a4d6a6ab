"""Requests and bytes are counted where they are answered."""

import pytest

from lobby.counting import Counting
from signaling_site import counted as module


@pytest.fixture
def counting(monkeypatch):
    monkeypatch.setattr(module, "counting", counting := Counting())
    return counting


async def ask(answer, kind="http"):
    sent = []

    async def send(message):
        sent.append(message)

    await module.counted(answer)({"type": kind}, None, send)
    return sent


def answer(status, game=None, fail=False):
    async def app(scope, receive, send):
        if game is not None:
            scope["counts"] = game
        if fail:
            raise OSError
        await send({"type": "http.response.start", "status": status})
        for part in (b"12345", b"678"):
            await send({"type": "http.response.body", "body": part})

    return app


async def test_a_games_bytes_are_its_own_and_those_of_pages_are_nobodys(counting):
    await ask(answer(200, game="golf"))
    await ask(answer(206, game="golf"))
    await ask(answer(200, game=""))  # the address that games share
    await ask(answer(200))
    assert {game: counts.sent for game, counts in counting.games.items()} == {"golf": 16, "": 8}
    assert counting.requests == {2: 4}
    assert sum(counting.durations) == 4


async def test_errors_are_answers_from_500_on_and_what_fails_without_one(counting):
    await ask(answer(404))
    await ask(answer(503))
    with pytest.raises(OSError):
        await ask(answer(200, fail=True))
    assert counting.of("").errors == 2
    assert counting.requests == {4: 1, 5: 2}


async def test_sockets_are_no_requests(counting):
    await ask(answer(200), kind="websocket")
    assert not counting.requests
