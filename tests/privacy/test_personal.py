"""A person reads all that there is of them, and is forgotten when they wish: everywhere."""

import json

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from lobby import bans, chat, guests, hosting, limits, moderation, rooms, switchboard, tokens
from lobby.errors import Refusal
from lobby.exports import uploads
from lobby.matchmaking import tickets
from lobby.models import (
    Ban,
    ChatLine,
    Entrant,
    Game,
    Match,
    Peer,
    PlayerAccount,
    Rating,
    Report,
    Room,
    Seeker,
    Ticket,
)
from lobby.passes import Player
from lobby.privacy import erasure, personal
from lobby.privacy.personal import Person
from lobby.views import data

NAME, MAIL, USERNAME, PASSWORD = "Zoë Quill", "zoe@example.org", "quillzoe", "correct horse battery"
KEY = "zoekey-zoekey-zoekey-0"
ZOE, GREEN = Player(KEY, NAME), Player("green", "Green")
# Of these a person is in none: what hosts and staff make, and what counts without names.
NAMELESS = {
    "Figure",
    "Blob",
    "Build",
    "BuildFile",
    "ConnectionTally",
    "IceServer",
    "Matcher",
    "Picture",
}
NAMELESS |= {"Queue", "Worker"}
# In these, words about a person stand, which lose the name: `erasure._unname`.
REWRITTEN = {"Room", "Ticket", "Match"}


@pytest.fixture(autouse=True)
def quick(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = tmp_path
    settings.LIMITS = "off"


def traces(*needles):
    """Every table and column in which one of these words stands, whatever its type."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if any(needle.lower() in str(value).lower() for needle in needles):
                        found.append((table, column, value))
    return found


ALL = (KEY, NAME, MAIL, USERNAME, json.dumps(NAME)[1:-1])


def live_in_rooms(game):
    """In one room as its host and one as a guest, with words of all kinds; kicked from a third."""
    own = rooms.create(game=game, player=ZOE, name=f"{NAME}’s room", socket="w.z")
    rooms.join(code=own.code, game=game, player=GREEN, socket="w.g")
    chat.say(code=own.code, player=KEY, text=f"two words of mine, {NAME}")
    chat.say(code=own.code, player="green", text="and of green")
    theirs = rooms.create(game=game, player=GREEN, name="Green’s", socket="w.g2")
    rooms.join(code=theirs.code, game=game, player=ZOE, socket="w.z2", resume_key="k" * 64)
    kicked = rooms.create(game=game, player=GREEN, name="Out", socket="w.g3")
    rooms.join(code=kicked.code, game=game, player=ZOE, socket="w.z3")
    peer = Peer.objects.get(room=kicked, player=KEY)
    moderation.kick(code=kicked.code, peer=peer.pk, words=f"{NAME}, stop that")
    log(f"Kicked {peer} (number {peer.number}): “{NAME}, stop that”", kicked)
    log(json.dumps([{"changed": {"name": NAME}}]), own)
    return own, theirs


def log(words, thing, user=None):
    user = user or User.objects.get_or_create(username="ines")[0]
    kind = ContentType.objects.get_for_model(thing)
    LogEntry.objects.create(
        user=user, action_flag=CHANGE, change_message=words, object_repr=str(thing),
        content_type=kind, object_id=str(thing.pk),
    )  # fmt: skip


def be_reported(room):
    line = ChatLine.objects.get(player=KEY)
    chat.report(code=room.code, line=line.pk, player="green")
    chat.report(code=room.code, line=ChatLine.objects.get(player="green").pk, player=KEY)
    settled = {"player": KEY, "name": NAME, "text": f"I am {NAME}", "said_at": timezone.now()}
    Report.objects.create(line=999, reported_by="green", settled=True, **settled)
    log("Settled.", Report.objects.get(line=999))


def be_matched(game, queue):
    match = Match.objects.create(queue=queue, come_by=timezone.now())
    ticket = Ticket.objects.create(queue=queue, match=match, words=f"{NAME} left the party.")
    for number, player in enumerate((ZOE, GREEN), 1):
        Seeker.objects.create(
            ticket=ticket, player=player.id, name=player.name, open=False, heard_until=match.come_by
        )
        named = {"player": player.id, "name": player.name}
        Entrant.objects.create(match=match, ticket=ticket, number=number, **named)
        Rating.objects.create(queue=queue, mu=25, sigma=8, points=1, **named)
    tickets.enter(game=game, queue=queue.slug, player=ZOE)


def have_an_account(others):
    user = User.objects.create_user(USERNAME, MAIL, PASSWORD, first_name=NAME, last_name="Q")
    PlayerAccount.objects.create(user=user, player=KEY, name=NAME)
    hosting.enrol(user=user)
    hosting.add_editor(game=others, name=USERNAME)
    tokens.make(game=others, name="a token of mine", by=user)
    uploads.begin(game=others, length=9, name="my.zip", by=user)
    AccessAttempt.objects.create(
        username=USERNAME, ip_address="192.0.2.1", user_agent="x", failures_since_start=1
    )
    log("Added.", user)
    log("Something done as staff", others, user)
    apps.get_model("mfa.Authenticator").objects.create(user=user, type="totp", data={})
    apps.get_model("account.EmailAddress").objects.create(user=user, email=MAIL)
    return user


@pytest.fixture
def zoe(game, queue):
    """A person with a row of every kind."""
    own, theirs = live_in_rooms(game)
    be_reported(own)
    be_matched(game, queue)
    return Person(KEY, have_an_account(game)), own, theirs


def test_somebody_who_is_forgotten_stands_in_no_table_any_more(zoe):
    person, _, _ = zoe
    assert {table for table, _, _ in traces(*ALL)} >= {
        "lobby_peer", "lobby_room", "lobby_chatline", "lobby_report", "lobby_ticket",
        "lobby_seeker", "lobby_entrant", "lobby_rating", "lobby_playeraccount", "auth_user",
        "account_emailaddress", "axes_accessattempt", "django_admin_log",
    }  # fmt: skip
    erasure.erase(person)
    assert traces(*ALL) == []


def test_the_rest_of_the_world_stays(zoe):
    person, own, theirs = zoe
    erasure.erase(person)
    theirs.refresh_from_db()
    assert theirs.state == Room.State.OPEN
    assert Peer.objects.present().get(room=theirs).name == "Green"
    assert [line.text for line in ChatLine.objects.all()] == ["and of green"]
    assert Match.objects.get().entrants.count() == 2
    assert Rating.objects.get().name == "Green"
    assert Ticket.objects.get().words == "a player left the party."
    assert Report.objects.filter(text="two words of mine, a player", name="").exists()
    assert LogEntry.objects.filter(change_message__startswith="Kicked a player (number").exists()


def test_what_is_read_has_every_kind_and_no_secret(zoe):
    person, _, _ = zoe
    told = personal.export(person, NAME)
    kinds = {part.name for part in personal.PARTS}
    none = {"games", "bans", "notices"}  # whoever has the first is not let go
    assert {kind for kind in kinds if not told[kind]} == none
    text = json.dumps(told, default=str, ensure_ascii=False)
    for word in (KEY, NAME, MAIL, USERNAME, "two words of mine", "my.zip", "a token of mine"):
        assert word in text
    for secret in ("k" * 64, person.user.password, "and of green"):
        assert secret not in text


def test_every_table_that_names_people_is_known():
    """One that is new, and has a player or an account in it, has to be thought of."""
    known = {part.model for part in personal.PARTS}
    own = {model for model in apps.get_app_config("lobby").get_models() if model not in known}
    assert {model.__name__ for model in own} == NAMELESS | REWRITTEN
    for model in own:
        fields = model._meta.get_fields()
        assert not {"player", "reported_by"} & {field.name for field in fields}
        assert not [f for f in fields if f.is_relation and f.concrete and f.related_model is User]


def test_seats_are_left_and_everybody_hears_of_it(
    game, monkeypatch, django_capture_on_commit_callbacks
):
    events = []
    monkeypatch.setattr(switchboard.switchboard, "publish", events.append)
    room = rooms.create(game=game, player=GREEN, socket="w.g")
    rooms.join(code=room.code, game=game, player=ZOE, socket="w.z")
    with django_capture_on_commit_callbacks(execute=True):
        events.clear()
        erasure.erase(Person(KEY))
    assert [(event.type, event.socket) for event in events] == [
        ("peer.turned_away", "w.z"),
        ("peer.left", ""),
    ]
    assert [peer.player for peer in Peer.objects.present()] == ["green"]


def test_a_host_that_goes_takes_its_open_room_along_as_when_it_leaves(game):
    room = rooms.create(game=game, player=ZOE, socket="w.z")
    rooms.take_seat(code=room.code, player=ZOE)
    erasure.erase(Person(KEY))
    room.refresh_from_db()
    assert (room.state, room.closed_because) == (Room.State.CLOSED, "host.left")


def test_somebody_without_a_name_forgets_nobody_else(game, zoe):
    """An account that was never on a page has no player’s id; neither have many rows."""
    plain = User.objects.create_user("plain")
    rooms.create(game=game, socket="w.nobody")
    before = [Peer.objects.count(), Report.objects.count(), Rating.objects.count()]
    erasure.erase(Person("", plain))
    assert [Peer.objects.count(), Report.objects.count(), Rating.objects.count()] == before
    assert Peer.objects.present().filter(socket="w.nobody").exists()


def test_who_owns_games_hands_them_over_first(zoe):
    person, _, _ = zoe
    hosting.make_game(owner=person.user, slug="reef", title="Reef")
    with pytest.raises(Refusal, match="owns Reef"):
        erasure.erase(person)
    assert User.objects.filter(pk=person.user.pk).exists()
    assert ChatLine.objects.filter(player=KEY).exists()


def test_staff_cannot_take_the_traces_of_what_they_did_along(zoe):
    person, _, _ = zoe
    person.user.is_staff = True
    person.user.save()
    with pytest.raises(Refusal, match="An admin has to"):
        erasure.erase(person)


# The pages


@pytest.fixture
def guest(client, db):
    """The player that the client is."""
    client.post("/me", {"name": "Wen"})
    return guests.read({name: one.value for name, one in client.cookies.items()})


def test_a_guest_reads_and_deletes_what_there_is(client, guest, game):
    rooms.create(game=game, player=guest, socket="w.1")
    assert "<b>1</b> seats in rooms" in client.get("/me/data").text
    file = client.get("/me/data.json")
    assert file["Content-Disposition"] == 'attachment; filename="playlobby-data.json"'
    assert file.json()["seats"][0]["name"] == "Wen"
    done = client.post("/me/data", {"sure": "on"}, follow=True)
    assert "Your data is deleted" in done.text
    assert traces(guest.id, "Wen’s") == []
    now = guests.read({name: one.value for name, one in client.cookies.items()})
    assert now.id != guest.id


def test_nothing_goes_without_a_tick_nor_by_a_link_nor_by_a_forged_form(client, guest, game):
    rooms.create(game=game, player=guest, socket="w.1")
    assert "Tick the box" in client.post("/me/data", {"sure": ""}).text
    client.get("/me/data?sure=on")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["guest"] = client.cookies["guest"].value
    assert strict.post("/me/data", {"sure": "on"}).status_code == 403
    assert Peer.objects.filter(player=guest.id).exists()


def test_an_account_is_deleted_by_its_password_alone(client, zoe):
    person, _, _ = zoe
    client.force_login(person.user, "allauth.account.auth_backends.AuthenticationBackend")
    for wrong in ({}, {"password": "nope"}):
        assert client.post("/me/data", {"sure": "on"} | wrong).status_code == 200
    assert User.objects.filter(pk=person.user.pk).exists()
    done = client.post("/me/data", {"sure": "on", "password": PASSWORD}, follow=True)
    assert "Your data is deleted" in done.text
    assert "_auth_user_id" not in client.session
    assert traces(*ALL) == []


def test_wrong_passwords_there_lock_the_account_as_at_the_log_in(client, zoe):
    person, _, _ = zoe
    client.force_login(person.user, "allauth.account.auth_backends.AuthenticationBackend")
    for _ in range(5):
        client.post("/me/data", {"sure": "on", "password": "nope"})
    client.post("/me/data", {"sure": "on", "password": PASSWORD})
    assert User.objects.filter(pk=person.user.pk).exists()


def test_a_host_is_told_what_stands_in_the_way(client, zoe):
    person, _, _ = zoe
    hosting.make_game(owner=person.user, slug="reef", title="Reef")
    client.force_login(person.user, "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/me/data").text
    assert "owns Reef" in page
    assert "Delete everything</button>" not in page
    assert client.post("/me/data", {"sure": "on", "password": PASSWORD}).status_code == 409
    assert Game.objects.filter(slug="reef").exists()


def test_the_page_costs_the_same_however_much_there_is(
    client, guest, game, django_assert_max_num_queries
):
    for number in range(3):
        rooms.create(game=game, player=guest, socket=f"w.{number}")
    with django_assert_max_num_queries(len(personal.PARTS) + 3):
        client.get("/me/data")


def test_who_looks_without_end_is_asked_to_wait(client, guest, settings, monkeypatch):
    settings.LIMITS = "on"
    monkeypatch.setattr(data, "_looks", limits.Window())
    monkeypatch.setattr(data, "LOOKS_A_MINUTE", 2)
    pages = [client.get(page).status_code for page in ("/me/data", "/me/data.json") * 2]
    assert pages == [200, 200, 429, 429]


# The command


@pytest.mark.parametrize("name", [KEY, USERNAME, MAIL.upper()])
def test_an_admin_finds_a_person_by_any_of_their_names(zoe, capsys, name):
    call_command("player", "export", name)
    told = json.loads(capsys.readouterr().out)
    assert told["account"][0]["email"] == MAIL
    assert told["player"]["id"] == KEY


def test_an_admin_deletes_a_guest_and_says_yes(game, capsys):
    rooms.create(game=game, player=ZOE, socket="w.z")
    with pytest.raises(CommandError, match="Say --yes"):
        call_command("player", "delete", KEY)
    assert traces(KEY)
    call_command("player", "delete", KEY, "--yes")
    assert traces(KEY, NAME) == []
    with pytest.raises(CommandError, match="Nobody is known by"):
        call_command("player", "delete", KEY, "--yes")


def test_an_admin_cannot_delete_a_host_with_games_either(zoe):
    person, _, _ = zoe
    hosting.make_game(owner=person.user, slug="reef", title="Reef")
    with pytest.raises(CommandError, match="owns Reef"):
        call_command("player", "delete", USERNAME, "--yes")


def test_who_is_forgotten_stays_banned_without_a_name(game):
    bans.ban(player=KEY, name="Zoe", words="Rude to everyone.")
    erasure.erase(Person(KEY))
    assert [(ban.player, ban.name) for ban in Ban.objects.all()] == [(KEY, "")]
