"""The admin's first page: what it shows of now and of late, to whom, and at which cost."""

import json
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from lobby import figures
from lobby.counting import Counts
from lobby.models import Figure
from lobby.overview import overview

LIVE = "/admin/lobby/figure/live/"


def tiles(told):
    return {tile["key"]: tile["figure"] for tile in told["tiles"]}


@pytest.fixture
def busy(open_room):
    open_room("Blue", "Yellow")
    counts = Counts(joins=10, relays=300, connected=8, failed=2, relayed=2, matched=2, waited=9)
    counts.sent, counts.errors = 21_400_000, 1
    figures.keep(now=timezone.now(), fresh={"golf": counts, "": Counts(joins=5)})
    figures.roll_up()


@pytest.mark.parametrize(("over", "steps"), [("hour", 60), ("day", 24), ("month", 30)])
def test_every_period_tells_the_same_of_what_was_just_now(busy, over, steps):
    told = overview(game="golf", over=over)
    assert {len(values) for values in told["series"].values()} == {steps}
    assert told["series"]["relays"][-1] == sum(told["series"]["relays"]) == 300
    shown = tiles(told)
    assert (shown["players"], shown["rooms"]) == ("2", "1")
    assert (shown["connections"], shown["wait"], shown["sent"]) == ("80 %", "4 s", "21.4 MB")
    assert not told["empty"]


def test_a_game_is_told_apart_from_the_site(busy):
    assert overview(game="", over="hour")["series"]["joins"][-1] == 15
    assert overview(game="golf", over="hour")["series"]["joins"][-1] == 10


def test_a_site_where_nothing_happens_says_so(admin_client):
    page = admin_client.get("/admin/").text
    assert "Nothing has happened in this time." in page
    assert re.search(r'id="figures-plots" hidden', page)
    assert tiles(overview(game="", over="hour"))["connections"] == "–"


def test_what_nobody_can_choose_is_all_games_and_the_hour(admin_client, busy):
    told = admin_client.get(LIVE, {"game": "chess", "over": "century"}).json()
    assert (told["game"], told["over"]) == ("", "hour")


def test_the_page_has_what_it_asks_for_again(admin_client, busy):
    page = admin_client.get("/admin/?game=golf&over=day").text
    found = re.search(r'<script id="figures-data" type="application/json">(.+?)</script>', page)
    told = admin_client.get(LIVE, {"game": "golf", "over": "day"})
    assert json.loads(found[1])["series"] == told.json()["series"]
    assert "no-store" in told["Cache-Control"]
    assert "/admin/lobby/room/" in page  # The stock list stays below.
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


@pytest.mark.parametrize(("over", "queries"), [("hour", 3), ("day", 4), ("month", 4)])
def test_few_queries(busy, django_assert_num_queries, over, queries):
    for game in ("", "golf"):
        with django_assert_num_queries(queries):
            overview(game=game, over=over)


def test_the_number_of_games_adds_no_query(admin_client, busy, django_assert_max_num_queries):
    Figure.objects.bulk_create(
        Figure(span="minute", start=timezone.now(), game=f"game-{number}") for number in range(50)
    )
    with django_assert_max_num_queries(9):
        assert admin_client.get("/admin/").status_code == 200


def test_who_may_not_see_figures_sees_none(moderator, client, busy):
    assert 'id="figures"' not in moderator.get("/admin/").text
    assert moderator.get(LIVE).status_code == 403
    watcher = User.objects.create_user("kofi", is_staff=True)
    watcher.user_permissions.set(Permission.objects.filter(codename="view_figure"))
    client.force_login(watcher)
    assert 'id="figures"' in client.get("/admin/").text
    assert client.get(LIVE).status_code == 200


def test_players_are_led_to_the_log_in(client, db):
    assert client.get(LIVE).status_code == 302
