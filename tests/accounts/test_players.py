"""A player's account keeps the name on every device; nobody needs one."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from lobby import guests, hosting
from lobby.models import PlayerAccount
from tests.accounts.conftest import PASSWORD

SIGN_UP = {
    "username": "wen",
    "email": "wen@example.org",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def name_of(client):
    page = client.get("/me").text
    return re.search(r'id="me-name"[^>]*value="([^"]*)"', page)[1]


def cookie_of(client):
    return guests.read({name: one.value for name, one in client.cookies.items()})


@pytest.fixture
def open_to_players(settings):
    settings.SIGNUP = "players"


def test_who_signs_up_keeps_name_and_seat_and_hosts_nothing(client, db, open_to_players):
    client.post("/me", {"name": "Wen"})
    before = cookie_of(client)
    client.post("/accounts/signup/", SIGN_UP)
    assert name_of(client) == "Wen"
    assert cookie_of(client) == before
    assert not hosting.is_host(User.objects.get())


def test_the_name_is_the_same_on_another_device(client, db, open_to_players):
    client.post("/accounts/signup/", SIGN_UP)
    client.post("/me", {"name": "Wen of the Sea"})
    phone = Client()
    phone.get("/")
    phone.post("/accounts/login/", {"login": "wen", "password": PASSWORD})
    assert name_of(phone) == "Wen of the Sea"
    assert cookie_of(phone).id == PlayerAccount.objects.get().player


def test_who_logs_out_is_somebody_else(client, db, open_to_players):
    client.post("/accounts/signup/", SIGN_UP)
    client.get("/")
    account = cookie_of(client)
    client.post("/accounts/logout/")
    client.get("/")
    assert cookie_of(client).id != account.id


def test_two_accounts_on_one_device_are_two_players(client, db, open_to_players):
    for name in ("wen", "maya"):
        client.post("/accounts/signup/", SIGN_UP | {"username": name, "email": f"{name}@x.org"})
        client.get("/")
        client.post("/accounts/logout/")
    assert PlayerAccount.objects.values("player").distinct().count() == 2


def test_two_accounts_that_come_from_one_guest_at_one_moment_are_two_players(
    client, db, open_to_players, monkeypatch
):
    """The other has taken the guest over when this one comes to do it."""
    made = PlayerAccount.objects.get_or_create
    client.post("/me", {"name": "Wen"})
    guest = cookie_of(client).id

    def made_meanwhile(**asked):
        if not PlayerAccount.objects.exists():
            other = User.objects.create_user("maya")
            PlayerAccount.objects.create(user=other, player=guest, name="Maya")
        return made(**asked)

    monkeypatch.setattr(PlayerAccount.objects, "get_or_create", made_meanwhile)
    assert client.post("/accounts/signup/", SIGN_UP).status_code == 302
    client.get("/")
    assert PlayerAccount.objects.get(user__username="wen").player != guest


def test_a_cookie_of_an_account_is_worth_nothing_without_its_log_in(client, db, open_to_players):
    client.post("/accounts/signup/", SIGN_UP)
    client.get("/")
    thief = Client()
    thief.cookies["guest"] = client.cookies["guest"].value
    thief.get("/")
    assert cookie_of(thief).id != cookie_of(client).id
    stolen = {"guest": client.cookies["guest"].value}
    assert guests.read(stolen) is None, "nor does a socket take it"


def test_by_default_nobody_makes_an_account(client, db):
    client.post("/accounts/signup/", SIGN_UP)
    assert not User.objects.exists()
    assert "sign up" not in client.get("/me").text


def test_a_name_that_claims_an_office_is_refused_in_words(client, db):
    before = name_of(client)
    answer = client.post("/me", {"name": "Admin"})
    assert "Choose another name" in answer.text
    assert name_of(client) == before
