"""What games tell of their connections is counted, and nothing else is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import connections, limits
from lobby.api import door
from lobby.models import ConnectionTally
from lobby.privacy import retention
from tests.api.conftest import pass_of

CHROME = "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"
DIRECT = {"outcome": "direct", "protocol": "udp", "took": 420, "round_trip": 30}


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(connections, "_reports", limits.Window())


@pytest.fixture
def tell(ask, golf):
    def tell(told):
        return ask("POST", "/connections", told, shown=pass_of("golf"), user_agent=CHROME)

    return tell


def counted():
    kinds = ("browser", "outcome", "protocol", "stage", "within", "count", "round_trips")
    return list(ConnectionTally.objects.order_by("pk").values_list(*kinds))


def test_connections_of_one_kind_are_one_count(tell):
    for took in (260, 420, 500):
        assert tell(DIRECT | {"took": took}).status_code == 204
    tell(DIRECT | {"took": 501})
    assert counted() == [
        ("Chrome", "direct", "udp", "", 500, 3, 90),
        ("Chrome", "direct", "udp", "", 1000, 1, 30),
    ]


def test_of_one_that_failed_it_is_kept_how_far_it_came(tell):
    tell({"outcome": "failed", "stage": "credentials", "protocol": "udp", "took": 9})
    assert counted() == [("Chrome", "failed", "", "credentials", 0, 1, 0)]


@pytest.mark.parametrize(
    ("user_agent", "family"),
    [
        (CHROME, "Chrome"),
        (CHROME + " Edg/156.0", "Edge"),
        (CHROME + " EdgA/156.0", "Edge"),
        (CHROME + " OPR/124.0", "other"),
        ("Mozilla/5.0 (iPad) AppleWebKit/605.1.15 CriOS/156.0 Safari/604.1", "Safari"),
        ("Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/150.0", "Firefox"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/19.0 Safari/604.1", "Safari"),
        ("Playlobby’s friend", "other"),
    ],
)
def test_browsers_are_told_apart_by_family(user_agent, family):
    assert connections.family(user_agent) == family


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"outcome": "perfect"},
        {"outcome": "failed"},
        {"outcome": "direct", "protocol": "udp"},
        DIRECT | {"stage": "checks"},
        DIRECT | {"took": -1},
        DIRECT | {"address": "10.0.0.1"},
    ],
)
def test_what_is_no_report_is_refused(tell, told):
    assert tell(told).status_code == 422
    assert counted() == []


def test_who_reports_without_end_is_stopped(tell, monkeypatch, settings):
    settings.LIMITS = "on"
    monkeypatch.setattr(connections, "REPORTS_A_MINUTE", 2)
    assert [tell(DIRECT).status_code for _ in range(3)] == [204, 204, 429]


def test_reports_of_pages_do_not_use_up_what_people_may_write(tell, monkeypatch, settings):
    settings.LIMITS = "on"
    monkeypatch.setattr(door, "_reports", limits.Window())
    monkeypatch.setattr(door, "_writes", limits.Window())
    monkeypatch.setattr(door, "WRITES_A_MINUTE", 1)
    monkeypatch.setattr(door, "REPORTS_A_MINUTE", 3)
    assert [tell(DIRECT).status_code for _ in range(4)] == [204, 204, 204, 429]


def test_old_counts_are_let_go_of(tell):
    tell(DIRECT)
    retention.enforce()
    assert counted()
    retention.enforce(timezone.now() + timedelta(days=402))
    assert not counted()
