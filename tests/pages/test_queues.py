"""Matchmaking's pages: correct without scripts, by forms and by loading anew."""

import pytest
from django.utils import timezone

from lobby.matchmaking import lease, matcher, rounds, tickets
from lobby.models import Match, Peer, Queue, Seeker, Ticket
from lobby.passes import Player
from tests.pages.words import words

MATCH = "/games/golf/match"
YELLOW = Player(id="yellow", name="Yellow")


@pytest.fixture
def duel(golf):
    golf.properties = "Mode: Casual, Tournament"
    golf.save()
    return Queue.objects.create(game=golf, slug="duel", name="Duel", agree_on=["mode"])


@pytest.fixture
def pairs(golf):
    return Queue.objects.create(game=golf, slug="pairs", name="Pairs", least=4, most=4, teams=2)


def make_matches():
    epoch = lease.take(worker="w")
    return [matcher.claim(plan=plan, epoch=epoch) for plan in matcher.plan()]


def test_one_button_waits_where_there_is_nothing_to_choose(client, golf, pairs):
    assert client.post(MATCH).headers["Location"] == MATCH
    page = client.get(MATCH)
    assert "Finding a match" in words(page) and "Pairs" in words(page)
    assert 'http-equiv="refresh"' in page.text
    assert "we can’t say how long" in words(page)


def test_where_there_is_a_choice_it_is_asked_for(client, golf, duel, pairs):
    page = client.post(MATCH)
    assert "Duel 2 players" in words(page) and "Pairs 4 players, 2 teams" in words(page)
    assert not Ticket.objects.exists()
    client.post(MATCH, {"queue": "duel", "value-mode": "Tournament"})
    assert Ticket.objects.get().values == {"mode": "Tournament"}


def test_loading_anew_keeps_the_place(client, pairs):
    client.post(MATCH)
    Seeker.objects.update(heard_until=timezone.now())
    client.get(MATCH)
    assert Seeker.objects.get().heard_until > timezone.now()


def test_the_match_leads_into_its_room(client, golf, duel):
    client.post(MATCH, {"queue": "duel"})
    tickets.enter(game=golf, queue="duel", player=YELLOW)
    [match] = make_matches()
    room = f"/games/golf/play?room={match.room.code}"
    assert client.get(MATCH).headers["Location"] == room
    part = client.get(MATCH, headers={"HX-Request": "true"})
    assert "Match found" in part.text and room in part.text
    assert client.get(room).status_code == 200


def test_stopping_leads_back_and_nobody_waits(client, pairs):
    client.post(MATCH)
    assert client.post(MATCH, {"stop": "yes"}).headers["Location"] == "/games/golf/"
    assert not Ticket.objects.open().exists()
    assert "Find a match" in words(client.get(MATCH))


def test_what_was_not_found_in_time_is_said_with_a_way_on(client, pairs):
    client.post(MATCH)
    tickets.time_out(Ticket.objects.get().pk)
    page = client.get(MATCH)
    assert "Nobody was found in time." in words(page) and "Find a match" in words(page)


def test_a_queue_that_is_gone_is_said(client, pairs):
    page = client.post(MATCH, {"queue": "old"})
    assert page.status_code == 409
    assert "no such queue" in words(page)


def test_a_party_comes_by_a_link(client, golf, pairs):
    client.post(MATCH, {"queue": "pairs", "friends": "yes"})
    page = client.get(MATCH)
    party = f"/party/{Ticket.objects.get().party}"
    assert "Your party" in words(page) and party in page.text
    assert client.get(party).headers["Location"] == MATCH, "who is in it sees how it stands"
    mine = dict(client.cookies)
    client.cookies.clear()
    assert "You’re invited" in words(client.get(party))
    assert client.post(party).headers["Location"] == MATCH
    assert "It takes up to 2" in words(client.get(MATCH))
    client.post(party, {"go": "yes"})
    assert "Finding a match" in words(client.get(MATCH))
    client.cookies.clear()
    assert client.post(party).status_code == 409, "it searches already"
    client.cookies.update(mine)
    assert "Finding a match" in words(client.get(MATCH))


def test_a_party_that_is_over_is_said(client, pairs):
    page = client.get("/party/none")
    assert page.status_code == 404 and "This party is over" in words(page)


def test_who_came_in_vain_is_told_so_and_waits_again(client, golf, duel):
    client.post(MATCH, {"queue": "duel"})
    tickets.enter(game=golf, queue="duel", player=YELLOW)
    [match] = make_matches()
    Peer.objects.exclude(player="yellow").update(page="w.1")
    Match.objects.update(come_by=timezone.now())
    rounds.review()
    play = client.get(f"/games/golf/play?room={match.room.code}", follow=True)
    assert "Somebody did not come" in words(play)
    assert MATCH in play.text
    assert "You are first in line again" in words(client.get(MATCH))


def test_a_game_without_queues_rings_as_ever(client, golf, pairs):
    Queue.objects.update(on=False)
    client.post(MATCH)
    assert "Ringing for players" in words(client.get(MATCH))
