"""Figures: what workers counted is added, rolled up and let go of, and nothing is counted twice."""

import asyncio
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db.models import Sum
from websockets.asyncio.client import connect

from lobby import figures, keeping, rooms
from lobby.counting import Counting, Counts
from lobby.models import Figure, Game
from lobby.passes import Player

NOON = datetime(2026, 5, 4, 12, 0, 7, tzinfo=UTC)
MINUTE, HOUR, DAY = figures.MINUTE, figures.HOUR, figures.DAY


@pytest.fixture
def golf(db):
    return Game.objects.create(slug="golf", title="Golf", seats=4)


def of(span, game=""):
    return Figure.objects.filter(span=span, game=game)


def sums(found):
    return found.aggregate(**{name: Sum(name) for name in figures.SUMS})


def test_two_workers_add_and_none_overwrites_the_other(golf):
    for relays in (3, 4):
        figures.keep(now=NOON, fresh={"golf": Counts(joins=1, relays=relays)})
    assert of("minute", "golf").get().relays == 7
    assert of("minute").get().joins == 2


def test_what_belongs_to_no_game_is_the_sites_alone(golf):
    figures.keep(now=NOON, fresh={"": Counts(errors=2), "golf": Counts(sent=10)})
    site = of("minute").get()
    assert (site.errors, site.sent) == (2, 10)
    assert of("minute", "golf").get().errors == 0


def test_of_those_who_play_the_most_at_once_are_kept(golf):
    room = rooms.create(game=golf, player=Player("b", "Blue"), socket="blue")
    rooms.join(code=room.code, game=golf, player=Player("y", "Yellow"), socket="yellow")
    figures.keep(now=NOON, fresh={})
    rooms.leave(socket="yellow")
    figures.keep(now=NOON, fresh={})
    for game in ("", "golf"):
        found = of("minute", game).get()
        assert (found.players, found.rooms) == (2, 1)


def test_hours_and_days_are_the_sums_of_their_minutes(golf):
    for minutes in range(0, 130, 7):
        moment = NOON + minutes * MINUTE
        counts = Counts(*range(minutes, minutes + len(figures.SUMS)))
        figures.keep(now=moment, fresh={"golf": counts, "": Counts(errors=1)})
    for _ in range(2):  # Twice is as good as once.
        figures.roll_up()
        for game in ("", "golf"):
            told = [sums(of(span, game)) for span in ("minute", "hour", "day")]
            assert told[0] == told[1] == told[2]
    assert of("hour").count() == 3
    assert of("day").count() == 1


def test_what_comes_late_in_an_hour_is_in_it_and_in_its_day(golf):
    figures.keep(now=NOON, fresh={"golf": Counts(joins=1)})
    figures.roll_up()
    figures.keep(now=NOON + 59 * MINUTE, fresh={"golf": Counts(joins=1)})
    figures.roll_up()
    assert of("hour", "golf").get().joins == of("day", "golf").get().joins == 2


def test_letting_go_of_minutes_and_hours_takes_nothing_from_their_days(golf):
    moment = NOON
    while moment < NOON + 11 * DAY:
        figures.keep(now=moment, fresh={"golf": Counts(relays=5)})
        figures.roll_up()
        figures.prune(moment)
        moment += timedelta(hours=5, minutes=3)
    assert of("day", "golf").aggregate(Sum("relays"))["relays__sum"] == 5 * 53
    assert of("minute", "golf").count() == 1
    assert of("hour", "golf").earliest("start").start >= moment - 10 * DAY


def test_storage_is_bounded(golf):
    figures.keep(now=NOON, fresh={"golf": Counts(joins=1)})
    figures.roll_up()
    figures.prune(NOON + 2 * HOUR)
    assert of("minute").exists()
    figures.prune(NOON + 3 * HOUR)
    assert not of("minute").exists()
    figures.prune(NOON + 8 * DAY)
    assert of("hour").exists()
    figures.prune(NOON + 9 * DAY)
    assert not of("hour").exists()
    figures.prune(NOON + 400 * DAY)
    assert of("day").exists()
    figures.prune(NOON + 401 * DAY)
    assert not Figure.objects.exists()


def test_a_flush_is_two_queries_and_one_statement(golf, django_assert_num_queries):
    fresh = {f"game-{number}": Counts(joins=1) for number in range(100)}
    with django_assert_num_queries(5):  # Those, and a transaction's begin and end.
        figures.keep(now=NOON, fresh=fresh)
    assert of("minute").get().joins == 100


def test_what_was_kept_is_not_fresh_and_what_failed_is_again():
    counting = Counting()
    counting.of("golf").relays += 2
    fresh = counting.fresh()
    counting.of("golf").relays += 3  # meanwhile
    assert fresh == {"golf": Counts(relays=2)}
    assert counting.fresh() == {"golf": Counts(relays=5)}
    counting.kept(fresh)
    assert counting.fresh() == {"golf": Counts(relays=3)}


@pytest.fixture
def counted(monkeypatch):
    """What was given to be kept, after what happens then: a call of each in turn."""
    counting, given, happens = Counting(), [], []

    def keep(*, now, fresh):
        if happens:
            happens.pop()()
        given.append(fresh.get("golf"))

    monkeypatch.setattr(keeping, "counting", counting)
    monkeypatch.setattr(keeping.figures, "keep", keep)
    counting.of("golf").joins += 1
    return given, happens


def fail():
    raise OSError


async def test_a_flush_that_fails_loses_nothing(counted):
    given, happens = counted
    happens.append(fail)
    with pytest.raises(OSError):
        await keeping.keep()
    await keeping.keep()
    await keeping.keep()
    assert given == [Counts(joins=1), None]


async def test_a_flush_that_nobody_waited_for_counts_once(counted):
    given, happens = counted
    asked, go_on = Event(), Event()
    happens.append(lambda: (asked.set(), go_on.wait()))
    flush = asyncio.create_task(keeping.keep())
    await asyncio.to_thread(asked.wait)
    flush.cancel()
    go_on.set()
    await keeping.keep()
    assert given == [Counts(joins=1), None]


async def test_what_a_worker_counted_last_is_kept_when_it_stops(site):
    async with connect(f"{site.signal}/chess", proxy=None) as lost:
        await lost.wait_closed()
    site.stop()
    told = "from lobby.models import Figure; print(*Figure.objects.values_list('game', 'refusals'))"
    assert site.shell(told) == "('', 1)\n"
