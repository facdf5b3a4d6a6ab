"""Rooms without sockets: verbs, and what they announce."""

import pytest

from lobby import chat, limits, switchboard
from lobby.models import Game
from lobby.passes import Player


@pytest.fixture
def game(db):
    return Game.objects.create(slug="demo", title="Demo", seats=4)


@pytest.fixture
def blue():
    return Player(id="blue", name="Blue")


@pytest.fixture
def yellow():
    return Player(id="yellow", name="Yellow")


@pytest.fixture
def green():
    return Player(id="green", name="Green")


@pytest.fixture
def limited(settings, monkeypatch):
    """Rates count, and nobody has done anything yet."""
    settings.LIMITS = "on"
    for module, name in [(chat, "_lines"), (limits, "_steps")]:
        monkeypatch.setattr(module, name, limits.Window())


@pytest.fixture
def announced(monkeypatch, django_capture_on_commit_callbacks):
    """The events of a verb, once committed: `announced(rooms.leave, socket="s1")`."""
    events = []
    monkeypatch.setattr(switchboard.switchboard, "publish", events.append)

    def run(verb, **arguments):
        events.clear()
        with django_capture_on_commit_callbacks(execute=True):
            verb(**arguments)
        return [(event.type, event.number or event.rule) for event in events]

    return run
