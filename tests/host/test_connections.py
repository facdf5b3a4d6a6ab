"""What a host reads of how its players got through to each other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import connections
from lobby.connection_figures import DAYS, figures
from lobby.models import ConnectionTally, Game
from tests.pages.words import words

PAGE = "/host/golf/connections"
FIREFOX = "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/150.0"


@pytest.fixture
def report(golf):
    def report(times=1, **told):
        for _ in range(times):
            given = {"game": "golf", "player": "blue", "user_agent": FIREFOX} | told
            connections.tell(**given)

    return report


@pytest.fixture
def a_busy_day(report):
    report(6, outcome="direct", protocol="udp", took=300, round_trip=20)
    report(2, outcome="relayed", protocol="tcp", took=1_500, round_trip=60, user_agent="iPhone")
    report(2, outcome="failed", stage="checks", user_agent="iPhone")


def test_a_host_reads_how_many_got_through_and_why_the_others_did_not(as_host, a_busy_day):
    said = words(as_host.get(PAGE))
    assert "connected 80 %" in said and "of those, relayed 25 %" in said
    assert "half of them open within 0.5 s" in said
    assert "there and back, on average 30 ms" in said
    assert "2 no way led to the other" in said
    assert "Firefox 6 100 % 0 % 0.5 s" in said and "Safari 4 50 % 100 % 2.0 s" in said


def test_before_anybody_has_met_it_says_so(as_host, golf):
    assert "Nobody has connected in the last 30 days" in words(as_host.get(PAGE))


def test_of_anothers_game_nothing_is_told(client, golf, wen):
    client.force_login(wen)
    assert client.get(PAGE).status_code == 404


def test_each_day_has_its_bar_and_older_ones_are_left_out(a_busy_day):
    today = timezone.now().date()
    old = ConnectionTally.objects.get(outcome="relayed")
    ConnectionTally.objects.filter(pk=old.pk).update(day=today - timedelta(days=DAYS - 1))
    ConnectionTally.objects.filter(outcome="failed").update(day=today - timedelta(days=DAYS))
    drawn = figures(ConnectionTally.objects.all()).days
    assert len(drawn) == DAYS and drawn[-1].day == today
    assert [(p.outcome, p.start, p.size) for p in drawn[-1].parts] == [("direct", 0, 160)]
    assert [(p.outcome, p.start) for p in drawn[0].parts] == [("relayed", 0)]
    assert drawn[0].parts[0].size == pytest.approx(160 / 3, abs=0.01)


def test_what_other_games_tell_is_theirs(report, golf):
    Game.objects.create(slug="reef", title="Reef", owner=golf.owner)
    report(3, game="reef", outcome="direct", took=100)
    assert figures(golf.connections.all()).all.total == 0


def test_it_is_one_query(a_busy_day, django_assert_num_queries):
    with django_assert_num_queries(1):
        figures(ConnectionTally.objects.all())
