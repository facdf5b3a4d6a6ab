"""The frames that docs/protocol.md shows are those that the server speaks."""

import json
import re

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


def fit(heard, expected, code):
    """Whether they are the same, with the code filled in once it is known."""
    (number, said), (wanted_number, wanted) = read(heard), read(expected.replace("{code}", code))
    return (number, said) == (wanted_number, wanted)


@pytest.mark.parametrize("vectors", VECTORS, ids=range(len(VECTORS)))
async def test_the_documented_frames_are_spoken(golf, dial, vectors):
    lines = vectors.splitlines()
    offered = ["playlobby.v1"] if '"extensions"' in lines[0] else None
    player, code = await dial(golf, subprotocols=offered), ""
    for line in lines:
        direction, frame = line[0], line[2:]
        if direction == ">":
            await player.socket.send(frame.replace("\\n", "\n"))
        elif direction == "x":
            close, _, reason = frame.partition(" ")
            assert await player.closed() == (int(close), reason)
        else:
            heard = await player.hear_text()
            if not code and "{code}" in frame:
                code = read(heard)[1]["data"]
            assert fit(heard, frame, code), heard


def test_there_are_vectors():
    assert len(VECTORS) >= 5
