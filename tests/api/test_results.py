"""Programs say how their match ended, also when its room has long been sealed."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from lobby import passes
from lobby.models import Match, Peer, Queue, Rating, Room
from tests.api.conftest import pass_of, rule_of

MOMENT = 1_800_000_000


@pytest.fixture
def match(golf):
    """Blue and yellow have played; their room is sealed, and their games need no socket."""
    queue = Queue.objects.create(game=golf, slug="duel", name="Duel")
    room = Room.objects.create(code="K7QM4X", game=golf, seats=2, state=Room.State.SEALED)
    match = Match.objects.create(
        queue=queue, room=room, state=Match.State.PLAYING, come_by=timezone.now()
    )
    for number, player in enumerate(("blue", "yellow"), 1):
        room.peers.create(number=number, player=player, state=Peer.State.LEFT)
        match.entrants.create(player=player, name=player.title(), number=number, came=True)
    return match


@pytest.fixture
def say(ask):
    """Say how it ended: `say("blue", [[1], [2]])`, by the room's own pass."""

    def say(player, places, shown=""):
        own = shown or pass_of("golf", "K7QM4X", player)
        return ask("POST", "/rooms/K7QM4X/result", {"places": places}, own)

    return say


@pytest.fixture
def clock(monkeypatch):
    """The moment at which passes are signed and read."""

    class Clock:
        now = float(MOMENT)

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(signing, "time", clock)
    return clock


def test_what_both_say_counts_after_the_seal_too(say, match):
    for player in ("blue", "yellow"):
        assert say(player, [[2], [1]]).status_code == 204
    assert Rating.objects.get(player="yellow").wins == 1
    assert rule_of(say("blue", [[1], [2]])) == (409, "match.rated")


def test_a_match_may_last_for_hours(say, match, clock):
    begun = pass_of("golf", "K7QM4X", "blue")
    clock.now += timedelta(hours=5).total_seconds()
    assert say("blue", [[1], [2]], begun).status_code == 204
    clock.now += passes.LASTING.total_seconds()
    assert rule_of(say("blue", [[1], [2]], begun)) == (401, "pass.invalid")


def test_an_old_pass_is_good_for_nothing_else(say, ask, match, clock):
    begun, of_the_game = pass_of("golf", "K7QM4X", "blue"), pass_of("golf", "", "blue")
    clock.now += passes.LIFETIME.total_seconds() + 1
    for address in ("chat", "ready", "pass", "seal"):
        method = {"ready": "PUT", "chat": "GET"}.get(address, "POST")
        body = {"ready": True} if address == "ready" else None
        answer = ask(method, f"/rooms/K7QM4X/{address}", body, begun)
        assert rule_of(answer) == (401, "pass.invalid")
    assert rule_of(say("blue", [[1], [2]], of_the_game)) == (401, "pass.invalid")


def test_a_pass_of_another_room_says_nothing(say, match):
    another = pass_of("golf", "AAAAAA", "blue")
    assert rule_of(say("blue", [[1], [2]], another)) == (403, "pass.other_room")


def test_who_was_not_in_it_is_refused(say, match):
    assert rule_of(say("green", [[1], [2]])) == (403, "match.not_in")


@pytest.mark.parametrize(
    ("places", "rule"),
    [
        ([[1]], "result.invalid"),
        ([[1], [7]], "result.invalid"),
        ([[1], [1], [2]], "result.invalid"),
        ([1, 2], "value.invalid"),
        ([["1"], [2]], "value.invalid"),
        ([[]] * 65, "value.invalid"),
    ],
)
def test_what_cannot_be_is_refused(say, match, places, rule):
    assert rule_of(say("blue", places)) == (422, rule)


def test_a_room_without_a_match_has_no_result(say, match):
    match.delete()
    assert rule_of(say("blue", [[1], [2]])) == (404, "match.none")
