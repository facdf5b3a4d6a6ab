"""What most players of a match say of its end makes their ratings, once."""

import pytest

from lobby import rooms
from lobby.errors import Refusal
from lobby.matchmaking import results, rounds
from lobby.matchmaking.rating import Skill, rated
from lobby.models import Entrant, Match, Peer, Queue, Rating
from tests.matchmaking.conftest import BLUE, GREEN, RED, YELLOW


@pytest.fixture
def play(wait, run):
    """A match of these players, all of whom are there."""

    def play(*players):
        Queue.objects.update(least=len(players), most=len(players))
        for player in players:
            wait(player)
        [match] = run()
        for player in players:
            rooms.watch(code=match.room.code, player=player.id, page=f"w.{player.id}")
        rounds.review()
        return match

    return play


def numbers(match, *players):
    """A place for each; for a tuple of players, one for all of them."""
    number = dict(Peer.objects.filter(room=match.room).values_list("player", "number"))
    groups = [one if isinstance(one, tuple) else (one,) for one in players]
    return [[number[player.id] for player in group] for group in groups]


def say(match, player, *places):
    results.claim(code=match.room.code, player=player.id, places=numbers(match, *places))


def standings():
    return {one.player: (one.matches, one.wins) for one in Rating.objects.all()}


def test_a_lone_claim_counts_nothing(play):
    match = play(BLUE, YELLOW)
    say(match, BLUE, BLUE, YELLOW)
    assert not Rating.objects.exists()


def test_two_who_say_the_same_are_rated(play):
    match = play(BLUE, YELLOW)
    say(match, BLUE, BLUE, YELLOW)
    say(match, YELLOW, BLUE, YELLOW)
    assert standings() == {"blue": (1, 1), "yellow": (1, 0)}
    blue, yellow = Rating.objects.order_by("-points")
    assert (blue.player, blue.name) == ("blue", "Blue") and blue.points > 0 > yellow.points - 300
    entrant = Entrant.objects.get(player="blue")
    assert (entrant.place, entrant.points_before) == (1, 0)
    assert entrant.points_after == blue.points


def test_two_who_say_different_things_are_not_until_one_thinks_better(play):
    match = play(BLUE, YELLOW)
    say(match, BLUE, BLUE, YELLOW)
    say(match, YELLOW, YELLOW, BLUE)
    assert not Rating.objects.exists()
    say(match, YELLOW, BLUE, YELLOW)
    assert standings() == {"blue": (1, 1), "yellow": (1, 0)}
    with pytest.raises(Refusal, match="settled"):
        say(match, YELLOW, YELLOW, BLUE)


def test_most_decide_against_one_who_lies(play):
    match = play(BLUE, YELLOW, GREEN)
    say(match, GREEN, GREEN, BLUE, YELLOW)
    say(match, BLUE, BLUE, YELLOW, GREEN)
    assert not Rating.objects.exists()
    say(match, YELLOW, BLUE, YELLOW, GREEN)
    assert Entrant.objects.get(player="green").place == 3


def test_half_is_not_most(play):
    match = play(BLUE, YELLOW, GREEN, RED)
    say(match, BLUE, BLUE, YELLOW, GREEN, RED)
    say(match, YELLOW, BLUE, YELLOW, GREEN, RED)
    assert not Rating.objects.exists()


def test_who_draws_shares_a_place_in_any_order(play):
    match = play(BLUE, YELLOW)
    say(match, BLUE, (BLUE, YELLOW))
    say(match, YELLOW, (YELLOW, BLUE))
    assert standings() == {"blue": (1, 0), "yellow": (1, 0)}


@pytest.mark.parametrize("places", [[], [[1]], [[1, 1]], [[7]], [[]]])
def test_what_cannot_have_been_is_refused(play, places):
    match = play(BLUE, YELLOW)
    with pytest.raises(Refusal) as refused:
        results.claim(code=match.room.code, player="blue", places=places)
    assert refused.value.rule == "result.invalid"


def test_a_stranger_has_no_say(play):
    match = play(BLUE, YELLOW)
    with pytest.raises(Refusal, match="not in this match"):
        say(match, GREEN, BLUE, YELLOW)
    with pytest.raises(Refusal, match="No match"):
        results.claim(code="QQQQQQ", player="blue", places=[[1]])


def test_whoever_never_came_may_be_left_out_and_is_last(play):
    match = play(BLUE, YELLOW, GREEN)
    Entrant.objects.filter(player="green").update(came=False)
    say(match, BLUE, BLUE, YELLOW)
    say(match, YELLOW, BLUE, YELLOW)
    assert Entrant.objects.get(player="green").place == 3


def test_a_match_that_fell_through_was_never_played(play):
    match = play(BLUE, YELLOW)
    Match.objects.update(state=Match.State.FELL_THROUGH)
    with pytest.raises(Refusal, match="never played"):
        say(match, BLUE, BLUE, YELLOW)


def test_a_team_wins_or_loses_together(wait, run):
    Queue.objects.update(least=4, most=4, teams=2)
    for player in (BLUE, YELLOW, GREEN, RED):
        wait(player)
    [match] = run()
    Entrant.objects.update(came=True)
    by_team = {}
    for one in match.entrants.all():
        by_team.setdefault(one.team, []).append(one.number)
    winners, losers = by_team.values()
    with pytest.raises(Refusal, match="shares one place"):
        results.claim(code=match.room.code, player="blue", places=[[n] for n in winners + losers])
    for player in ("blue", "yellow", "green"):
        results.claim(code=match.room.code, player=player, places=[winners, losers])
    assert sorted(wins for _, wins in standings().values()) == [0, 0, 1, 1]


def test_a_game_says_it_by_its_socket(wait, run):
    wait(BLUE, socket="w.1")
    wait(YELLOW, socket="w.2")
    [match] = run()
    for socket in ("w.1", "w.2"):
        results.claim(code=match.room.code, socket=socket, places=numbers(match, YELLOW, BLUE))
    assert standings() == {"blue": (1, 0), "yellow": (1, 1)}


def test_who_beats_the_better_gains_more():
    strong, newcomer = Skill(32, 3), Skill()
    [[upset], _] = rated([[newcomer], [strong]], [1, 2])
    [[expected], _] = rated([[newcomer], [Skill(18, 3)]], [1, 2])
    assert upset.likely > expected.likely > newcomer.likely == 1500
    assert newcomer.sure == 0
