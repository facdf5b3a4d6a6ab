"""Staff edit queues, and read what became of tickets."""

import pytest

from lobby.matchmaking import lease, matcher, tickets
from lobby.models import Game, Queue, Rating
from lobby.passes import Player
from tests.pages.words import words


@pytest.fixture
def match(db):
    game = Game.objects.create(slug="golf", title="Golf")
    queue = Queue.objects.create(game=game, slug="duel", name="Duel")
    for name in ("Blue", "Yellow"):
        tickets.enter(game=game, queue="duel", player=Player(name.lower(), name))
    Rating.objects.create(queue=queue, player="blue", name="Blue", mu=25, sigma=8, points=60)
    epoch = lease.take(worker="w")
    [plan] = matcher.plan()
    return matcher.claim(plan=plan, epoch=epoch)


@pytest.mark.parametrize("name", ["queue", "ticket", "match", "rating"])
def test_lists_say_what_there_is(admin_client, match, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        said = words(admin_client.get(f"/admin/lobby/{name}/"))
    assert "Duel" in said


def test_a_match_tells_why_it_was_made_who_played_and_where(admin_client, match):
    page = admin_client.get(f"/admin/lobby/match/{match.pk}/change/")
    assert match.reason in words(page) and "Yellow" in words(page)
    assert match.room.code in words(page)


def test_nobody_writes_what_became(admin_client, match):
    assert admin_client.post(f"/admin/lobby/match/{match.pk}/delete/").status_code == 403
    assert admin_client.get("/admin/lobby/ticket/add/").status_code == 403


def test_a_queue_that_cannot_be_is_told_beside_it(admin_client, match):
    queue = match.queue
    sent = {"name": "Duel", "least": 5, "most": 4, "step": 1, "teams": 1, "window": 1}
    sent |= {"widening": 1, "settle_after": 1, "timeout": 60, "agree_on": "[]"}
    page = admin_client.post(f"/admin/lobby/queue/{queue.pk}/change/", sent)
    assert "No more than the most players." in words(page)
