"""A host opens queues for its game, in few questions, and reads what comes of them."""

import pytest

from lobby.matchmaking import tickets
from lobby.models import Game, Queue
from lobby.passes import Player
from lobby.queue_forms import MOST_QUEUES
from tests.pages.words import words

PAGE = "/host/golf/queues"
DUEL = {"name": "Quick duel", "least": 2, "most": 2, "teams": 1, "step": 1, "window": 200}
DUEL |= {"widening": 10, "settle_after": 15, "timeout": 300, "on": "on"}


@pytest.fixture
def duel(golf):
    return Queue.objects.create(game=golf, slug="duel", name="Duel")


def test_before_the_first_it_says_what_a_queue_is_for(as_host, golf):
    said = words(as_host.get(PAGE))
    assert "about as good" in said and "There is none yet" in said


def test_a_queue_is_opened_and_named_by_its_slug(as_host, golf):
    said = words(as_host.post(PAGE, DUEL, follow=True))
    assert "“Quick duel” is open." in said and "?match=quick-duel" in said
    assert "2 players, within 200 points and 10 more each second, 5 minutes at most" in said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"least": 3}, "No more than the most players."),
        ({"most": 5, "step": 2}, "From the least players it must lead to the most."),
        ({"most": 4, "teams": 3}, "Each size of a match must make equal teams."),
        ({"most": 64}, "rooms have 4 seats"),
        ({"name": "!!"}, "A name has letters or digits."),
        ({"name": ""}, "required"),
        ({"timeout": 0}, "greater than or equal to 10"),
        ({"window": "much"}, "whole number"),
    ],
)
def test_what_cannot_be_is_told_beside_it(as_host, golf, wrong, said):
    page = as_host.post(PAGE, DUEL | wrong)
    assert said in words(page)
    assert not Queue.objects.exists()


def test_two_of_one_name_and_too_many_are_refused(as_host, golf):
    as_host.post(PAGE, DUEL)
    assert "There is such a queue already." in words(as_host.post(PAGE, DUEL))
    for count in range(1, MOST_QUEUES):
        Queue.objects.create(game=golf, slug=f"q{count}", name="Q")
    assert f"at most {MOST_QUEUES}" in words(as_host.post(PAGE, DUEL | {"name": "One more"}))


def test_a_change_keeps_what_games_call_it_by(as_host, duel):
    as_host.post(f"{PAGE}/duel", DUEL | {"name": "Ranked", "on": ""})
    duel.refresh_from_db()
    assert (duel.slug, duel.name, duel.on) == ("duel", "Ranked", False)
    assert "Ranked Off" in words(as_host.get(PAGE))


def test_what_players_may_insist_on_is_one_of_the_games_choices(as_host, golf):
    assert "insist on" not in words(as_host.get(PAGE))
    Game.objects.update(properties="Mode: Duel, Teams\nRounds: 1 to 9")
    assert "Players may insist on Mode" in words(as_host.get(PAGE))
    as_host.post(PAGE, DUEL | {"agree_on": ["rounds"]})
    assert not Queue.objects.exists()
    as_host.post(PAGE, DUEL | {"agree_on": ["mode"]})
    assert Queue.objects.get().agree_on == ["mode"]


def test_deleting_takes_all_along(as_host, golf, duel):
    tickets.enter(game=golf, queue="duel", player=Player("blue", "Blue"))
    assert "1 waiting now" in words(as_host.get(PAGE))
    said = words(as_host.post(f"{PAGE}/duel/delete", follow=True))
    assert "“Duel” is deleted." in said and not Queue.objects.exists()


def test_of_anothers_game_nothing_is_told(client, duel):
    assert client.get(PAGE).status_code == 302
    assert client.post(f"{PAGE}/duel/delete").status_code == 302
    assert Queue.objects.exists()
