"""Bans and notices: who is kept out of what, for how long, and what all players read."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lobby import bans, moderation, rooms
from lobby.bulletin import bulletin
from lobby.errors import Refusal
from lobby.models import Ban, Game, Notice, Peer, Room
from lobby.passes import Pass, Player, sign

pytestmark = pytest.mark.django_db(transaction=True)
BLUE, YELLOW = Player("blue", "Blue"), Player("yellow", "Yellow")
WHY = "Rude to everyone."


@pytest.fixture(autouse=True)
def read_anew(db):
    bulletin.read()
    yield
    Ban.objects.all().delete()
    Notice.objects.all().delete()
    bulletin.read()


@pytest.fixture
def golf():
    return Game.objects.create(slug="golf", title="Tidepool Golf", seats=4)


@pytest.fixture
def player_of(client):
    """The id of whoever visits with this client."""
    return lambda: client.get("/").wsgi_request.player.id


def test_a_banned_player_reads_why_and_until_when(client, player_of):
    bans.ban(player=player_of(), words=WHY, term=timedelta(days=1))
    answer = client.get("/rooms/")
    assert answer.status_code == 403
    assert WHY in answer.text
    assert f"{timezone.now() + timedelta(days=1):%B %Y}" in answer.text
    assert client.get("/accounts/login/").status_code == 200


def test_another_player_is_let_in(client, player_of):
    bans.ban(player="somebody", words=WHY)
    assert player_of() != "somebody"
    assert client.get("/rooms/").status_code == 200


def test_a_player_is_back_when_the_term_ends(client, player_of, monkeypatch):
    bans.ban(player=player_of(), words=WHY, term=timedelta(hours=1))
    assert client.get("/rooms/").status_code == 403
    later = timezone.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr("lobby.models.posting.timezone.now", lambda: later)
    assert client.get("/rooms/").status_code == 200


def test_a_lifted_ban_is_over_at_once(client, player_of):
    ban = bans.ban(player=player_of(), words=WHY)
    bans.lift(ban)
    assert client.get("/rooms/").status_code == 200


def test_a_banned_address_is_refused_with_a_new_cookie_too(client):
    bans.ban(network="127.0.0.0/24", words=WHY)
    assert client.get("/rooms/").status_code == 403
    client.cookies.clear()
    assert client.get("/rooms/").status_code == 403
    assert client.get("/rooms/", REMOTE_ADDR="127.0.1.1").status_code == 200
    assert client.get("/rooms/", REMOTE_ADDR="2001:db8::1").status_code == 200


def test_the_address_a_player_comes_from_is_banned_with_it_if_wished(client, player_of):
    bans.ban(player=player_of(), words=WHY, with_network=True)
    assert client.get("/rooms/", REMOTE_ADDR="203.0.113.7").status_code == 403
    client.cookies.clear()
    assert client.get("/rooms/", REMOTE_ADDR="203.0.113.7").status_code == 403
    assert client.get("/rooms/", REMOTE_ADDR="203.0.113.8").status_code == 200


def test_behind_a_proxy_that_is_not_believed_one_bad_player_costs_nobody_else_the_site(
    client, player_of, settings
):
    settings.LOOPBACK = False
    bans.ban(player=player_of(), words=WHY, with_network=True)
    assert client.get("/rooms/").status_code == 403
    client.cookies.clear()
    assert client.get("/rooms/").status_code == 200


def test_of_ipv6_a_whole_household_is_banned(client):
    assert bans.ban(network="2001:db8:1:2:3::4", words=WHY).network == "2001:db8:1:2::/64"
    assert client.get("/rooms/", REMOTE_ADDR="2001:db8:1:2::9").status_code == 403
    assert client.get("/rooms/", REMOTE_ADDR="2001:db8:1:3::9").status_code == 200


def test_staff_is_not_locked_out_by_an_address(client):
    bans.ban(network="127.0.0.1", words=WHY)
    assert client.get("/admin/login/").status_code in (200, 302)
    client.force_login(User.objects.create_superuser("wen"))
    assert client.get("/admin/").status_code == 200
    assert client.get("/rooms/").status_code == 200


def test_an_ipv4_address_written_as_ipv6_is_the_same(client):
    bans.ban(network="::ffff:203.0.113.7", words=WHY)
    assert client.get("/rooms/", REMOTE_ADDR="203.0.113.7").status_code == 403
    assert client.get("/rooms/", REMOTE_ADDR="2001:db8::1").status_code == 200


def test_what_changed_elsewhere_is_noticed_and_what_did_not_is_not_read():
    """As a worker does that heard nothing of it."""
    told = {"words": WHY, "with_network": True}
    blue, _ = [Ban.objects.create(player=name, **told) for name in ("blue", "yellow")]
    bulletin.read()
    assert bulletin.ban_of("blue", None)
    with CaptureQueriesContext(connection) as asked:
        bulletin.read()
    assert not [query for query in asked if "with_network" in query["sql"]]
    Ban.objects.filter(player="blue").update(network="192.0.2.7/32")
    bulletin.read()
    assert bulletin.ban_of("green", "192.0.2.7")
    blue.delete()
    Ban.objects.create(player="green", **told)
    bulletin.read()
    assert not bulletin.ban_of("blue", "192.0.2.7")
    assert bulletin.ban_of("yellow", None) and bulletin.ban_of("green", None)


@pytest.mark.parametrize(
    "network", ["banana", "1.2.3.4/40", "", "0.0.0.0/0", "203.0.113.7/1", "::/0"]
)
def test_a_ban_of_nobody_or_of_half_the_world_is_refused(network):
    with pytest.raises(ValidationError):
        bans.ban(network=network, words=WHY)
    assert not Ban.objects.exists()


def test_a_banned_player_gets_nothing_from_the_api_and_no_turn_credentials(client, golf):
    bearer = {"Authorization": f"Bearer {sign(Pass(BLUE, 'golf'))}"}
    assert client.get("/api/v1/ice", headers=bearer).status_code == 200
    bans.ban(player="blue", words=WHY)
    answer = client.get("/api/v1/ice", headers=bearer)
    assert answer.status_code == 403
    assert answer.json()["rule"] == "player.banned"
    assert WHY in answer.json()["detail"]
    assert client.get("/api/v1/games").status_code == 200
    bans.ban(network="127.0.0.1", words=WHY)
    assert client.get("/api/v1/games").status_code == 403


def test_a_banned_player_leaves_all_rooms_at_once(golf):
    own = rooms.create(game=golf, player=YELLOW, socket="w.1")
    rooms.join(code=own.code, game=golf, player=BLUE, socket="w.2")
    other = rooms.create(game=golf, player=BLUE, socket="w.3")
    bans.ban(player="blue", words=WHY)
    assert not Peer.objects.present().filter(player="blue").exists()
    assert Room.objects.get(pk=own.pk).state == Room.State.OPEN
    assert Room.objects.get(pk=other.pk).state == Room.State.CLOSED


def test_all_players_read_a_notice_until_it_ends(client, admin_client):
    soon = timezone.now() + timedelta(hours=1)
    form = {"words": "Back at <six>", "until_0": f"{soon:%Y-%m-%d}", "until_1": f"{soon:%H:%M:%S}"}
    assert admin_client.post("/admin/lobby/notice/add/", form).status_code == 302
    assert "Back at &lt;six&gt;" in client.get("/").text
    Notice.objects.update(until=timezone.now() - timedelta(seconds=1))
    bulletin.read()
    assert "Back at" not in client.get("/").text


def test_a_moderator_bans_from_the_list_of_players(client, golf):
    call_command("roles", verbosity=0)
    rooms.create(game=golf, player=BLUE, socket="w.1")
    ines = User.objects.create_user("ines", is_staff=True)
    ines.groups.add(*_groups("Moderators"))
    client.force_login(ines)
    chosen = {"action": "ban_peers", "_selected_action": [Peer.objects.get().pk]}
    asked = client.post("/admin/lobby/peer/", chosen)
    assert "for ever" in asked.text
    assert not Ban.objects.exists()
    empty = client.post("/admin/lobby/peer/", chosen | {"words": "", "hours": "24"})
    assert "Write a reason." in empty.text
    client.post("/admin/lobby/peer/", chosen | {"words": WHY})
    assert not Ban.objects.exists(), "for how long, somebody has to say"
    client.post("/admin/lobby/peer/", chosen | {"words": WHY, "hours": "24"})
    ban = Ban.objects.get()
    assert (ban.player, ban.name, ban.words, ban.made_by) == ("blue", "Blue", WHY, ines)
    assert timedelta(hours=23) < ban.until - timezone.now() <= timedelta(hours=24)
    assert WHY in client.get(f"/admin/lobby/ban/{ban.pk}/history/").text


def test_a_stopped_game_is_nowhere_and_goes_on_when_let(client, golf, admin_client):
    room = rooms.create(game=golf, player=BLUE, socket="w.1")
    chosen = {"action": "stop_games", "_selected_action": [golf.pk]}
    admin_client.post("/admin/lobby/game/", chosen | {"words": "Copied from somebody."})
    golf.refresh_from_db()
    assert Room.objects.get(pk=room.pk).closing_words == "Copied from somebody."
    with pytest.raises(Refusal, match="Copied from somebody"):
        rooms.create(game=golf, player=BLUE)
    assert not Game.objects.published().filter(pk=golf.pk).exists()
    admin_client.post("/admin/lobby/game/", chosen | {"action": "resume_games"})
    golf.refresh_from_db()
    assert rooms.create(game=golf, player=BLUE).state == Room.State.OPEN


def test_a_room_opened_while_its_game_was_stopped_ends_with_the_next_sweep(golf):
    room = rooms.create(game=golf, player=BLUE, socket="w.1")
    Game.objects.update(stopped=WHY)
    assert moderation.close_stopped() == 1
    assert Room.objects.get(pk=room.pk).state == Room.State.CLOSED


def test_a_moderator_makes_another_player_the_host(golf):
    golf.when_host_leaves = Game.WhenHostLeaves.KEEP
    golf.save()
    room = rooms.create(game=golf, player=BLUE, socket="w.1", topology="mesh")
    rooms.join(code=room.code, game=golf, player=YELLOW, socket="w.2")
    yellow = Peer.objects.get(player="yellow")
    assert moderation.hand_over(code=room.code, peer=yellow.pk)
    assert Room.objects.get(pk=room.pk).host == yellow.number
    assert not moderation.hand_over(code=room.code, peer=yellow.pk)


def test_operators_keep_the_site_and_see_no_players(client):
    call_command("roles", verbosity=0)
    kofi = User.objects.create_user("kofi", is_staff=True)
    kofi.groups.add(*_groups("Operators"))
    client.force_login(kofi)
    assert client.get("/admin/lobby/worker/").status_code == 200
    assert client.get("/admin/lobby/notice/add/").status_code == 200
    assert client.get("/admin/lobby/peer/").status_code == 403
    assert client.get("/admin/lobby/ban/").status_code == 403


def _groups(name):
    return Group.objects.filter(name=name)
