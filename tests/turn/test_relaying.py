"""Our check, against a real coturn with our template."""

import re
import time

import pytest

from lobby import ice, ice_check
from lobby.models import IceServer
from tests.running import free_port
from tests.turn.coturn import TEMPLATE
from tests.turn.namespace import ADDRESS

QUOTA = int(re.search(r"^user-quota=(\d+)$", TEMPLATE.read_text(), re.M)[1])


@pytest.fixture
def tried(namespace, coturn):
    """What a check says of the server, with other fields of its row."""

    def tried(transport="udp", **fields):
        server = IceServer(**coturn.fields(transport, **fields))
        [outcome] = namespace.run(ice_check.tried, servers=[server])
        assert coturn.secret not in outcome.words
        return outcome

    return tried


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_players_with_our_credentials_are_relayed(tried, transport):
    outcome = tried(transport)
    assert outcome.words == f"It relays from {ADDRESS}."
    assert outcome.ms is not None and outcome.ms < 1000


def test_tls_wants_a_certificate_that_browsers_trust(tried, coturn, monkeypatch):
    assert tried("tls").words.startswith("TLS: its certificate is not to be trusted, self")
    monkeypatch.setenv("SSL_CERT_FILE", str(coturn.certificate))
    assert tried("tls").words == f"It relays from {ADDRESS}."


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_wrong_secret_is_told(tried, transport):
    outcome = tried(transport, secret="south wind")
    assert outcome.words.startswith("Wrong secret (401)") and outcome.ms is None


def test_a_wrong_password_is_told(tried):
    outcome = tried(kind="password", username="games", secret="sesame")
    assert outcome.words == "Wrong user or password (401)."


def test_credentials_that_have_ended_are_refused(tried, coturn, settings):
    server = IceServer(**coturn.fields())
    past = time.time() - settings.TURN_TERM.total_seconds() - 60
    username, password = ice.credentials(server=server, player="blue", now=past)
    ended = tried(kind="password", username=username, secret=password)
    assert ended.words == "Wrong user or password (401)."
    now = ice.credentials(server=server, player="blue")
    assert tried(kind="password", username=now[0], secret=now[1]).ms is not None


def test_it_answers_stun_too(tried):
    assert tried(kind="stun", secret="").words == f"It answers, and sees this site at {ADDRESS}."


def test_tcp_at_the_port_of_tls_is_told_in_time(tried, coturn, monkeypatch):
    monkeypatch.setattr(ice_check, "PATIENCE", 1.0)
    assert tried("tls", port=coturn.port).ms is None


def test_a_port_where_nobody_listens_is_told(tried):
    for transport in ("udp", "tcp"):
        assert tried(transport, port=free_port()).words.startswith("Refused")


def test_a_check_gives_its_relay_back(tried):
    """Who kept them would be at the end of a player's quota."""
    assert all(tried("tcp").ms is not None for _ in range(QUOTA + 5))


def test_checks_of_all_transports_go_on_at_once(namespace, coturn):
    servers = [IceServer(**coturn.fields(transport)) for transport in ("udp", "tcp") * 5]
    outcomes = namespace.run(ice_check.tried, servers=servers)
    assert {outcome.words for outcome in outcomes} == {f"It relays from {ADDRESS}."}
