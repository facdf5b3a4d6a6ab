"""Queues, and players who wait in them. Nothing has a socket but its name."""

import contextlib
from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import switchboard
from lobby.errors import Refusal
from lobby.matchmaking import lease, matcher, tickets
from lobby.models import Game, Queue, Seeker, Ticket
from lobby.passes import Player

BLUE, YELLOW, GREEN, RED = (
    Player(id=name.lower(), name=name) for name in ("Blue", "Yellow", "Green", "Red")
)


@pytest.fixture
def game(db):
    return Game.objects.create(
        slug="demo", title="Demo", seats=8, properties="Mode: Duel, Teams\nMap: Reef, Kettle"
    )


@pytest.fixture
def queue(game):
    return Queue.objects.create(game=game, slug="duel", name="Duel", agree_on=["mode"])


@pytest.fixture
def wait(game, queue):
    """Begin to wait: `wait(BLUE)`, or at a socket, `wait(BLUE, socket="w.1")`."""

    def wait(player, **asked):
        if "socket" in asked:
            asked = {"generation": 4, "topology": "mesh"} | asked
        return tickets.enter(game=game, queue="duel", player=player, **asked)

    return wait


@pytest.fixture
def run(db):
    """One pass of the matcher; the matches that it made."""

    def run(worker="w"):
        epoch = lease.take(worker=worker)
        made = []
        for plan in matcher.plan():
            with contextlib.suppress(matcher.Dropped, Refusal):
                made.append(matcher.claim(plan=plan, epoch=epoch))
        return made

    return run


@pytest.fixture
def later(db):
    """Let time pass for those who wait, though their players are heard of."""

    def later(seconds):
        for ticket in Ticket.objects.open():
            Ticket.objects.filter(pk=ticket.pk).update(
                since=ticket.since - timedelta(seconds=seconds)
            )

    return later


@pytest.fixture
def silence(db):
    """A player is not heard of any more."""

    def silence(player):
        Seeker.objects.filter(player=player.id).update(
            heard_until=timezone.now() - timedelta(seconds=1)
        )

    return silence


@pytest.fixture
def announced(monkeypatch, django_capture_on_commit_callbacks):
    """The events of a verb, once committed: `announced(tickets.leave, socket="w.1")`."""
    events = []
    monkeypatch.setattr(switchboard.switchboard, "publish", events.append)

    def run(verb, **arguments):
        events.clear()
        with django_capture_on_commit_callbacks(execute=True):
            verb(**arguments)
        return [(event.type, event.socket, event.rule) for event in events]

    return run
