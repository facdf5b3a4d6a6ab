"""Leaderboards, and the matches that a player reads of itself."""

import re

import pytest

from lobby.matchmaking import standings
from lobby.models import Match, Queue, Rating
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
        match.entrants.create(player="b", name="Bo", number=2, place=place and 2)
    told = words(client.get("/me"))
    assert told.count("Against Bo") == 2 and "Not counted" in told
    assert "Won 0 → to 152 points" in told


@pytest.mark.parametrize(
    ("places", "end"),
    [([1, 1], "Draw"), ([1, 2], "Won"), ([2, 1], "Lost"), ([3, 1, 2], "Place 3 of 3")],
)
def test_how_it_ended_is_said_in_words(duel, places, end):
    match = Match.objects.create(queue=duel, state="rated", come_by="2026-01-01T00:00Z")
    for number, place in enumerate(places, 1):
        match.entrants.create(player=f"p{number}", number=number, place=place)
    [told] = standings.played("p1")
    assert (told.end, told.rivals) == (end, ["Player"] * (len(places) - 1))


def test_ones_team_is_not_ones_rivals(duel):
    match = Match.objects.create(queue=duel, state="rated", come_by="2026-01-01T00:00Z")
    for number, (name, team) in enumerate([("Me", 1), ("Ada", 1), ("Bo", 2), ("Cy", 2)], 1):
        match.entrants.create(player=name, name=name, number=number, team=team)
    [told] = standings.played("Me")
    assert (told.mates, told.rivals) == (["Ada"], ["Bo", "Cy"])


def test_a_name_that_was_blocked_since_is_hidden(client, duel, monkeypatch):
    rate(duel, "a", 120, "Rudeling")
    monkeypatch.setattr("lobby.decency._pattern", lambda: re.compile("rudeling"))
    assert "1 •••••••• 120" in words(client.get(BOARD))
