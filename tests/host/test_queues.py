"""A host opens queues for its game, in few questions, and reads what comes of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby.matchmaking import tickets
from lobby.models import Game, Match, Queue, Ticket
from lobby.passes import Player
from lobby.queues import MOST_QUEUES
from lobby.views.host.queue_words import rules
from tests.pages.words import words

PAGE = "/host/golf/queues"
DUEL = {"name": "Quick duel", "slug": "", "least": 2, "most": 2, "teams": 1, "step": 1}
DUEL |= {"window": 200, "widening": 10, "settle_after": 15, "timeout": 300}


@pytest.fixture
def duel(golf):
    return Queue.objects.create(game=golf, slug="duel", name="Duel")


def problems(page):
    return {name for name, said in page.context["form"].errors.items() if said}


def test_before_the_first_it_says_what_a_queue_is_for(as_host, golf):
    said = words(as_host.get(PAGE))
    assert "about as good" in said and "No queue yet" in said and "Quick match" in said


def test_a_queue_is_opened_and_its_code_made_of_its_name(as_host, golf):
    said = words(as_host.post(PAGE, DUEL, follow=True))
    assert "“Quick duel” is open." in said and "?match=quick-duel" in said
    assert "2 players, no teams, within 200 points, wider by 10 each second" in said


def test_a_host_may_choose_another_code(as_host, golf):
    as_host.post(PAGE, DUEL | {"slug": "duel"})
    assert Queue.objects.get().slug == "duel"


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"least": 3}, "least", "No more than the most players."),
        ({"most": 4, "least": 3, "step": 2}, "step", "it must lead to the most."),
        ({"most": 4, "teams": 3}, "teams", "Each size of a match must make equal teams."),
        ({"most": 64}, "most", "rooms have 4 seats"),
        ({"name": "!!"}, "slug", "Write one of small letters, digits and dashes."),
        ({"name": ""}, "name", "Write what the queue is called."),
        ({"slug": "Duel!"}, "slug", "Small letters, digits and dashes."),
        ({"timeout": 0}, "timeout", "At least 10."),
        ({"window": "much"}, "window", "Write a whole number from 0 to 10000."),
        ({"timeout": ""}, "timeout", "Write a number from 10 to 3600."),
        ({"most": 99}, "most", "At most 4."),
        ({"widening": 10**12}, "widening", "At most 10000."),
        ({"step": 0}, "step", "At least 1."),
        ({"teams": 0}, "teams", "At least 1."),
        ({"least": -1}, "least", "At least 2."),
    ],
)
def test_what_cannot_be_is_told_beside_it(as_host, golf, wrong, field, said):
    page = as_host.post(PAGE, DUEL | wrong)
    assert field in problems(page)
    assert said in words(page)
    assert not Queue.objects.exists()


def test_a_mistake_among_the_finer_rules_is_not_folded_away(as_host, golf):
    assert '<details class="finer">' in as_host.get(PAGE).text
    assert '<details class="finer" open>' in as_host.post(PAGE, DUEL | {"timeout": 0}).text


def test_two_of_one_code_are_refused(as_host, duel):
    page = as_host.post(PAGE, DUEL | {"slug": "duel"})
    assert problems(page) == {"slug"}
    assert "Another queue of this game has that code." in words(page)


def test_a_game_has_so_many_queues_and_no_more(as_host, golf):
    for count in range(MOST_QUEUES):
        assert "Open queue" in words(as_host.get(PAGE))
        Queue.objects.create(game=golf, slug=f"q{count}", name=f"Q{count}")
    said = f"A game has at most {MOST_QUEUES} queues."
    assert said in words(as_host.get(PAGE))
    assert said in words(as_host.post(PAGE, DUEL))
    assert Queue.objects.count() == MOST_QUEUES


def test_a_game_of_one_seat_is_told_why_nobody_could_meet(as_host, golf):
    Game.objects.update(seats=1)
    assert "rooms have one seat" in words(as_host.get(PAGE))
    as_host.post(PAGE, DUEL)
    assert not Queue.objects.exists()


def test_a_queue_larger_than_its_rooms_have_become_is_told_so(as_host, duel):
    Game.objects.update(seats=1)
    assert "rooms have 1 seat." in words(as_host.post(f"{PAGE}/duel", DUEL))


def test_a_change_keeps_what_games_ask_by(as_host, duel):
    as_host.post(f"{PAGE}/duel", DUEL | {"name": "Ranked", "slug": "ranked"})
    duel.refresh_from_db()
    assert (duel.slug, duel.name) == ("duel", "Ranked")
    assert "?match=duel" in words(as_host.get(f"{PAGE}/duel"))


def test_what_was_not_saved_is_not_said_of_the_queue(as_host, duel):
    page = as_host.post(f"{PAGE}/duel", DUEL | {"name": "Ranked", "least": 3})
    assert "Delete Duel" in words(page) and "Delete Ranked" not in words(page)


def test_a_queue_is_switched_off_and_on(as_host, duel):
    said = words(as_host.post(f"{PAGE}/duel/switch", follow=True))
    assert "“Duel” is off: nobody new can wait in it." in said and "Duel Off" in said
    as_host.post(f"{PAGE}/duel", DUEL | {"name": "Duel"})
    assert not Queue.objects.get().on
    said = words(as_host.post(f"{PAGE}/duel/switch", {"on": ""}, follow=True))
    assert "“Duel” is open again." in said and "Duel Off" not in said


def test_what_players_may_insist_on_is_one_of_the_games_choices(as_host, golf):
    assert "Players may insist on" not in words(as_host.get(PAGE))
    Game.objects.update(properties="Mode: Duel, Teams\nRounds: 1 to 9")
    assert "Players may insist on Mode" in words(as_host.get(PAGE))
    as_host.post(PAGE, DUEL | {"agree_on": ["rounds"]})
    assert not Queue.objects.exists()
    said = words(as_host.post(PAGE, DUEL | {"agree_on": ["mode"]}, follow=True))
    assert Queue.objects.get().agree_on == ["mode"]
    assert "Players may insist on Mode." in said


@pytest.mark.parametrize("declared", ["", "Region: Near, Far"])
def test_a_choice_that_the_game_no_longer_has_falls_away(as_host, duel, declared):
    Queue.objects.update(agree_on=["mode"])
    Game.objects.update(properties=declared)
    assert "is saved" in words(as_host.post(f"{PAGE}/duel", DUEL, follow=True))
    assert Queue.objects.get().agree_on == []


def test_a_host_reads_what_comes_of_a_queue(as_host, golf, duel):
    now = timezone.now()
    for wait in (10, 20, 90):
        since = now - timedelta(seconds=wait)
        Ticket.objects.create(queue=duel, state="matched", since=since, ended_at=now)
    for state in ("fell through", "playing", "rated", "playing"):
        Match.objects.create(queue=duel, state=state, come_by=now)
    Match.objects.create(queue=duel, made_at=now - timedelta(days=2), come_by=now)
    tickets.enter(game=golf, queue="duel", player=Player("blue", "Blue"))
    said = words(as_host.get(PAGE))
    assert "Waiting now 1 Matches, last day 4 Fell through 25 % Median wait, last hour 20 s" in said


def test_of_a_quiet_queue_nothing_is_made_up(as_host, duel):
    said = words(as_host.get(PAGE))
    assert "Fell through – Median wait, last hour – too few matches to tell" in said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "2 players, no teams, within 200 points, wider by 10 each second, up to 5 minutes"),
        (
            {"least": 4, "most": 8, "step": 2, "teams": 2, "timeout": 90, "widening": 0},
            "4, 6 or 8 players, 2 teams, within 200 points, fewer than 8 after 15 seconds, "
            "up to 90 seconds",
        ),
        (
            {"most": 4, "settle_after": 0, "timeout": 60, "backfill": True},
            "2 to 4 players, no teams, within 200 points, wider by 10 each second, up to 1 minute, "
            "running matches first",
        ),
        (
            {"most": 16, "step": 2, "widening": 0, "settle_after": 60},
            "2 to 16 players in steps of 2, no teams, within 200 points, fewer than 16 after "
            "1 minute, up to 5 minutes",
        ),
    ],
)
def test_rules_are_said_in_plain_words(fields, said):
    assert rules(Queue(**fields)) == said


def test_deleting_asks_first_and_takes_all_along(as_host, duel):
    Ticket.objects.create(queue=duel, state="left")
    page = words(as_host.get(f"{PAGE}/duel"))
    assert "Nobody can bring it back. Delete Duel" in page
    assert as_host.get(f"{PAGE}/duel/delete").status_code == 405
    said = words(as_host.post(f"{PAGE}/duel/delete", follow=True))
    assert "“Duel” is deleted." in said and not Queue.objects.exists()


def test_a_queue_in_which_players_wait_stays(as_host, golf, duel):
    tickets.enter(game=golf, queue="duel", player=Player("blue", "Blue"))
    kept = "Players wait in it, so it stays for now."
    page = words(as_host.get(f"{PAGE}/duel"))
    assert kept in page and "Nobody can bring it back." not in page
    assert kept in words(as_host.post(f"{PAGE}/duel/delete", follow=True))
    tickets.leave(player="blue")
    as_host.post(f"{PAGE}/duel/delete")
    assert not Queue.objects.exists()


def test_a_queue_stays_while_players_are_on_their_way_to_its_match(as_host, duel):
    match = Match.objects.create(queue=duel, come_by=timezone.now())
    as_host.post(f"{PAGE}/duel/delete")
    assert Queue.objects.exists()
    Match.objects.filter(pk=match.pk).update(state="playing")
    as_host.post(f"{PAGE}/duel/delete")
    assert not Queue.objects.exists()


ADDRESSES = [PAGE, f"{PAGE}/duel", f"{PAGE}/duel/switch", f"{PAGE}/duel/delete"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_of_anothers_game_nothing_is_told(client, duel, wen, address):
    assert client.post(address, DUEL).status_code == 302
    client.force_login(wen)
    assert client.post(address, DUEL).status_code == 404
    assert Queue.objects.get().on


def test_an_editor_does_what_the_owner_does(client, golf, duel, wen):
    golf.editors.add(wen)
    client.force_login(wen)
    client.post(f"{PAGE}/duel", DUEL | {"name": "Ranked"})
    assert Queue.objects.get().name == "Ranked"


def test_a_queue_of_another_game_is_not_found_under_this_one(as_host, golf, maya):
    chess = Game.objects.create(slug="chess", title="Chess", owner=maya)
    Queue.objects.create(game=chess, slug="duel", name="Duel")
    for address in ADDRESSES[1:]:
        assert as_host.post(address, DUEL).status_code == 404
