"""Who may see and do what at `/host/`."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from lobby import permits, tokens
from lobby.models import Game
from lobby.permits import Permit
from tests.pages.words import words

GETS = ["", "uploads", "settings", "tokens", "people"]
POSTS = ["permit", "builds/1/live", "builds/1/delete", "settings", "off", "delete", "tokens"]
POSTS += ["tokens/1/revoke", "people", "people/1/remove"]
EVERY = sorted({*GETS, *POSTS, "builds/99/live"})
METHODS = ["get", "head", "post", "put", "patch", "delete", "options"]


@pytest.mark.parametrize("address", ["", "new", *(f"golf/{page}" for page in GETS)])
def test_a_visitor_logs_in_and_comes_back(client, golf, address):
    answer = client.get(f"/host/{address}")
    assert answer["Location"] == f"/accounts/login/?next=/host/{address}"


@pytest.mark.parametrize("page", POSTS)
def test_what_a_visitor_sends_is_not_done(client, golf, page):
    answer = client.post(f"/host/golf/{page}", {"slug": "golf", "name": "x", "title": "Mine"})
    assert answer["Location"] == "/accounts/login/?next=/host/"
    golf.refresh_from_db()
    assert golf.title == "Tidepool Golf" and golf.live_build and not golf.tokens.exists()


def test_a_page_whose_session_is_over_is_told_so_and_not_sent_a_log_in(client, golf):
    part = {"HX-Request": "true"}
    assert client.get("/host/golf/uploads", headers=part).status_code == 401
    assert client.post("/host/golf/permit", headers=part).status_code == 401


@pytest.mark.parametrize("address", ["", "new", *(f"golf/{page}" for page in EVERY)])
def test_an_account_that_is_no_hosts_is_told_whom_to_ask(client, golf, kofi, address):
    client.force_login(kofi)
    for answer in (client.get(f"/host/{address}"), client.post(f"/host/{address}")):
        assert answer.status_code == 403
        assert "Ask an admin" in words(answer)


def test_where_anybody_may_sign_up_an_account_that_is_no_hosts_hears_of_it(client, kofi, settings):
    settings.SIGNUP = "open"
    client.force_login(kofi)
    said = words(client.get("/host/"))
    assert "Whoever makes an account on this site’s own page is a host." in said
    assert "ask an admin to make it one, or log out and make an account of your own" in said


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("page", EVERY)
def test_another_hosts_game_is_not_there(client, golf, wen, page, method):
    tokens.make(game=golf, name="CI", by=golf.owner)
    client.force_login(wen)
    sent = {"slug": "golf", "name": "wen", "title": "Mine"} if method == "post" else None
    for slug in ("golf", "no-such-game"):
        answer = getattr(client, method)(f"/host/{slug}/{page}", sent)
        assert answer.status_code == 404
    golf.refresh_from_db()
    assert golf.title == "Tidepool Golf" and golf.live_build
    assert golf.tokens.count() == 1 and not golf.editors.exists()


@pytest.mark.parametrize("who", ["maya", "editor", "root"])
@pytest.mark.parametrize("page", [page for page in GETS if page != "uploads"])
def test_owners_editors_and_superusers_come_in(client, golf, maya, wen, root, who, page):
    golf.editors.add(wen)
    client.force_login({"maya": maya, "editor": wen, "root": root}[who])
    assert "Tidepool Golf" in words(client.get(f"/host/golf/{page}"))


def test_who_was_an_editor_is_one_no_more(client, golf, wen):
    golf.editors.add(wen)
    golf.editors.remove(wen)
    client.force_login(wen)
    assert client.get("/host/golf/").status_code == 404


@pytest.mark.parametrize("page", ["new", *(f"golf/{page}" for page in POSTS)])
def test_what_another_site_makes_a_browser_send_is_refused(golf, maya, page):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(maya)
    sent = {"slug": "golf", "name": "wen", "title": "Mine"}
    assert strict.post(f"/host/{page}", sent).status_code == 403
    assert Game.objects.get().live_build and not golf.tokens.exists()


def test_a_permit_names_the_host_and_the_game(as_host, golf, maya):
    text = as_host.post("/host/golf/permit").json()["permit"]
    assert permits.read(text) == Permit(host=maya.pk, game=golf.pk)
    assert as_host.get("/host/golf/permit").status_code == 405


def test_nothing_of_a_hosts_pages_is_kept_by_caches(as_host, golf):
    for page in GETS:
        assert "no-store" in as_host.get(f"/host/golf/{page}")["Cache-Control"]


def test_only_hosts_see_the_way_to_their_games_in_the_header(client, golf, maya, kofi):
    header = lambda: client.get("/rooms/").text.partition("</header>")[0]  # noqa: E731
    assert "Your games" not in header()
    client.force_login(kofi)
    assert "Your games" not in header()
    client.force_login(maya)
    assert 'href="/host/"' in header()
    assert 'href="/host/"' in client.get("/me", headers={"HX-Request": "true"}).text


def test_a_game_may_be_called_new(as_host, maya):
    Game.objects.create(slug="new", title="Brand new", owner=maya)
    assert "Brand new" in words(as_host.get("/host/new/"))
    assert "Make game" in words(as_host.get("/host/new"))


def test_logging_in_leads_a_host_to_their_games(client, maya):
    maya.set_password("correct horse battery")
    maya.save()
    form = {"login": "maya", "password": "correct horse battery"}
    assert client.post("/accounts/login/", form)["Location"] == "/host/"


def test_who_signs_up_is_a_host(client, db, settings):
    settings.SIGNUP = "open"
    assert "sign up" in words(client.get("/accounts/login/"))
    word = "a better password 7"
    form = {"username": "ines", "email": "i@example.org", "password1": word, "password2": word}
    assert client.post("/accounts/signup/", form)["Location"] == "/host/"
    assert User.objects.get().groups.get().name == "host"
    assert "Bring your first game" in words(client.get("/host/"))
