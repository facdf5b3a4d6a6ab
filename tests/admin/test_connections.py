"""What staff read of all games' connections."""

import pytest

from lobby import connections
from lobby.models import ConnectionTally, Game
from tests.pages.words import words

LIST = "/admin/lobby/connectiontally/"
FOUND = {"player": "blue", "user_agent": "Firefox/150.0", "took": 300}


@pytest.fixture
def two_games(golf):
    Game.objects.create(slug="reef", title="Reef")
    connections.tell(game="golf", outcome="direct", **FOUND)
    connections.tell(game="reef", outcome="relayed", **FOUND)


def test_staff_read_the_figures_of_all_games_and_of_one(admin_client, two_games, golf):
    assert "of those, relayed 50 %" in words(admin_client.get(LIST))
    one = words(admin_client.get(LIST, {"game__id__exact": golf.pk}))
    assert "of those, relayed 0 %" in one


def test_nobody_changes_what_was_counted(admin_client, two_games):
    tally = ConnectionTally.objects.first()
    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(f"{LIST}{tally.pk}/change/", {"count": 9}).status_code == 403
    assert admin_client.post(f"{LIST}{tally.pk}/delete/", {"post": "yes"}).status_code == 403


def test_moderators_have_nothing_to_do_with_it(moderator, two_games):
    assert moderator.get(LIST).status_code == 403
