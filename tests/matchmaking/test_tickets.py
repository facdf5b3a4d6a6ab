"""Who waits, alone or as a party, and who does not any more."""

import pytest

from lobby.errors import Refusal
from lobby.matchmaking import rounds, tickets, waiting
from lobby.models import Queue, Rating, Seeker, Ticket
from tests.matchmaking.conftest import BLUE, GREEN, RED, YELLOW

State = Ticket.State


def test_one_who_presses_again_keeps_the_place(wait, later):
    first = wait(BLUE)
    later(30)
    again = wait(BLUE)
    first.refresh_from_db()
    assert Ticket.objects.open().get() == again
    assert again.since == first.since and first.state == State.LEFT


def test_a_player_waits_in_one_queue_at_a_time(game, wait):
    Queue.objects.create(game=game, slug="free", name="Free for all")
    wait(BLUE)
    other = tickets.enter(game=game, queue="free", player=BLUE)
    assert Ticket.objects.open().get() == other


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        ({"queue": "none"}, "queue.unknown"),
        ({"values": {"mode": "Chess"}}, "property.invalid"),
        ({"values": {"map": "Reef"}}, "property.unknown"),
        ({"party": "blue", "players": 3}, "party.too_large"),
        ({"party": "b" * 41}, "party.invalid"),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_waits(game, queue, asked, rule):
    with pytest.raises(Refusal) as refused:
        tickets.enter(**{"game": game, "queue": "duel", "player": BLUE} | asked)
    assert refused.value.rule == rule
    assert not Ticket.objects.exists()


def test_a_queue_that_is_off_takes_nobody(queue, wait):
    Queue.objects.update(on=False)
    with pytest.raises(Refusal):
        wait(BLUE)


def test_any_is_not_insisted_on(wait):
    assert wait(BLUE, values={"mode": ""}).values == {}
    assert wait(YELLOW, values={"mode": "Teams"}).values == {"mode": "Teams"}


def test_a_ticket_is_as_good_as_its_players_are_on_the_mean(queue, game):
    Queue.objects.update(most=4, teams=2, least=4)
    Rating.objects.create(queue=queue, player="blue", mu=30, sigma=2, points=0)
    enter = {"game": game, "queue": "duel", "party": "us"}
    tickets.enter(player=BLUE, **enter)
    tickets.enter(player=YELLOW, **enter)
    assert Ticket.objects.get().skill == (30 * 60 + 1500) / 2


def test_friends_who_say_the_same_word_wait_together(queue, wait):
    Queue.objects.update(most=3, least=3)
    first = wait(BLUE, party="bluebird", players=3)
    assert first.state == State.GATHERING
    wait(YELLOW, party="bluebird", players=3)
    last = wait(GREEN, party="bluebird", players=3)
    assert (last, last.state, last.size) == (first, State.WAITING, 3)
    with pytest.raises(Refusal, match="looking for a match already"):
        wait(RED, party="bluebird")


def test_a_party_of_pages_searches_when_one_of_it_says_so(game, queue):
    party = tickets.gather(game=game, queue="duel", player=BLUE).party
    with pytest.raises(Refusal, match="not in this party"):
        tickets.set_off(party=party, player="yellow")
    tickets.come(party=party, player=YELLOW)
    assert tickets.come(party=party, player=YELLOW).seekers.count() == 2
    with pytest.raises(Refusal, match="full"):
        tickets.come(party=party, player=GREEN)
    ticket = tickets.set_off(party=party, player="yellow", values={"mode": "Duel"})
    assert (ticket.state, ticket.size, ticket.values) == (State.WAITING, 2, {"mode": "Duel"})


def test_the_game_of_a_party_takes_the_place_of_its_page(game, queue):
    party = tickets.gather(game=game, queue="duel", player=BLUE).party
    tickets.enter(game=game, queue="duel", player=BLUE, party=party, socket="w.1")
    assert [one.socket for one in Seeker.objects.filter(open=True)] == ["w.1"]


def test_the_game_of_a_full_party_comes_too(game, queue):
    party = tickets.gather(game=game, queue="duel", player=BLUE).party
    tickets.come(party=party, player=YELLOW)
    for socket, player in (("w.1", BLUE), ("w.2", YELLOW)):
        tickets.enter(game=game, queue="duel", player=player, party=party, socket=socket)
        tickets.set_off(party=party, player="blue")
    assert [one.socket for one in Seeker.objects.filter(open=True)] == ["w.1", "w.2"]


def test_who_leaves_a_party_that_gathers_leaves_the_others_there(game, queue):
    party = tickets.gather(game=game, queue="duel", player=BLUE).party
    tickets.come(party=party, player=YELLOW)
    tickets.leave(player="blue")
    assert [one.player for one in tickets.party_of(party).seekers.all()] == ["yellow"]
    tickets.leave(player="yellow")
    with pytest.raises(Refusal, match="over"):
        tickets.party_of(party)


def test_of_a_party_that_searches_nobody_waits_on_without_the_others(wait, announced):
    wait(BLUE, party="us", socket="w.1")
    wait(YELLOW, party="us", socket="w.2")
    told = announced(tickets.leave, socket="w.1")
    ended = Ticket.objects.get()
    assert (ended.state, ended.words) == (State.LEFT, "Blue left the party.")
    assert ("peer.turned_away", "w.2", "ticket.left") in told


def test_who_falls_silent_waits_no_more(wait, silence):
    wait(BLUE)
    wait(YELLOW)
    silence(BLUE)
    rounds.sweep()
    assert [one.seekers.get().player for one in Ticket.objects.open()] == ["yellow"]


def test_a_worker_speaks_for_those_who_are_connected_to_it(wait, silence):
    wait(BLUE, socket="w.1")
    wait(YELLOW, socket="w.2")
    wait(GREEN, socket="v.1")
    for player in (BLUE, YELLOW, GREEN):
        silence(player)
    rounds.renew(worker="w", living={"w.1"})
    rounds.sweep()
    assert [one.socket for one in Seeker.objects.filter(open=True)] == ["w.1"]


def test_a_page_speaks_by_its_socket_and_has_a_while_to_come_back(wait):
    ticket = wait(BLUE)
    tickets.watch(key=ticket.key, player="blue", page="w.7")
    with pytest.raises(Refusal):
        tickets.watch(key=ticket.key, player="yellow", page="w.8")
    tickets.look_away(page="w.7")
    rounds.sweep()
    assert Ticket.objects.open().get() == ticket


def test_a_game_that_waits_comes_back_on_another_socket(game, wait):
    wait(BLUE, socket="w.1", resume_key="k")
    assert tickets.resume(key="k", game=game, socket="v.1")
    assert not tickets.resume(key="other", game=game, socket="v.2")
    assert Seeker.objects.get(open=True).socket == "v.1"


def test_a_search_without_an_end_ends(queue, wait, later, announced):
    wait(BLUE, socket="w.1")
    later(queue.timeout + 1)
    told = announced(rounds.sweep)
    assert Ticket.objects.get().state == State.TIMED_OUT
    assert told == [("peer.turned_away", "w.1", "ticket.timed_out")]


def test_the_wait_is_told_once_there_is_something_to_tell(queue, wait, run, later):
    for count in range(2):
        assert waiting.usual_wait(queue) is None
        for player in (BLUE, YELLOW):
            wait(player)
        later(20 + count)
        run()
    assert waiting.usual_wait(queue) in (21, 22)
