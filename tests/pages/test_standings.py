"""Leaderboards, and the matches that a player reads of itself."""

import pytest

from lobby.matchmaking import standings
from lobby.models import Entrant, Match, Queue, Rating
from tests.pages.words import words

BOARD = "/games/golf/leaderboard/duel"


@pytest.fixture
def duel(golf):
    return Queue.objects.create(game=golf, slug="duel", name="Duel")


@pytest.fixture
def me(client, golf):
    """The visitor's id."""
    client.get("/games/golf/")
    return client.get("/games/golf/").wsgi_request.player.id


def rate(queue, player, points, name="Ada"):
    Rating.objects.create(
        queue=queue, player=player, name=name, mu=25, sigma=2, points=points, matches=3, wins=1
    )


def test_before_the_first_match_it_says_so(client, duel):
    page = client.get(BOARD)
    assert "Nobody has finished a match here yet" in words(page)


def test_it_goes_by_points(client, duel):
    rate(duel, "a", 120.4, "Ada")
    rate(duel, "b", 340.6, "<b>Bo</b>")
    page = client.get(BOARD)
    assert words(page).index("341") < words(page).index("120")
    assert "&lt;b&gt;Bo" in page.text


def test_ones_own_line_is_there_wherever_it_is(client, duel, me):
    for place in range(standings.FIRST):
        rate(duel, f"p{place}", 1000)
    rate(duel, "better", 40)
    rate(duel, me, 7)
    assert f"{standings.FIRST + 2} Ada You 7" in words(client.get(BOARD))


def test_an_address_of_no_queue_is_none(client, golf, duel):
    assert client.get("/games/golf/leaderboard/none").status_code == 404
    assert client.get("/games/none/leaderboard/duel").status_code == 404


def test_the_game_leads_there(client, golf, duel):
    page = client.get("/games/golf/")
    assert BOARD in page.text and "Find a match" in words(page)
    Queue.objects.update(on=False)
    assert "Quick match" in words(client.get("/games/golf/"))


def test_ones_matches_are_told_the_latest_first(client, duel, me):
    assert "Your last matches" not in words(client.get("/me"))
    for place, state in [(1, "rated"), (None, "playing"), (None, "fell through")]:
        match = Match.objects.create(queue=duel, state=state, come_by="2026-01-01T00:00Z")
        points = {"points_before": 0, "points_after": 151.6} if place else {}
        match.entrants.create(player=me, name="Me", number=1, place=place, **points)
        match.entrants.create(player="b", name="Bo", number=2)
    told = words(client.get("/me"))
    assert told.count("With Bo") == 2 and "Not counted" in told
    assert "Won 152 points +152" in told
    assert Entrant.objects.filter(player=me).count() == 3
