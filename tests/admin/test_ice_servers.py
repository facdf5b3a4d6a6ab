"""Staff type in a site's STUN and TURN servers, and learn whether they work."""

import socket
import threading
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Permission, User

from lobby import ice_check
from lobby.ice_check import Outcome
from lobby.models import IceServer
from tests.running import free_port

SERVERS = "/admin/lobby/iceserver/"
SECRET = "north wind & sun"
FORM = {
    "kind": "secret",
    "host": "turn.example.org",
    "port": "3478",
    "transport": "udp",
    "username": "",
    "secret": SECRET,
    "enabled": "on",
    "position": "0",
}


@pytest.fixture
def server(db):
    return IceServer.objects.create(host="turn.example.org", secret=SECRET)


@pytest.fixture
def page(server):
    return f"{SERVERS}{server.pk}/change/"


@pytest.fixture
def asked(monkeypatch):
    """Whom checks went to; each of them relays."""
    asked = []

    def tried(*, servers):
        asked.extend(servers)
        return [Outcome("It relays from 203.0.113.7.", 12) for _ in servers]

    monkeypatch.setattr(ice_check, "tried", tried)
    return asked


def staff(client, *codenames):
    user = User.objects.create_user("kofi", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


def test_a_server_is_typed_in(admin_client):
    answer = admin_client.post(f"{SERVERS}add/", FORM | {"host": " Turn.Example.org "})
    assert answer.status_code == 302
    server = IceServer.objects.get()
    assert server.url == "turn:turn.example.org:3478?transport=udp"
    assert server.secret == SECRET


def test_a_secret_is_never_shown_again(admin_client, server, page):
    for address in (SERVERS, page, f"{SERVERS}{server.pk}/history/"):
        assert "north wind" not in admin_client.get(address).text
    refused = admin_client.post(page, FORM | {"host": "?"}).text
    assert "name of a host" in refused and "north wind" not in refused


def test_a_secret_left_empty_stays_and_a_new_one_replaces_it(admin_client, server, page):
    admin_client.post(page, FORM | {"secret": "", "port": "443"})
    server.refresh_from_db()
    assert (server.port, server.secret) == (443, SECRET)
    admin_client.post(page, FORM | {"secret": "south wind"})
    server.refresh_from_db()
    assert server.secret == "south wind"
    log = admin_client.get(f"{SERVERS}{server.pk}/history/").text
    assert "Secret or password" in log and "south wind" not in log


def test_a_shared_secret_does_not_become_a_password_that_players_read(admin_client, server, page):
    form = FORM | {"kind": "password", "username": "games", "secret": ""}
    assert "browsers refuse one without" in admin_client.post(page, form).text
    server.refresh_from_db()
    assert server.kind == "secret"


def test_a_server_that_turns_to_stun_forgets_its_secret(admin_client, server, page):
    admin_client.post(page, FORM | {"kind": "stun", "secret": ""})
    server.refresh_from_db()
    assert (server.kind, server.secret) == ("stun", "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"host": "turn:turn.example.org"}, "name of a host"),
        ({"host": "turn.example.org:3478"}, "name of a host"),
        ({"port": "70000"}, "less than or equal to 65535"),
        ({"secret": ""}, "browsers refuse one without"),
        ({"kind": "password"}, "the user whose password"),
        ({"kind": "stun", "transport": "tcp"}, "over UDP alone"),
    ],
)
def test_what_is_wrong_is_told_in_words(admin_client, changes, words):
    assert words in admin_client.post(f"{SERVERS}add/", FORM | changes).text
    assert not IceServer.objects.exists()


@pytest.mark.parametrize(("action", "on"), [("switch_off", False), ("switch_on", True)])
def test_servers_are_switched_in_the_list(admin_client, server, action, on):
    IceServer.objects.update(enabled=not on)
    chosen = {"action": action, "_selected_action": [server.pk], "index": 0}
    assert "Switched" in admin_client.post(SERVERS, chosen, follow=True).text
    server.refresh_from_db()
    assert (server.enabled, server.secret) == (on, SECRET)
    assert "Switched" in admin_client.get(f"{SERVERS}{server.pk}/history/").text


def test_a_check_from_the_list_is_shown_and_kept(admin_client, server, asked):
    chosen = {"action": "check_servers", "_selected_action": [server.pk], "index": 0}
    said = admin_client.post(SERVERS, chosen, follow=True).text
    assert asked == [server]
    assert said.count("It relays from 203.0.113.7. 12 ms.") == 2  # The message, and the row.
    server.refresh_from_db()
    assert server.checked_at and server.check_ms == 12


def test_a_server_is_checked_as_it_is_saved(admin_client, asked):
    said = admin_client.post(f"{SERVERS}add/", FORM | {"_check": "Save and check"}, follow=True)
    server = IceServer.objects.get()
    assert said.redirect_chain[-1][0] == f"{SERVERS}{server.pk}/change/"
    assert "It relays" in said.text and asked == [server]
    admin_client.post(f"{SERVERS}{server.pk}/change/", FORM | {"_check": "Save and check"})
    assert len(asked) == 2


def test_an_old_check_says_nothing_of_another_address(admin_client, server, page, asked):
    ice_check.check(servers=[server])
    admin_client.post(page, FORM | {"secret": "", "position": "2"})
    assert "It relays" in admin_client.get(page).text
    admin_client.post(page, FORM | {"secret": "", "port": "443"})
    assert "It relays" not in admin_client.get(page).text


def test_who_may_only_look_neither_checks_nor_learns_a_secret(client, server, page, asked):
    watcher = staff(client, "view_iceserver")
    said = watcher.get(page).text + watcher.get(SERVERS).text
    assert "turn.example.org" in said
    for word in (
        "north wind",
        "Secret or password",
        "check_servers",
        "switch_off",
        "Save and check",
    ):
        assert word not in said
    chosen = {"action": "check_servers", "_selected_action": [server.pk], "index": 0}
    watcher.post(SERVERS, chosen)
    assert watcher.post(page, FORM | {"_check": "x"}).status_code == 403
    assert asked == []


def test_who_may_change_but_not_check_does_not_check(client, server, page, asked):
    changer = staff(client, "view_iceserver", "change_iceserver")
    assert "Save and check" not in changer.get(page).text
    changer.post(page, FORM | {"_check": "x", "port": "443"})
    server.refresh_from_db()
    assert server.port == 443 and asked == []


def test_who_may_check_need_not_be_able_to_change(client, server, asked):
    checker = staff(client, "view_iceserver", "check_iceserver")
    chosen = {"action": "check_servers", "_selected_action": [server.pk], "index": 0}
    assert "It relays" in checker.post(SERVERS, chosen, follow=True).text


def test_moderators_do_not_see_them(moderator, server, page):
    assert moderator.get(SERVERS).status_code == moderator.get(page).status_code == 403


# What a server that is none makes of a check


@contextmanager
def listening(kind, answer=None):
    """Something on a port of ours that takes what comes; it answers each who dials with bytes."""
    with socket.socket(type=kind) as door:
        door.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            door.listen()

        def serve():
            caller, _ = door.accept()
            with caller:
                caller.recv(2000)
                caller.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        if answer is not None:
            thread.start()
        yield door.getsockname()[1]
        if answer is not None:
            thread.join(5)


def words_for(port, transport="udp", **fields):
    fields = {"host": "127.0.0.1", "secret": "s"} | fields
    server = IceServer(port=port, transport=transport, **fields)
    [outcome] = ice_check.tried(servers=[server])
    assert outcome.ms is None
    return outcome.words


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_port_where_nobody_listens_is_told(transport):
    assert words_for(free_port(), transport) == "Refused: nothing listens at that port."


def test_a_stun_port_where_nobody_listens_is_told():
    assert words_for(free_port(), kind="stun").startswith("Refused")


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
@pytest.mark.parametrize("more", [1, 20])
def test_a_server_that_does_not_answer_is_waited_for_a_while_alone(kind, more, monkeypatch):
    """Twenty of them no longer than one."""
    monkeypatch.setattr(ice_check, "PATIENCE", 0.5)
    transport = "udp" if kind == socket.SOCK_DGRAM else "tls"
    began = ice_check.time.monotonic()
    with listening(kind) as port:
        server = IceServer(host="127.0.0.1", port=port, transport=transport, secret="s")
        outcomes = ice_check.tried(servers=[server] * more)
    assert {outcome.words for outcome in outcomes} == {"No answer within 0 s."}
    assert ice_check.time.monotonic() - began < 3


def test_one_that_speaks_no_tls_is_told():
    with listening(socket.SOCK_STREAM, b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        assert words_for(port, "tls").startswith("TLS: ")


def test_one_that_hangs_up_is_told():
    with listening(socket.SOCK_STREAM, b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        assert words_for(port, "tcp") == "It cannot be reached: it hung up."


def test_a_name_that_nobody_has_is_told():
    told = words_for(3478, host="turn.invalid")
    assert told in ("Its name leads nowhere.", "No answer within 5 s.")  # as quick as the resolver
