"""A game with a queue, and time to travel through."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby.models import Game, Queue


@pytest.fixture
def game(db):
    return Game.objects.create(slug="golf", title="Tidepool Golf", seats=4)


@pytest.fixture
def queue(game):
    return Queue.objects.create(game=game, slug="duel", name="Duel")


@pytest.fixture
def ago():
    """A moment some time before now: `ago(days=31)`."""
    return lambda **time: timezone.now() - timedelta(**time)
