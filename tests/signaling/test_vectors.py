"""The frames that docs/protocol.md shows are those that the server speaks."""

import json
import re
from secrets import token_urlsafe

import pytest

from tests.running import ROOT

PAGE = (ROOT / "docs" / "protocol.md").read_text()
VECTORS = re.findall(r"^```vectors\n(.*?)^```$", PAGE, re.S | re.M)


@pytest.fixture(scope="module")
def golf(make_site):
    site = make_site()
    site.shell(
        "from lobby.models import Game; Game.objects.create("
        'slug="golf", title="Golf", seats=4, properties="Mode: Duel, Teams")'
    )
    site.start()
    yield f"{site.signal}/golf"
    site.stop()


def read(frame):
    """A frame's number, if it has one, and its JSON."""
    number, _, payload = frame.rpartition(" {") if not frame.startswith("{") else ("", "", frame)
    return number, json.loads(payload if payload.startswith("{") else "{" + payload)


def fill(frame, known):
    for name, value in known.items():
        frame = frame.replace(f"{{{name}}}", value)
    return frame


def learn(heard, expected, known):
    """What a frame shows for the first time; a greeting may name another way of counting."""
    said = read(heard)[1]
    if "{code}" in expected:
        known.setdefault("code", said["data"])
    if "{since}" in expected:
        known["since"] = said["since"]


@pytest.mark.parametrize("vectors", VECTORS, ids=range(len(VECTORS)))
async def test_the_documented_frames_are_spoken(golf, dial, vectors):
    lines = vectors.splitlines()
    offered = ["playlobby.v1"] if '"resume"' in lines[0] else None
    player = await dial(golf, subprotocols=offered)
    known = {"token": token_urlsafe(16)}
    for line in lines:
        direction, frame = line[0], line[2:]
        if direction == "|":
            player.socket.transport.abort()
            player = await dial(golf, subprotocols=offered)
        elif direction == ">":
            await player.socket.send(fill(frame, known).replace("\\n", "\n"))
        elif direction == "x":
            close, _, reason = frame.partition(" ")
            assert await player.closed() == (int(close), reason)
        else:
            heard = await player.hear_text()
            learn(heard, frame, known)
            assert read(heard) == read(fill(frame, known)), heard


def test_there_are_vectors():
    assert len(VECTORS) >= 6
