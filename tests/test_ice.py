"""Which ICE servers a player gets, in which order, and with which credentials."""

import base64
import hashlib
import hmac
import random
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from lobby import ice
from lobby.models import IceServer

NOON = 1_800_000_000
SIX_HOURS = 6 * 3600


@pytest.fixture
def add(db):
    def add(**fields) -> IceServer:
        server = IceServer(**{"host": "turn.example.org", "secret": "north wind"} | fields)
        server.full_clean()
        server.save()
        return server

    return add


def urls(player="blue"):
    return [url for server in ice.servers(player=player) for url in server["urls"]]


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"kind": "stun", "secret": ""}, "stun:turn.example.org:3478"),
        ({}, "turn:turn.example.org:3478?transport=udp"),
        ({"transport": "tcp", "port": 80}, "turn:turn.example.org:80?transport=tcp"),
        ({"transport": "tls", "port": 443}, "turns:turn.example.org:443?transport=tcp"),
        ({"host": "2001:db8::1"}, "turn:[2001:db8::1]:3478?transport=udp"),
        ({"host": " [2001:DB8::1] "}, "turn:[2001:db8::1]:3478?transport=udp"),
        ({"host": "coturn"}, "turn:coturn:3478?transport=udp"),
    ],
)
def test_a_servers_address_is_one_that_browsers_take(add, fields, url):
    assert add(**fields).url == url


def test_a_player_without_servers_gets_none(db):
    assert ice.servers(player="blue") == []
    assert not ice.has_relay()


def test_a_players_credentials_are_those_that_coturn_computes(add):
    add()
    [server] = ice.servers(player="blue", now=NOON)
    ends, _, opaque = server["username"].partition(":")
    assert int(ends) == NOON + SIX_HOURS
    assert opaque and "blue" not in opaque
    digest = hmac.new(b"north wind", server["username"].encode(), hashlib.sha1).digest()
    assert server["credential"] == base64.b64encode(digest).decode()
    assert ice.expires_at(now=NOON) == datetime.fromtimestamp(NOON + SIX_HOURS, UTC)


def test_each_player_has_one_name_at_the_server_and_another_site_another(add, settings):
    add()

    def name(player):
        return ice.servers(player=player, now=NOON)[0]["username"]

    assert name("blue") == name("blue") != name("yellow")
    before, settings.SECRET_KEY = name("blue"), "of another site"
    assert name("blue") != before


def test_one_user_for_everybody_is_told_as_it_is(add):
    add(kind="password", username="games", secret="sesame")
    [server] = ice.servers(player="blue")
    assert (server["username"], server["credential"]) == ("games", "sesame")


def test_stun_has_no_credentials(add):
    add(kind="stun", username="games")
    assert ice.servers(player="blue") == [{"urls": ["stun:turn.example.org:3478"]}]
    assert IceServer.objects.get().secret == ""  # Nobody would see it, nor miss it.
    assert not ice.has_relay()


def test_udp_comes_first_then_staffs_order_and_no_more_than_four(add):
    add(transport="tls", port=1, position=0)
    add(transport="udp", port=2, position=9)
    add(kind="stun", secret="", port=3, position=5)
    add(transport="udp", port=4, position=0, enabled=False)
    add(transport="tcp", port=5, position=1)
    add(transport="tcp", port=6, position=2)
    assert [url.split(":")[2].partition("?")[0] for url in urls()] == ["3", "2", "1", "5"]
    assert ice.has_relay()


def test_a_storm_of_joins_asks_the_database_once(add, django_assert_num_queries):
    add()
    with django_assert_num_queries(1):
        for _ in range(100):
            assert urls()
        assert ice.has_relay()


def test_what_staff_change_is_seen_after_a_moment(add, monkeypatch):
    server = add()
    assert urls()
    server.delete()
    now = ice.time.monotonic()
    monkeypatch.setattr(ice.time, "monotonic", lambda: now + ice.FRESH + 0.1)
    assert urls() == []


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        *[
            ("host", {"host": host})
            for host in (
                "",
                "turn:turn.example.org",
                "turn.example.org:3478",
                "https://turn.example.org",
                "turn.example.org/",
                "turn example.org",
                "turn.example.org?transport=tcp",
                "turn..example.org",
                "-turn.example.org",
                "10.0.0.256",
                "10.0.0",
                "fe80::1%eth0",
                "türn.example.org",
                "a" * 254,
            )
        ],
        ("port", {"port": 0}),
        ("port", {"port": 65536}),
        ("secret", {"secret": ""}),
        ("secret", {"kind": "password", "username": "games", "secret": ""}),
        ("username", {"kind": "password", "username": ""}),
        ("transport", {"kind": "stun", "transport": "tls"}),
        ("transport", {"transport": "quic"}),
        ("kind", {"kind": "stuns"}),
    ],
)
def test_what_browsers_would_throw_on_is_refused_in_words(add, field, fields):
    with pytest.raises(ValidationError) as refused:
        add(**fields)
    assert set(refused.value.message_dict) == {field}


def test_the_database_keeps_no_turn_server_without_a_secret(db):
    with pytest.raises(IntegrityError):
        IceServer.objects.create(host="turn.example.org")


def test_no_browser_is_ever_handed_what_it_throws_on(add):
    """Whatever staff may save, in any order."""
    chance = random.Random(7)
    for port in range(1, 30):
        kind = chance.choice(IceServer.Kind.values)
        transport = "udp" if kind == "stun" else chance.choice(IceServer.Transport.values)
        secret = "" if kind == "stun" else "s"
        add(kind=kind, transport=transport, port=port, username="u", secret=secret)
    given = ice.servers(player="blue")
    assert 0 < len(given) <= ice.MOST_SERVERS
    for server in given:
        [url] = server["urls"]
        relays = url.startswith(("turn:", "turns:"))
        assert relays or url.startswith("stun:")
        assert relays == bool(server.get("username") and server.get("credential"))
        assert relays or "?" not in url
