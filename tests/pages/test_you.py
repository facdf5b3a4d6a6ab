"""The player's name."""

import pytest
from django.test import Client

from lobby import rooms
from lobby.models import Game
from tests.pages.words import words


def test_a_visitor_has_a_name_at_once_and_keeps_it(client, db):
    first = client.get("/me").wsgi_request.player
    assert first.name
    assert client.get("/me").wsgi_request.player == first


def test_a_changed_name_is_shown_everywhere(client, db):
    assert client.post("/me", {"name": "  Wen  "}).headers["Location"] == "/"
    assert "Wen" in words(client.get("/rooms/"))


@pytest.mark.parametrize("path", ["/me", "/games/nothing/open", "/nothing/here"])
def test_a_form_of_another_site_gives_nobody_a_new_identity(db, path):
    """The browser leaves a guest's cookie at home, but would take a new one (SameSite=Lax)."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path, {"name": "Mallory"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code >= 400
    assert not answer.cookies


def test_an_empty_name_changes_nothing_and_says_what_to_do(client, db):
    before = client.get("/me").wsgi_request.player
    page = client.post("/me", {"name": "   "})
    assert "Write the name that others should see." in words(page)
    assert page.wsgi_request.player == before


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/games/golf/", "/games/golf/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_one_is_led_back_within_the_site_alone(client, db, back, leads_to):
    assert client.post("/me", {"name": "Wen", "next": back}).headers["Location"] == leads_to
    assert "evil" not in client.get("/me", {"next": back}).content.decode()


def test_a_changed_name_reaches_the_room_one_sits_in(client, db):
    game = Game.objects.create(slug="golf", title="Golf")
    assert "Everyone in your room sees it." in words(client.get("/me"))
    player = client.get("/me").wsgi_request.player
    room = rooms.create(game=game, player=player)
    client.post("/me", {"name": "Wen"})
    assert room.peers.get().name == "Wen"


@pytest.mark.parametrize(
    ("typed", "leads_to"), [("/me/", "/me"), ("/accounts/", "/accounts/login/")]
)
def test_an_address_with_a_slip_leads_where_it_meant(client, db, typed, leads_to):
    assert client.get(typed).headers["Location"] == leads_to


def test_staff_find_the_admin_under_their_name(client, admin_client):
    assert 'href="/admin/"' in admin_client.get("/me").text
    client.logout()
    assert 'href="/admin/"' not in client.get("/me").text


def test_a_name_cannot_bring_markup(client, db):
    client.post("/me", {"name": "<b>Wen</b>"})
    assert "<b>Wen" not in client.get("/").content.decode()
