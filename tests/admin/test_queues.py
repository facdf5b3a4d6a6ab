"""Staff find tickets, matches and ratings; who opens queues, and who only looks."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lobby import hosting, rooms
from lobby.models import Game, Match, Queue, Rating, Ticket
from lobby.passes import Player
from tests.pages.words import words

SENT = {"slug": "duel", "name": "Duel", "on": "on", "least": 2, "most": 2, "step": 1, "teams": 1}
SENT |= {"window": 200, "widening": 10, "settle_after": 15, "timeout": 300, "agree_on": "[]"}
LISTS = ["queue", "ticket", "match", "rating"]


@pytest.fixture
def duel(golf):
    return Queue.objects.create(game=golf, slug="duel", name="Duel")


@pytest.fixture
def match(golf, duel):
    room = rooms.create(game=golf, player=Player("blue", "Blue"), name="", socket="blue")
    match = Match.objects.create(queue=duel, room=room, reason="2 of 2", come_by=timezone.now())
    for number, name in enumerate(("Blue", "Yellow"), start=1):
        match.entrants.create(player=name.lower(), name=name, number=number)
    return match


def fill(queue, count):
    now = timezone.now()
    for at in range(count):
        match = Match.objects.create(queue=queue, come_by=now)
        match.entrants.create(number=1)
        ticket = Ticket.objects.create(queue=queue, match=match)
        ticket.seekers.create(heard_until=now)
        Rating.objects.create(queue=queue, player=f"{queue}{at}", mu=25, sigma=8, points=at)


@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_asks_no_more_than_a_short_one(admin_client, golf, duel, name):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert admin_client.get(f"/admin/lobby/{name}/").status_code == 200
        return len(queries)

    fill(duel, 1)
    asked()
    few = asked()
    for at in range(5):
        fill(Queue.objects.create(game=golf, slug=f"q{at}", name=f"Q{at}"), 4)
    assert asked() == few <= 10


@pytest.mark.parametrize("name", ["ticket", "match"])
def test_staff_filter_by_state_game_and_queue(admin_client, duel, name):
    chess = Game.objects.create(slug="chess", title="Chess")
    other = Queue.objects.create(game=chess, slug="duel", name="Duel")
    fill(duel, 2)
    fill(other, 1)

    def counted(query):
        return words(admin_client.get(f"/admin/lobby/{name}/?{query}"))

    kind = "tickets" if name == "ticket" else "matches"
    one = f"1 {name} "
    assert f"2 {kind}" in counted(f"queue={duel.pk}")
    assert one in counted(f"queue={other.pk}")
    assert one in counted(f"queue__game__id__exact={chess.pk}")
    assert f"0 {kind}" in counted("state__exact=left" if name == "ticket" else "state__exact=rated")
    assert f"3 {kind}" in counted("queue=nonsense")
    said = counted(f"queue__game__id__exact={chess.pk}")
    assert "Chess: Duel" in said and "Tidepool Golf: Duel" not in said


def test_a_list_of_matches_counts_their_players(admin_client, match):
    page = admin_client.get("/admin/lobby/match/")
    assert '<td class="field-players">2</td>' in page.text
    assert f"/admin/lobby/room/{match.room.pk}/change/" in page.text


def test_a_ticket_tells_whose_it_is(admin_client, duel):
    ticket = Ticket.objects.create(queue=duel, size=2)
    ticket.seekers.create(player="blue", name="Blue", heard_until=timezone.now())
    page = admin_client.get(f"/admin/lobby/ticket/{ticket.pk}/change/")
    assert "Blue" in words(page) and "Tidepool Golf" in words(page)


def test_moderators_look_at_tickets_and_matches_and_change_nothing(moderator, match, duel):
    said = words(moderator.get(f"/admin/lobby/match/{match.pk}/change/"))
    assert "Yellow" in said and match.room.code in said and "2 of 2" in said
    ticket = Ticket.objects.create(queue=duel)
    ticket.seekers.create(name="Green", heard_until=timezone.now())
    assert "Green" in words(moderator.get(f"/admin/lobby/ticket/{ticket.pk}/change/"))
    for name, row in (("match", match), ("ticket", ticket)):
        assert moderator.post(f"/admin/lobby/{name}/{row.pk}/change/", {}).status_code == 403
        assert moderator.post(f"/admin/lobby/{name}/{row.pk}/delete/").status_code == 403
    for hidden in ("queue/", "queue/add/", "rating/"):
        assert moderator.get(f"/admin/lobby/{hidden}").status_code == 403


def test_hosts_have_their_own_pages_and_not_these(client, golf, duel, match):
    call_command("roles", verbosity=0)
    maya = User.objects.create_user("maya", is_staff=True)
    maya.groups.add(Group.objects.get(name=hosting.GROUP))
    client.force_login(maya)
    for name in LISTS:
        assert client.get(f"/admin/lobby/{name}/").status_code == 403


def test_who_may_edit_queues_opens_changes_and_deletes_one(client, golf):
    wen = User.objects.create_user("wen", is_staff=True)
    wen.user_permissions.set(Permission.objects.filter(codename__endswith="_queue"))
    client.force_login(wen)
    client.post("/admin/lobby/queue/add/", SENT | {"game": golf.pk})
    queue = Queue.objects.get()
    own = f"/admin/lobby/queue/{queue.pk}"
    client.post(f"{own}/change/", SENT | {"name": "Ranked", "slug": "other"})
    queue.refresh_from_db()
    assert (queue.name, queue.slug) == ("Ranked", "duel")
    fill(queue, 1)
    Match.objects.update(state="rated")
    Ticket.objects.update(state="matched")
    page = words(client.get(f"{own}/delete/"))
    assert "Ratings: 1" in page
    client.post(f"{own}/delete/", {"post": "yes"})
    assert not Queue.objects.exists()


def test_a_queue_in_which_players_wait_is_not_deleted(admin_client, duel):
    Ticket.objects.create(queue=duel)
    own = f"/admin/lobby/queue/{duel.pk}/delete/"
    assert "Players wait in it" in words(admin_client.get(own))
    admin_client.post(own, {"post": "yes"})
    assert Queue.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"step": 0}, {"teams": 0}, {"agree_on": '[["mode"]]'}, {"agree_on": "null"}, {"slug": "A b"}],
)
def test_what_cannot_be_is_told_not_stumbled_over(admin_client, golf, wrong):
    page = admin_client.post("/admin/lobby/queue/add/", SENT | {"game": golf.pk} | wrong)
    assert page.status_code == 200 and page.context["errors"]
    assert not Queue.objects.exists()


def test_a_game_goes_with_its_queues_and_matches(admin_client, golf, match):
    admin_client.post(f"/admin/lobby/game/{golf.pk}/delete/", {"post": "yes"})
    assert not Game.objects.exists() and not Queue.objects.exists()
