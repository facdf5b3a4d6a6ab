"""Whose word counts on how a match ended: theirs who were there, each once."""

import pytest
from django.utils import timezone

from lobby import rooms
from lobby.errors import Refusal
from lobby.matchmaking import results
from lobby.matchmaking.rating import Skill, rated
from lobby.models import Entrant, Game, Match, Peer, Queue, Rating


@pytest.fixture
def queue(db):
    game = Game.objects.create(slug="golf", title="Golf", seats=8)
    return Queue.objects.create(game=game, slug="duel", name="Duel", most=8)


@pytest.fixture
def play(queue):
    """A match that plays; `x` behind a name: it never came, `2` or `1`: in that team."""

    def play(*players, known=True):
        room = rooms.create(game=queue.game, socket="w.0")
        Peer.objects.all().delete()
        match = Match.objects.create(
            queue=queue, room=room, state=Match.State.PLAYING, come_by=timezone.now()
        )
        for number, word in enumerate(players, 1):
            name = word.rstrip("x12")
            came, team = "x" not in word, int(word[-1]) if word[-1] in "12" else 0
            player, state = name if known else "", Peer.State.SEATED if came else Peer.State.HELD
            seat = {"number": number, "player": player, "state": state, "socket": f"w.{name}"}
            room.peers.create(**seat)
            match.entrants.create(player=player, name=name, number=number, came=came, team=team)
        return match

    return play


def say(match, places, *names):
    for name in names:
        results.claim(code=match.room.code, places=places, player=name, socket=f"w.{name}")


def places():
    return {one.name: one.place for one in Entrant.objects.all()}


def test_those_who_never_came_are_not_needed_for_a_majority(play):
    match = play("blue", "yellow", "greenx", "redx")
    say(match, [[2], [1]], "blue", "yellow")
    assert places() == {"yellow": 1, "blue": 2, "green": 3, "red": 3}


def test_who_never_came_has_no_say(play):
    match = play("blue", "yellow", "greenx")
    with pytest.raises(Refusal, match="did not come"):
        say(match, [[1], [2]], "green")


def test_who_never_came_loses_alone_not_with_its_team(play, queue):
    Queue.objects.update(teams=2)
    match = play("bluex1", "yellow1", "green2", "red2")
    say(match, [[2], [3, 4]], "yellow", "green")
    assert places() == {"yellow": 1, "green": 2, "red": 2, "blue": 3}
    points = dict(Rating.objects.values_list("player", "points"))
    assert points["yellow"] == max(points.values())


def test_a_team_cannot_stand_in_two_places(play):
    Queue.objects.update(teams=2)
    match = play("blue1", "yellow1", "green2", "red2")
    with pytest.raises(Refusal, match="A team shares one place"):
        say(match, [[1], [2], [3, 4]], "blue")


def test_nobody_is_left_out_while_they_are_still_coming(play):
    match = play("blue", "yellow", "greenx")
    Match.objects.update(state=Match.State.GATHERING)
    with pytest.raises(Refusal, match="Everybody who played"):
        say(match, [[1], [2]], "blue")
    say(match, [[1], [2], [3]], "blue", "yellow")
    assert places() == {"blue": 1, "yellow": 2, "green": 3}


def test_who_took_a_free_seat_later_has_played_too(play):
    match = play("blue", "yellow", "green")
    Entrant.objects.filter(player="green").update(came=False)
    with pytest.raises(Refusal, match="Everybody who played"):
        say(match, [[1], [2]], "blue")
    say(match, [[3], [1, 2]], "green", "yellow")
    assert places() == {"green": 1, "blue": 2, "yellow": 2}


def test_who_comes_back_after_a_loss_goes_by_either_number(play):
    match = play("blue", "yellow")
    Peer.objects.filter(number=2).update(state=Peer.State.LEFT)
    match.room.peers.create(number=77, player="yellow", state=Peer.State.SEATED)
    say(match, [[77], [1]], "blue")
    say(match, [[2], [1]], "yellow")
    assert places() == {"yellow": 1, "blue": 2}


def test_who_left_and_found_the_same_match_again_is_in_it_once(play):
    match = play("blue", "yellow")
    match.room.peers.create(number=3, player="yellow", state=Peer.State.SEATED)
    match.entrants.create(player="yellow", name="yellow", number=3)
    with pytest.raises(Refusal, match="named twice"):
        say(match, [[1], [2, 3]], "blue")
    say(match, [[1], [3]], "blue", "yellow")
    assert list(Entrant.objects.order_by("pk").values_list("place", flat=True)) == [1, None, 2]
    assert Rating.objects.get(player="yellow").matches == 1


def test_players_without_an_id_count_as_newcomers_and_are_not_remembered(play):
    match = play("blue", "yellow", known=False)
    say(match, [[1], [2]], "blue", "yellow")
    assert places() == {"blue": 1, "yellow": 2} and not Rating.objects.exists()
    [[winner], [loser]] = rated([[Skill()], [Skill()]], [1, 2])
    told = {one.name: (one.points_before, one.points_after) for one in Entrant.objects.all()}
    assert told == {"blue": (0, winner.sure), "yellow": (0, loser.sure)}


def test_who_joined_by_the_code_has_no_say(play):
    match = play("blue", "yellow")
    match.room.peers.create(number=9, state=Peer.State.SEATED, socket="w.guest")
    with pytest.raises(Refusal, match="You are not in this match"):
        say(match, [[1], [2]], "guest")
    with pytest.raises(Refusal, match="Somebody in it was not"):
        say(match, [[1], [9], [2]], "blue")


def test_a_second_match_goes_on_from_the_first(play):
    for _ in range(2):
        say(play("blue", "yellow"), [[1], [2]], "blue", "yellow")
    blue = Rating.objects.get(player="blue")
    first, second = Entrant.objects.filter(player="blue").order_by("pk")
    assert (blue.matches, blue.wins, blue.name) == (2, 2, "blue")
    assert first.points_after == second.points_before < second.points_after == blue.points
