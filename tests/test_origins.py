"""Which pages may signal."""

import pytest

from lobby.origins import is_loopback, may_signal, origin

SITE, GAME = "https://games.example.org", "https://demo.play.games.example.org"


def allows(origin, *, native=True, has_pass=False, loopback=False):
    return may_signal(
        origin, allowed={SITE, GAME}, native=native, has_pass=has_pass, loopback=loopback
    )


@pytest.mark.parametrize("origin", [SITE, GAME])
def test_the_site_and_the_games_own_origin_may(origin):
    assert allows(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "http://games.example.org",
        "https://games.example.org:444",
        "https://other.play.games.example.org",
        "https://evil.example",
        "https://games.example.org.evil.example",
        "http://localhost:8000",
        "not an origin",
        "",
    ],
)
def test_any_other_origin_may_not(origin):
    assert not allows(origin)
    assert not allows(origin, has_pass=True)


def test_a_native_client_may_where_the_game_lets_it():
    assert allows(None)
    assert not allows(None, native=False)


def test_an_opaque_origin_needs_a_pass():
    assert not allows("null")
    assert allows("null", has_pass=True)


@pytest.mark.parametrize("origin", ["http://127.0.0.1:5500", "http://x.localhost", "http://[::1]"])
def test_on_a_site_of_this_machine_any_page_of_this_machine_may(origin):
    assert allows(origin, loopback=True)
    assert not allows("https://evil.example", loopback=True)
    assert not allows("http://[x", loopback=True)


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "127.9.9.9", "::1", "[::1]"])
def test_loopback_names(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["localhost.evil.example", "192.168.0.2", "notlocalhost", ""])
def test_other_names(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("http://localhost:80", "http://localhost"),
        ("https://Games.Example.org:443/", "https://games.example.org"),
        ("https://games.example.org:8443/path?x#y", "https://games.example.org:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(address, written):
    assert origin(address).geturl() == written


@pytest.mark.parametrize(
    "address", ["localhost:8000", "ftp://example.org", "https://", "http://a:x"]
)
def test_what_is_no_web_address_is_no_origin(address):
    with pytest.raises(ValueError):
        origin(address)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:9999", "[::1]:8000"])
def test_another_name_of_this_machine_leads_to_the_sites_own(client, host):
    answer = client.get("/rooms/?seats=all", headers={"Host": host})
    assert (answer.status_code, answer["Location"]) == (
        302,
        "http://localhost:8000/rooms/?seats=all",
    )
