"""Whatever players, workers and time do: nobody is in two matches, and nobody is forgotten."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase
from hypothesis import settings as steps
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from lobby import rooms
from lobby.errors import Refusal
from lobby.matchmaking import lease, matcher, rounds, tickets
from lobby.models import Entrant, Game, Match, Matcher, Peer, Queue, Seeker, Ticket
from lobby.passes import Player

PLAYERS = [Player(name, name.title()) for name in "abcdefg"]
WORDS = ["owl", "fox"]
LONG_AGO = timedelta(hours=1)

players = st.sampled_from(PLAYERS)
any_plan = precondition(lambda self: self.plans)


class Queues(RuleBasedStateMachine):
    """Two workers plan and claim, each whenever it likes, from plans that may be old."""

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        game = Game.objects.create(slug="golf", title="Golf", seats=4, properties="Mode: A, B")
        rules = {"game": game, "agree_on": ["mode"], "settle_after": 0, "window": 9000}
        Queue.objects.create(slug="solo", name="Solo", least=2, most=3, backfill=True, **rules)
        Queue.objects.create(slug="pairs", name="Pairs", least=4, most=4, teams=2, **rules)
        self.game, self.plans, self.sockets = game, [], 0

    def teardown(self):
        try:
            self.who_waits_now_is_matched()
        finally:
            self.roll_back()

    def who_waits_now_is_matched(self):
        """Nothing that happened keeps those who come afterwards apart."""
        for player in PLAYERS:
            tickets.leave(player=player.id)
        for player in PLAYERS[:2]:
            tickets.enter(game=self.game, queue="solo", player=player)
        self.lapse()
        epoch = lease.take(worker="u")
        for plan in matcher.plan():
            matcher.claim(plan=plan, epoch=epoch)
        assert not Ticket.objects.open().exists()

    def roll_back(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @rule(
        player=players,
        queue=st.sampled_from(["solo", "pairs"]),
        mode=st.sampled_from(["", "A", "B"]),
        word=st.sampled_from(["", "", *WORDS]),
        by_socket=st.booleans(),
    )
    def wait(self, player, queue, mode, word, by_socket):
        asked = {"values": {"mode": mode}, "party": word}
        if by_socket:
            self.sockets += 1
            asked |= {"socket": f"w.{self.sockets}", "generation": 4, "topology": "mesh"}
        with suppress(Refusal):
            tickets.enter(game=self.game, queue=queue, player=player, **asked)

    @rule(player=players)
    def leave(self, player):
        tickets.leave(player=player.id)

    @rule(player=players)
    def fall_silent(self, player):
        Seeker.objects.filter(player=player.id).update(heard_until=timezone.now() - LONG_AGO)

    @rule(player=players)
    def stay(self, player):
        tickets.stay(player=player.id)

    @rule()
    def wait_too_long(self):
        Ticket.objects.open().update(since=timezone.now() - LONG_AGO)

    @rule(worker=st.sampled_from("wv"))
    def plan(self, worker):
        if (epoch := lease.take(worker=worker)) is not None:
            self.plans += [(epoch, plan) for plan in matcher.plan()]

    @any_plan
    @rule(which=st.integers(0, 9))
    def claim(self, which):
        epoch, plan = self.plans.pop(which % len(self.plans))
        with suppress(matcher.Dropped, lease.Superseded, Refusal):
            matcher.claim(plan=plan, epoch=epoch)

    @rule()
    def lapse(self):
        Matcher.objects.update(until=timezone.now() - LONG_AGO)

    @rule(player=players)
    def come(self, player):
        for peer in Peer.objects.filter(player=player.id, state="held").select_related("room"):
            with suppress(Refusal):
                rooms.watch(code=peer.room.code, player=player.id, page=f"w.{player.id}")

    @rule(late=st.booleans())
    def go_round(self, late):
        if late:
            Match.objects.update(come_by=timezone.now() - LONG_AGO)
        rounds.sweep()
        rounds.review()

    @invariant()
    def nobody_waits_twice(self):
        waiting = Counter(Seeker.objects.filter(open=True).values_list("player", flat=True))
        assert all(count == 1 for count in waiting.values())

    @invariant()
    def a_ticket_is_in_one_match_or_none(self):
        for ticket in Ticket.objects.prefetch_related("seekers"):
            entered = Entrant.objects.filter(ticket=ticket)
            matched = ticket.state == Ticket.State.MATCHED
            assert len({one.match_id for one in entered}) == matched
            if matched:
                assert {one.player for one in entered} == {
                    one.player for one in ticket.seekers.all()
                }
            assert all(one.open == ticket.open for one in ticket.seekers.all())

    @invariant()
    def a_match_is_by_the_rules(self):
        for match in Match.objects.select_related("queue").prefetch_related("entrants"):
            teams = Counter(one.team for one in match.entrants.all())
            if match.queue.teams > 1:
                assert set(teams.values()) == {2} and len(teams) == 2
            for ticket in {one.ticket_id for one in match.entrants.all()}:
                assert len({o.team for o in match.entrants.all() if o.ticket_id == ticket}) == 1

    @invariant()
    def an_open_ticket_is_somebodys(self):
        for ticket in Ticket.objects.open():
            assert ticket.seekers.filter(open=True).exists()


@pytest.mark.parametrize("examples", [50, pytest.param(500, marks=pytest.mark.long)])
def test_nobody_is_matched_twice_or_forgotten(db, examples, settings):
    settings.LIMITS = "off"
    steady = steps(
        max_examples=examples,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
    )
    run_machine(Queues, settings=steady)
