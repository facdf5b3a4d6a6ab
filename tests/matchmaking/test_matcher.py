"""Tickets become matches, each of them one or none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import rooms
from lobby.errors import Refusal
from lobby.matchmaking import lease, matcher, rounds, tickets
from lobby.models import Entrant, Match, Matcher, Peer, Queue, Room, Ticket
from tests.matchmaking.conftest import BLUE, GREEN, RED, YELLOW

State = Match.State


def come(match, *players):
    for player in players:
        rooms.watch(code=match.room.code, player=player.id, page=f"w.{player.id}")


def be_late():
    Match.objects.update(come_by=timezone.now() - timedelta(seconds=1))


def test_two_who_wait_have_seats_in_one_room(wait, run, queue):
    wait(BLUE)
    wait(YELLOW, values={"mode": "Teams"})
    [match] = run()
    assert match.room.properties["mode"] == "Teams"
    assert (match.room.seats, match.room.public) == (2, False)
    seats = Peer.objects.filter(room=match.room).order_by("player")
    assert [(one.player, one.state) for one in seats] == [("blue", "held"), ("yellow", "held")]
    assert [one.state for one in Ticket.objects.all()] == ["matched", "matched"]
    assert run() == []


def test_a_stranger_who_has_the_code_finds_no_seat(wait, run):
    wait(BLUE)
    wait(YELLOW)
    [match] = run()
    with pytest.raises(Refusal, match="full"):
        rooms.take_seat(code=match.room.code, player=GREEN)


def test_games_that_wait_at_their_sockets_are_seated_there(wait, run):
    wait(BLUE, socket="w.1")
    wait(YELLOW)
    wait(GREEN, socket="w.3")
    [match] = run()
    assert {one.player for one in match.entrants.all()} == {"blue", "yellow"}
    [host, guest] = Peer.objects.filter(room=match.room).order_by("number")
    assert (host.number, host.socket, host.state) == (1, "w.1", "seated")
    assert (guest.player, guest.state) == ("yellow", "held")


def test_who_insists_on_different_things_does_not_meet(wait, run):
    wait(BLUE, values={"mode": "Teams"})
    wait(YELLOW, values={"mode": "Duel"})
    assert run() == []


def test_godot_3_and_4_do_not_meet(wait, run):
    wait(BLUE, socket="w.1", generation=3)
    wait(YELLOW, socket="w.2", generation=4)
    assert run() == []


def test_a_party_sits_on_one_side(queue, wait, run):
    Queue.objects.update(least=4, most=4, teams=2)
    wait(GREEN)
    wait(BLUE, party="us", socket="w.1")
    wait(RED)
    wait(YELLOW, party="us", socket="w.2")
    [match] = run()
    teams = {one.player: one.team for one in match.entrants.all()}
    assert teams["blue"] == teams["yellow"] != teams["green"] == teams["red"]
    assert {one.player: one.team for one in match.room.peers.all()} == teams


def test_one_who_has_gone_since_the_plan_drops_it_and_the_other_waits_on(wait, run):
    wait(BLUE)
    wait(YELLOW)
    epoch = lease.take(worker="w")
    [plan] = matcher.plan()
    tickets.leave(player="blue")
    with pytest.raises(matcher.Dropped):
        matcher.claim(plan=plan, epoch=epoch)
    assert Ticket.objects.open().get().seekers.get().player == "yellow"
    assert not Room.objects.exists() and not Match.objects.exists()


def test_who_is_not_heard_of_holds_nobody_up(wait, run, silence):
    wait(BLUE)
    wait(YELLOW)
    silence(BLUE)
    assert run() == []
    rounds.sweep()
    wait(GREEN)
    [match] = run()
    assert {one.player for one in match.entrants.all()} == {"yellow", "green"}


def test_whose_page_is_gone_is_matched_once_it_is_back(wait, run):
    ticket = wait(BLUE)
    tickets.watch(key=ticket.key, player="blue", page="w.7")
    wait(YELLOW)
    tickets.look_away(page="w.7")
    assert run() == []
    tickets.stay(player="blue")
    assert len(run()) == 1


def test_a_plan_of_an_older_epoch_is_void(wait):
    wait(BLUE)
    wait(YELLOW)
    old = lease.take(worker="w")
    [plan] = matcher.plan()
    assert lease.take(worker="v") is None
    Matcher.objects.update(until=timezone.now() - timedelta(seconds=1))
    new = lease.take(worker="v")
    assert new == old + 1 and lease.take(worker="w") is None
    with pytest.raises(lease.Superseded):
        matcher.claim(plan=plan, epoch=old)
    assert Ticket.objects.open().count() == 2
    assert matcher.claim(plan=plan, epoch=new)
    with pytest.raises(matcher.Dropped):
        matcher.claim(plan=plan, epoch=new)
    assert Match.objects.count() == 1


def test_a_match_begins_once_all_are_there(wait, run):
    wait(BLUE)
    wait(YELLOW, socket="w.2")
    [match] = run()
    rounds.review()
    assert Match.objects.get().state == State.GATHERING
    come(match, BLUE)
    rounds.review()
    assert Match.objects.get().state == State.PLAYING
    assert Entrant.objects.filter(came=True).count() == 2


def test_who_came_in_vain_is_first_in_line_again(wait, run, later):
    first = wait(BLUE)
    later(60)
    first.refresh_from_db()
    wait(YELLOW)
    later(60)
    [match] = run()
    come(match, BLUE)
    be_late()
    rounds.review()
    match.refresh_from_db()
    assert match.state == State.FELL_THROUGH and match.room.state == "closed"
    again = Ticket.objects.open().get()
    assert again.seekers.get().player == "blue"
    assert again.since < timezone.now() - timedelta(seconds=100)
    assert "first in line" in again.words


def test_a_game_that_came_in_vain_has_its_place_when_it_asks_again(wait, run, later):
    wait(BLUE, socket="w.1")
    later(100)
    wait(YELLOW)
    run()
    be_late()
    rounds.review()
    assert not Ticket.objects.open().exists()
    again = wait(BLUE, socket="w.5")
    assert again.since < timezone.now() - timedelta(seconds=90)
    late = wait(YELLOW)
    assert late.since > timezone.now() - timedelta(seconds=9)


def test_a_match_goes_on_with_those_who_are_enough_for_one(queue, wait, run, later):
    Queue.objects.update(most=3)
    for player in (BLUE, YELLOW, GREEN):
        wait(player)
    [match] = run()
    come(match, BLUE, YELLOW)
    be_late()
    rounds.review()
    match.refresh_from_db()
    assert (match.state, match.room.state) == (State.PLAYING, "open")
    assert {one.player for one in Peer.objects.present()} == {"blue", "yellow"}


def test_free_seats_of_a_match_are_filled_first(queue, wait, run):
    Queue.objects.update(most=3, backfill=True, settle_after=0)
    wait(BLUE)
    wait(YELLOW)
    [match] = run()
    come(match, BLUE, YELLOW)
    rounds.review()
    wait(GREEN)
    assert run() == [match]
    assert {one.player for one in match.entrants.all()} == {"blue", "yellow", "green"}
    wait(RED)
    assert run() == []
