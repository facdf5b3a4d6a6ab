"""Hosts and staff: logging in and out, wrong passwords, forgotten passwords."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client

from tests.accounts.conftest import PASSWORD

NEW = "a better password 7"
LOGIN = "/accounts/login/"


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["maya", "Maya", "maya@example.org"])
def test_a_host_logs_in_by_name_or_address(client, maya, log_in, name):
    assert log_in(name).status_code == 302
    assert is_in(client)


def test_staff_are_led_to_the_admin_and_others_to_the_games(client, maya, log_in):
    assert log_in()["Location"] == "/"
    client.post("/accounts/logout/")
    User.objects.filter(pk=maya.pk).update(is_staff=True)
    assert log_in()["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_nobody_is_led_away_from_the_site_by_logging_in(maya, log_in):
    assert log_in(next="https://evil.example/")["Location"] == "/"


def test_a_wrong_password_says_so_and_not_which_of_the_two_was_wrong(client, maya, log_in):
    wrong, unknown = log_in(password="nope").text, log_in("nobody").text
    assert "don’t belong together" in wrong
    assert "don’t belong together" in unknown
    assert not is_in(client)


def test_a_closed_account_is_told_so(client, maya, log_in):
    User.objects.filter(pk=maya.pk).update(is_active=False)
    assert "account is closed" in client.get(log_in()["Location"]).text
    assert not is_in(client)


def test_five_wrong_passwords_lock_the_account_for_this_address(client, maya, log_in):
    for _ in range(4):
        assert log_in(password="nope").status_code == 200
    answer = log_in(password="nope")
    assert answer.status_code == 429
    assert "Too many tries" in answer.text
    assert log_in().status_code == 429  # The right one is too late.
    assert not is_in(client)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    elsewhere.post(LOGIN, {"login": "maya", "password": PASSWORD})
    assert is_in(elsewhere)


def test_writing_the_name_in_another_way_gives_no_more_tries(client, maya, log_in):
    names = ["maya", "MAYA", "maya@example.org", "Maya@Example.org", "mAyA"]
    assert [log_in(name, "nope").status_code for name in names] == [200, 200, 200, 200, 429]


def test_a_username_like_an_address_forgives_no_tries_for_its_owner(client, db, log_in):
    User.objects.create_user("maya@example.org", "eve@example.org", PASSWORD)
    User.objects.create_user("maya", "maya@example.org", PASSWORD)
    for _ in range(4):
        log_in("maya@example.org", "nope")
    log_in("eve@example.org")
    client.post("/accounts/logout/")
    assert log_in("maya@example.org", "nope").status_code == 429


def test_nobody_signs_up_with_an_address_for_a_name(client, db, settings):
    settings.SIGNUP = "players"
    form = {"username": "maya@example.org", "email": "e@example.org"}
    page = client.post("/accounts/signup/", form | {"password1": NEW, "password2": NEW})
    assert "Choose a username without “@”." in page.text
    assert not User.objects.exists()


def test_after_a_quarter_of_an_hour_one_may_try_again(client, maya, log_in):
    for _ in range(5):
        log_in(password="nope")
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=16)
        attempt.save()
    assert log_in().status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client, maya, log_in):
    for _ in range(4):
        log_in(password="nope")
    log_in()
    client.post("/accounts/logout/")
    assert log_in(password="nope").status_code == 200


def test_the_admin_has_no_other_door(client, maya):
    for _ in range(6):
        answer = client.post("/admin/login/", {"username": "maya", "password": PASSWORD})
        assert answer["Location"].startswith(LOGIN)
    assert not is_in(client)


def test_what_is_remembered_of_a_wrong_password_holds_neither_it_nor_the_name(maya, log_in):
    log_in(password="almost-right")
    kept = AccessAttempt.objects.get()
    assert "almost-right" not in kept.post_data
    assert "login=maya" not in kept.post_data


def test_somebody_who_tries_many_names_is_slowed_down(maya, log_in):
    for number in range(10):
        log_in(f"nobody-{number}", "nope")
    assert "Too many tries" in log_in("nobody-11", "nope").text


def test_logging_out_needs_a_press(client, maya, log_in):
    log_in()
    assert "Log out" in client.get("/accounts/logout/").text
    assert is_in(client)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not is_in(client)
    assert client.get("/admin/logout/", follow=True).redirect_chain[-1][0] == "/"


def test_an_account_lasts_as_long_as_the_browser_unless_told_to_stay(client, maya, log_in):
    log_in()
    assert client.cookies["session"]["max-age"] == ""
    client.post("/accounts/logout/")
    log_in(remember="on")
    assert client.cookies["session"]["max-age"] == 14 * 24 * 60 * 60


def test_nobody_signs_up(client, db):
    assert "You need no account" in client.get("/accounts/signup/").text
    form = {"username": "x1", "email": "x@example.org", "password1": NEW, "password2": NEW}
    client.post("/accounts/signup/", form)
    assert not User.objects.exists()


def test_an_open_site_lets_people_sign_up(client, db, settings):
    settings.SIGNUP = "open"
    form = {"username": "ines", "email": "i@example.org", "password1": NEW, "password2": NEW}
    assert 'name="email"' in client.get("/accounts/signup/").text
    assert client.post("/accounts/signup/", form)["Location"] == "/host/"
    assert User.objects.get().username == "ines"
    assert is_in(client)


def test_a_changed_password_keeps_this_session_and_ends_the_others(client, maya, log_in):
    other = Client()
    other.post(LOGIN, {"login": "maya", "password": PASSWORD})
    log_in()
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    page = client.post("/accounts/password/change/", form, follow=True)
    assert "Your password is changed." in page.text
    assert client.get("/accounts/password/change/").status_code == 200
    assert other.get("/accounts/password/change/").status_code == 302
    client.post("/accounts/logout/")
    assert log_in(password=PASSWORD).status_code == 200
    assert log_in(password=NEW).status_code == 302


@pytest.mark.parametrize("bad", ["short", "password123", "maya@example.org"])
def test_a_weak_password_is_refused(client, maya, log_in, bad):
    log_in()
    form = {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
    assert 'class="problem"' in client.post("/accounts/password/change/", form).text
    maya.refresh_from_db()
    assert maya.check_password(PASSWORD)


def test_a_forgotten_password_is_set_by_the_link_in_a_mail(client, maya, log_in, mailoutbox):
    page = client.post("/accounts/password/reset/", {"email": "maya@example.org"}, follow=True)
    assert "Look into your mail" in page.text
    (mail,) = mailoutbox
    assert (mail.subject, mail.to) == ("Playlobby: Set a new password", ["maya@example.org"])
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", mail.body)[1]
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert link.rpartition("-")[2] not in address  # The key is in no address that a page has.
    done = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Password set" in done.text
    assert "link is spent" in Client().get(link, follow=True).text
    assert log_in(password=NEW).status_code == 302


def test_nobody_learns_who_has_an_account_by_asking_for_a_mail(client, maya, mailoutbox):
    known = client.post("/accounts/password/reset/", {"email": "maya@example.org"}, follow=True)
    other = client.post("/accounts/password/reset/", {"email": "no@example.org"}, follow=True)
    assert known.text == other.text
    assert len(mailoutbox) == 1


def test_too_many_mails_are_refused_in_our_words(client, maya):
    form = {"email": "maya@example.org"}
    answers = [client.post("/accounts/password/reset/", form) for _ in range(7)]
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].text


@pytest.mark.parametrize("path", ["email/", "3rdparty/", "login/code/", "password/set/"])
def test_there_is_no_more_of_accounts_than_that(client, db, path):
    assert client.get(f"/accounts/{path}").status_code == 404
