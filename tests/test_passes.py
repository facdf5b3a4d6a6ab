"""What a game may show instead of a cookie."""

import re
from datetime import timedelta

import pytest
from django.core import signing

from lobby import passes
from lobby.passes import Pass, Player

BLUE = Pass(Player("id", "Blüe 🎮"), game="demo", room="K7QM4X")


def test_a_pass_says_who_it_is_for_and_fits_a_subprotocol():
    text = passes.sign(BLUE)
    assert passes.read(text) == BLUE
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", passes.LIFETIME.__repr__(), "x" * 5000])
def test_what_is_no_pass_is_none(text):
    assert passes.read(text) is None


def test_an_altered_pass_is_none():
    text = passes.sign(BLUE)
    assert passes.read(text[:10] + ("A" if text[10] != "A" else "B") + text[11:]) is None


def test_something_else_that_we_signed_is_no_pass():
    import base64

    other = signing.dumps({"player": {"id": "x", "name": "y"}, "game": "demo"}, salt="other")
    assert passes.read(base64.urlsafe_b64encode(other.encode()).decode().rstrip("=")) is None


def test_a_pass_runs_out(monkeypatch):
    text = passes.sign(BLUE)
    monkeypatch.setattr(passes, "LIFETIME", timedelta(seconds=-1))
    assert passes.read(text) is None
