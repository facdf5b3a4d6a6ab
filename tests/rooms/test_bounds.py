"""Caps that the verbs keep."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from lobby import guesses, limits, moderation, rooms, upkeep
from lobby.errors import Refusal
from lobby.models import Game, Room


def test_a_game_has_no_more_rooms_than_its_share(game, settings):
    settings.MAX_ROOMS_PER_GAME = 2
    first, _ = [rooms.create(game=game, socket=f"s{n}") for n in range(2)]
    with pytest.raises(Refusal) as refusal:
        rooms.create(game=game, socket="s3")
    assert refusal.value.rule == "rooms.too_many"
    rooms.create(game=Game.objects.create(slug="other", title="Other"), socket="s4")
    moderation.close(code=first.code)
    rooms.create(game=game, socket="s5")


def test_a_room_ends_when_its_time_is_over(game, settings, announced):
    old, young = [rooms.create(game=game, socket=f"s{n}") for n in range(2)]
    Room.objects.filter(pk=old.pk).update(created_at=old.created_at - settings.ROOM_LIFETIME)
    assert announced(upkeep.sweep) == [("room.closed", "room.outlived")]
    assert Room.objects.living().get() == young
    assert timedelta(hours=24) == settings.ROOM_LIFETIME


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_a_visitor_is_an_address_or_what_one_household_has(address, visitor):
    assert limits.network(address) == visitor


def test_only_wrong_codes_count_and_only_for_who_tried_them(game, blue):
    room = rooms.create(game=game, player=blue)
    for _ in range(30):
        with guesses.counted("198.51.100.1"):
            rooms.look_up(code=room.code)
    for _ in range(guesses.WRONG_A_MINUTE):
        with pytest.raises(Refusal, match="no room"), guesses.counted("198.51.100.2"):
            rooms.look_up(code="AAAAAA")
    with pytest.raises(Refusal, match="Too many"), guesses.counted("198.51.100.2"):
        rooms.look_up(code=room.code)
    with guesses.counted("198.51.100.1"):
        rooms.look_up(code=room.code)


@pytest.fixture
def clock(monkeypatch):
    """The windows' own: `clock[0]` seconds."""
    seconds = [1000.0]
    monkeypatch.setattr(limits, "monotonic", lambda: seconds[0])
    return seconds


def test_a_window_forgets_what_is_a_minute_old(clock):
    window = limits.Window()
    assert window.hit("blue", 2)
    clock[0] += 30
    assert window.hit("blue", 2)
    assert not window.hit("blue", 2)
    assert window.hit("yellow", 2)
    clock[0] += 30
    assert window.count("blue") == 1
    assert window.hit("blue", 2)
    assert not window.hit("blue", 2)


def test_a_window_keeps_nothing_of_who_has_gone_quiet(clock):
    window = limits.Window()
    window.hit("steady", 9)
    for number in range(1000):
        window.hit(f"network {number}", 9)
    clock[0] += 59
    window.hit("steady", 9)
    clock[0] += 1
    assert window.count("steady") == 1
    assert list(window._moments) == ["steady"]


def test_without_limits_nothing_is_remembered(game, settings, monkeypatch):
    settings.LIMITS = "off"
    wrong, openings = limits.Window(), limits.Window()
    monkeypatch.setattr(guesses, "_wrong", wrong)
    monkeypatch.setattr(limits, "_openings", openings)
    for number in range(limits.ROOMS_A_MINUTE + 1):
        rooms.create(game=game, socket=f"s{number}", network="198.51.100.3")
        with pytest.raises(Refusal, match="no room"), guesses.counted("198.51.100.3"):
            rooms.look_up(code="AAAAAA")
    assert not wrong._moments and not openings._moments and not guesses._looking


class Door:
    """Where looks stand still until it is opened; how many do so at once, `most` tells."""

    def __init__(self, network, rule=""):
        self.network, self.rule = network, rule
        self.open, self.full = threading.Event(), threading.Event()
        self.looking = 0

    def look(self):
        try:
            with guesses.counted(self.network):
                self.looking += 1
                if self.looking == guesses.WRONG_A_MINUTE:
                    self.full.set()
                assert self.open.wait(10)
                if self.rule:
                    raise Refusal(self.rule, "")
        except Refusal as refusal:
            return refusal.rule
        return "let in"

    def answers(self, visitors):
        with ThreadPoolExecutor(visitors) as pool:
            answers = [pool.submit(self.look) for _ in range(visitors)]
            assert self.full.wait(10)
            self.open.set()
            return sorted(answer.result(10) for answer in answers)


def test_guesses_of_one_moment_are_no_more_than_others():
    answers = Door("198.51.100.4", "room.unknown").answers(40)
    assert answers == ["codes.too_many"] * 30 + ["room.unknown"] * 10
    assert not guesses._looking


def test_a_whole_school_with_the_right_code_comes_in_at_one_moment():
    assert Door("198.51.100.5").answers(60) == ["let in"] * 60
    assert not guesses._looking
