"""Who is banned, or was, still reads what the site has of them, and may be forgotten."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.utils import timezone

from lobby import bans, guests, rooms
from lobby.bulletin import bulletin
from lobby.models import Ban, Notice, Peer
from lobby.privacy import erasure
from lobby.privacy.personal import Person

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "Rude to everyone."


@pytest.fixture(autouse=True)
def read_anew(db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    bulletin.read()
    yield
    Ban.objects.all().delete()
    bulletin.read()


@pytest.fixture
def blue(client):
    """The player that the client is."""
    client.post("/me", {"name": "Blue"})
    return guests.read({name: one.value for name, one in client.cookies.items()})


def test_somebody_whose_ban_is_over_reads_of_it(client, blue):
    bans.ban(player=blue.id, words=WHY, network="192.0.2.7", term=timedelta(days=1))
    Ban.objects.update(until=timezone.now() - timedelta(days=1))
    bulletin.read()
    assert "<b>1</b> bans" in client.get("/me/data").text
    [told] = client.get("/me/data.json").json()["bans"]
    assert (told["words"], told["network"]) == (WHY, "192.0.2.7/32")


def test_staff_that_posted_a_notice_reads_of_it(client, db):
    ines = User.objects.create_user("ines", is_staff=True)
    Notice.objects.create(words="Back at six", made_by=ines)
    client.force_login(ines, "allauth.account.auth_backends.AuthenticationBackend")
    assert "notices that you posted" in client.get("/me/data").text


def test_who_is_banned_reads_and_deletes_what_there_is(client, blue, game):
    rooms.create(game=game, player=blue, socket="w.1")
    bans.ban(player=blue.id, name="Blue", words=WHY)
    assert '"/me/data"' in client.get("/rooms/").text
    assert "seats in rooms" in client.get("/me/data").text
    assert client.get("/me/data.json").json()["seats"]
    assert client.post("/me/data", {"sure": "on"}, follow=True).status_code == 200
    assert not Peer.objects.filter(player=blue.id).exists()
    assert [(ban.player, ban.name) for ban in Ban.objects.all()] == [(blue.id, "")]


def test_what_moderators_wrote_of_a_ban_loses_the_name(client, blue, game, admin_client):
    rooms.create(game=game, player=blue, socket="w.1")
    words = {"words": "Blue, that is enough", "hours": "24"}
    chosen = {"action": "ban_peers", "_selected_action": [Peer.objects.get().pk]}
    admin_client.post("/admin/lobby/peer/", chosen | words)
    assert LogEntry.objects.filter(object_repr="Blue").exists()
    erasure.erase(Person(blue.id))
    told = [*LogEntry.objects.values_list("object_repr", "change_message")]
    told += [*Ban.objects.values_list("name", "words")]
    assert "Blue" not in str(told)
