"""What hosts may have, and with whom they share it."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.management import call_command

from lobby import hosting, moderation, rooms, tokens
from lobby.errors import Refusal
from lobby.models import Game, PublishToken, Room
from lobby.passes import Player
from tests.host.conftest import MEGA


def test_hosts_are_accounts_in_the_group_and_superusers(maya, kofi, root):
    assert hosting.is_host(maya) and hosting.is_host(root)
    assert not hosting.is_host(kofi) and not hosting.is_host(AnonymousUser())
    maya.is_active = False
    assert not hosting.is_host(maya)


def test_the_roles_make_the_group_and_it_may_nothing_in_the_admin(db):
    for _ in range(2):
        call_command("roles", verbosity=0)
    assert not Group.objects.get(name="host").permissions.exists()


def test_a_host_makes_a_game_that_is_on_no_page_yet(maya):
    game = hosting.make_game(owner=maya, slug="golf", title="Golf")
    assert game.owner == maya
    assert not Game.objects.published().exists()


@pytest.mark.parametrize("slug", ["admin", "Golf", "golf-", "-golf", "a" * 41, "", "go lf", "gölf"])
def test_an_address_that_is_none_is_refused(maya, slug):
    with pytest.raises(Refusal) as refusal:
        hosting.make_game(owner=maya, slug=slug, title="Golf")
    assert refusal.value.rule == "game.slug"
    assert not Game.objects.exists()


def test_an_address_that_another_has_is_refused(maya, golf):
    with pytest.raises(Refusal, match="Another game has that address"):
        hosting.make_game(owner=maya, slug="golf", title="Golf")


def test_a_host_has_so_many_games_and_no_more(maya, golf, settings):
    settings.GAMES_PER_HOST = 1
    with pytest.raises(Refusal, match="allows each host 1 games"):
        hosting.make_game(owner=maya, slug="chess", title="Chess")


def test_games_of_others_that_one_edits_do_not_count(wen, golf, settings):
    settings.GAMES_PER_HOST = 1
    golf.editors.add(wen)
    assert hosting.make_game(owner=wen, slug="chess", title="Chess").owner == wen


def test_a_superuser_may_have_any_number(root, settings):
    settings.GAMES_PER_HOST = 0
    assert hosting.make_game(owner=root, slug="chess", title="Chess")


def test_the_builds_of_all_games_of_a_host_share_its_room(maya, golf, publish, settings):
    settings.BYTES_PER_HOST = 10 * MEGA
    chess = hosting.make_game(owner=maya, slug="chess", title="Chess")
    publish(chess, size=5 * MEGA)
    hosting.check_upload(game=golf, size=4 * MEGA)
    with pytest.raises(Refusal, match="4 MB are left of 10 MB"):
        hosting.check_upload(game=golf, size=4 * MEGA + 1)


def test_who_edits_fills_the_owners_room_not_their_own(wen, golf, settings):
    golf.editors.add(wen)
    assert hosting.usage(owner=wen).bytes == 0
    assert hosting.usage(owner=golf.owner).bytes == MEGA


@pytest.mark.parametrize("owner", [None, "root"])
def test_games_of_the_site_and_of_superusers_know_no_bounds(golf, root, settings, owner):
    settings.BYTES_PER_HOST = 0
    golf.owner = root if owner else None
    hosting.check_upload(game=golf, size=10**12)


def test_hosts_see_what_they_own_or_edit_and_superusers_see_all(maya, wen, root, golf):
    assert list(hosting.games_of(maya)) == list(hosting.games_of(root)) == [golf]
    assert not hosting.games_of(wen).exists()
    golf.editors.add(wen)
    assert list(hosting.games_of(wen)) == [golf]


@pytest.mark.parametrize("name", ["wen", "WEN", "wen@example.org"])
def test_an_editor_is_named_by_username_or_address(golf, wen, name):
    assert hosting.add_editor(game=golf, name=name) == wen
    assert list(golf.editors.all()) == [wen]


@pytest.mark.parametrize("name", ["kofi", "kofi@example.org", "nobody", ""])
def test_who_is_no_host_becomes_no_editor_and_nobody_learns_who_has_an_account(golf, kofi, name):
    with pytest.raises(Refusal) as refusal:
        hosting.add_editor(game=golf, name=name)
    assert refusal.value.words == f"There is no host “{name}” here. An admin makes hosts."


def test_nobody_is_added_twice(golf, wen):
    hosting.add_editor(game=golf, name="wen")
    for name, words in {"wen": "edits this game already", "maya": "owns this game"}.items():
        with pytest.raises(Refusal, match=words):
            hosting.add_editor(game=golf, name=name)


def test_an_editor_who_goes_takes_along_the_tokens_they_made(golf, maya, wen):
    golf.editors.add(wen)
    kept = tokens.make(game=golf, name="Mine", by=maya)
    lost = tokens.make(game=golf, name="Theirs", by=wen)
    hosting.remove_editor(game=golf, editor=wen)
    assert not golf.editors.exists()
    assert tokens.read(kept) and not tokens.read(lost)


def test_deleting_a_game_closes_its_rooms_first(golf, monkeypatch):
    closed, close = [], moderation.close
    monkeypatch.setattr(moderation, "close", lambda **room: closed.append(room) or close(**room))
    room = rooms.create(game=golf, player=Player("b", "Blue"), name="Blue’s room", public=True)
    hosting.delete_game(game=golf)
    assert closed == [{"code": room.code, "words": "The game was removed."}]
    assert not Game.objects.exists() and not Room.objects.exists()


def test_a_host_who_is_deleted_leaves_the_games_to_the_site(golf, maya):
    tokens.make(game=golf, name="CI", by=maya)
    User.objects.all().delete()
    golf.refresh_from_db()
    assert golf.owner is None
    assert not PublishToken.objects.exists()
