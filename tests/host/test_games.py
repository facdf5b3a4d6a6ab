"""A host's games, and the way to one more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lobby import rooms
from lobby.models import Game
from lobby.passes import Player
from tests.pages.words import words


def test_a_host_without_a_game_is_invited_to_bring_one(client, wen):
    client.force_login(wen)
    said = words(client.get("/host/"))
    assert "Bring your first game" in said
    assert "0 of 20 games, 0 MB of 5 GB" in said


def test_games_tell_what_is_live_and_who_plays(as_host, golf, maya):
    Game.objects.create(slug="chess", title="Chess", owner=maya)
    rooms.create(game=golf, player=Player("b", "Blue"), name="Blue’s room", public=True)
    said = words(as_host.get("/host/"))
    assert "2 of 20 games, 1.0 MB of 5 GB" in said
    assert "Build 1 is live 1 room, 1 player now" in said
    assert "Chess Not on the site yet" in said


def test_games_of_others_say_whose_they_are(client, golf, wen, root):
    golf.editors.add(wen)
    for user in (wen, root):
        client.force_login(user)
        assert "By maya" in words(client.get("/host/"))


def test_the_list_takes_as_many_queries_however_many_games(as_host, golf, maya):
    as_host.get("/host/")  # Who comes first gets a name.
    counts = []
    for slug in ("a", "b", "c"):
        Game.objects.create(slug=slug, title=slug, owner=maya)
        with CaptureQueriesContext(connection) as queries:
            as_host.get("/host/")
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_a_new_game_leads_to_its_desk(as_host, maya):
    answer = as_host.post("/host/new", {"title": "Kettle Wars", "slug": "kettle-wars"})
    assert answer["Location"] == "/host/kettle-wars/"
    assert Game.objects.get().owner == maya
    assert "No build yet" in words(as_host.get("/host/kettle-wars/"))


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("golf", "Another game has that address"),
        ("admin", "an address of the site"),
        ("Golf Club", "Small letters, digits and dashes"),
        ("", "Write the address"),
    ],
)
def test_an_address_that_does_not_do_is_told_and_the_title_kept(as_host, golf, slug, said):
    answer = as_host.post("/host/new", {"title": "Night golf", "slug": slug})
    assert said in words(answer)
    assert 'value="Night golf"' in answer.text
    assert Game.objects.count() == 1


def test_too_many_games_are_refused_and_what_was_typed_is_kept(as_host, golf, settings):
    settings.GAMES_PER_HOST = 1
    answer = as_host.post("/host/new", {"title": "Kettle Wars", "slug": "kettle-wars"})
    assert "No game made. This site allows each host" in words(answer)
    assert 'value="Kettle Wars"' in answer.text and 'value="kettle-wars"' in answer.text
    assert Game.objects.count() == 1


def test_the_form_of_a_new_game_opens_over_the_page_too(as_host):
    part = as_host.get("/host/new", headers={"HX-Request": "true"}).text
    assert "<html" not in part and "data-close" in part
