"""The second step of a log-in: a code of the phone's, or a spare one."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from lobby import hosting, second_step
from tests.accounts.conftest import PASSWORD, is_in

CODE, ON, OFF = (f"/accounts/second-step/{page}/" for page in ("code", "on", "off"))
SPARE, AGAIN = "/accounts/second-step/spare/", "/accounts/again/"


def test_staff_with_a_second_step_are_asked_for_it(client, log_in, secret, phone):
    assert log_in()["Location"] == CODE
    assert not is_in(client)
    assert client.get("/admin/").status_code == client.get("/host/").status_code == 302
    assert client.post(CODE, {"code": phone(secret)})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_so_is_a_host_who_wanted_to_go_to_a_page(client, maya, log_in, clock, phone):
    hosting.enrol(user=maya)
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(maya, secret)
    log_in(next="/host/new")
    assert client.post(CODE, {"code": phone(secret)})["Location"] == "/host/new"


def test_who_has_none_logs_in_by_password(client, staff, log_in):
    assert log_in()["Location"] == "/admin/"


def test_a_wrong_code_lets_nobody_in(client, log_in, secret, phone):
    log_in()
    wrong = f"{(int(phone(secret)) + 1) % 10**6:06}"
    for code in (wrong, "", "abcdef", phone(secret, -2), phone(secret, 2)):
        assert client.post(CODE, {"code": code}).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_phone_may_be_half_a_minute_off(client, log_in, secret, phone, steps):
    log_in()
    client.post(CODE, {"code": phone(secret, steps)})
    assert is_in(client)


def test_a_code_is_good_once_on_whatever_worker(client, log_in, secret, phone, clock):
    log_in()
    code = phone(secret)
    client.post(CODE, {"code": code})
    clock.now += 30  # It would still be taken, by the clock.
    cache.clear()  # Another worker has a memory of its own.
    thief = Client()
    thief.post("/accounts/login/", {"login": "maya", "password": PASSWORD})
    page = thief.post(CODE, {"code": code})
    assert "was used already" in page.text
    assert not is_in(thief)
    thief.post(CODE, {"code": phone(secret)})
    assert is_in(thief), "the next one is good"


def test_five_wrong_codes_lock_the_step_wherever_they_come_from(log_in, secret, phone, clock):
    for number in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        client.post("/accounts/login/", {"login": "maya", "password": PASSWORD})
        client.post(CODE, {"code": "000000"})
        cache.clear()
    page = client.post(CODE, {"code": phone(secret)})
    assert "Five wrong codes" in page.text
    assert not is_in(client)
    clock.now += 16 * 60
    client.post(CODE, {"code": phone(secret)})
    assert is_in(client)


def test_a_right_code_forgets_the_wrong_ones(client, log_in, secret, phone, clock):
    for _ in range(2):
        log_in()
        for _ in range(4):
            client.post(CODE, {"code": "000000"})
        cache.clear()
        client.post(CODE, {"code": phone(secret)})
        assert is_in(client)
        client.post("/accounts/logout/")
        clock.now += 60


def test_wrong_passwords_are_counted_as_before(log_in, secret):
    for _ in range(4):
        log_in(password="nope")
    assert log_in(password="nope").status_code == 429


def test_without_the_password_there_is_no_second_step(client, secret, phone):
    assert client.get(CODE)["Location"] == "/accounts/login/"
    client.post(CODE, {"code": phone(secret)})
    assert not is_in(client)


@pytest.mark.parametrize("form", [{}, {"credential": "{}"}, {"credential": "x", "code": "1"}])
def test_forms_of_other_kinds_of_steps_let_nobody_in(client, log_in, secret, form):
    log_in()
    assert client.post(CODE, form).status_code in (200, 302)
    assert not is_in(client)


def set_up(client, phone):
    """As somebody does who is logged in; the secret and the spare codes."""
    assert client.get(ON)["Location"].startswith(AGAIN)
    client.post(f"{AGAIN}?next={ON}", {"password": PASSWORD})
    page = client.get(ON).text
    assert "<svg" in page
    secret = re.search(r'step-key">(\w+)<', page)[1]
    done = client.post(ON, {"code": phone(secret)}, follow=True)
    return secret, re.findall(r"<li><code>(\d+)</code>", done.text)


def test_it_is_set_up_with_a_code_and_the_password(client, staff, log_in, phone, clock):
    log_in()
    secret, spare = set_up(client, phone)
    assert len(spare) == 10
    assert "they are not shown again" not in client.get(SPARE).text
    assert not [code for code in spare if code in client.get(SPARE).text]
    client.post("/accounts/logout/")
    clock.now += 30
    log_in()
    client.post(CODE, {"code": phone(secret)})
    assert is_in(client)


def test_a_spare_code_is_good_once(client, staff, log_in, phone, clock):
    log_in()
    _, spare = set_up(client, phone)
    for expected in (True, False):
        client.post("/accounts/logout/")
        cache.clear()
        log_in()
        client.post(CODE, {"code": spare[3]})
        assert is_in(client) is expected
    client.post(CODE, {"code": spare[4]})
    assert is_in(client)


def test_it_is_turned_off_with_a_code_and_not_with_the_password(
    client, log_in, secret, phone, clock
):
    log_in()
    client.post(CODE, {"code": phone(secret)})
    clock.now += 30
    assert client.get(OFF)["Location"].startswith("/accounts/second-step/again/")
    again = client.post(f"{AGAIN}?next={OFF}", {"password": PASSWORD})
    assert again["Location"].startswith("/accounts/second-step/again/")
    assert second_step.has_one(User.objects.get())
    client.post(f"/accounts/second-step/again/?next={OFF}", {"code": phone(secret)})
    assert "Turn it off?" in client.get(OFF).text
    client.post(OFF)
    assert not Authenticator.objects.exists()


def test_who_took_long_to_scan_shows_again_that_it_is_them(
    client, staff, log_in, phone, clock, monkeypatch, settings
):
    """allauth keeps what was sent, and goes on with it; a wrong code shows the page again."""
    log_in()
    client.get(ON)
    client.post(f"{AGAIN}?next={ON}", {"password": PASSWORD})
    client.get(ON)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    asked = client.post(ON, {"code": "1"})["Location"]
    assert asked.startswith(AGAIN)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    page = client.post(asked, {"password": PASSWORD})
    assert page.status_code == 200
    assert "code of now" in page.text


def test_a_session_that_somebody_finds_open_turns_it_not_off(client, log_in, secret, phone, clock):
    log_in()
    client.post(CODE, {"code": phone(secret)})
    assert client.post(OFF).status_code == 302
    assert client.get(OFF).status_code == 302
    assert second_step.has_one(User.objects.get())


@pytest.fixture
def required(settings):
    settings.STAFF_MFA = "required"


@pytest.mark.parametrize("address", ["/admin/", "/admin/lobby/room/", "/host/"])
def test_where_it_is_required_staff_without_one_are_led_to_it(
    client, staff, log_in, required, address
):
    log_in()
    assert client.get(address)["Location"] == ON
    assert client.post(address)["Location"] == ON
    page = client.get(address, follow=True)
    assert "Staff of this site log in with a second step" in page.text
    assert client.get("/").status_code == 200


def test_where_it_is_required_staff_set_it_up_and_go_on(
    client, staff, log_in, required, phone, clock
):
    log_in()
    set_up(client, phone)
    assert client.get("/admin/").status_code == 200


def test_where_it_is_required_spare_codes_alone_are_not_enough(client, staff, log_in, required):
    Authenticator.objects.create(
        user=staff, type="recovery_codes", data={"seed": "x", "used_mask": 0}
    )
    log_in()
    assert client.get("/admin/")["Location"] == ON


def test_where_it_is_required_hosts_need_none(client, maya, log_in, required):
    hosting.enrol(user=maya)
    log_in()
    assert client.get("/host/").status_code == 200


def test_an_admin_removes_the_step_of_who_lost_the_phone_and_sees_no_secret(client, secret, staff):
    wen = User.objects.create_superuser("wen")
    client.force_login(wen, "allauth.account.auth_backends.AuthenticationBackend")
    step = Authenticator.objects.get()
    Authenticator.objects.create(
        user=staff, type="recovery_codes", data={"seed": "abcdef", "used_mask": 0}
    )
    for page in ("", f"{step.pk}/change/"):
        shown = client.get(f"/admin/mfa/authenticator/{page}")
        assert shown.status_code == 200
        assert secret not in shown.text
    client.post(f"/admin/mfa/authenticator/{step.pk}/delete/", {"post": "yes"})
    assert not Authenticator.objects.exists()


def test_the_clocks_of_these_tests_are_those_of_the_site(clock, phone):
    """With the real one, the code of now is that of RFC 6238."""
    assert auth.hotp_value("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1) == 287082
    assert time.time() != clock.time()
