"""Publish tokens and permits: who may upload, and to which game."""

import pytest

from lobby import permits, tokens
from lobby.errors import Refusal
from lobby.models import Game, PublishToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def game():
    return Game.objects.create(slug="demo", title="Demo")


def test_a_token_opens_its_game_and_is_kept_nowhere(game):
    text = tokens.make(game=game, name="CI", by=None)
    token = tokens.read(text)
    assert token is not None and token.game == game
    assert text not in str(PublishToken.objects.values())


def test_its_use_is_shown(game):
    text = tokens.make(game=game, name="CI", by=None)
    assert PublishToken.objects.get().last_used_at is None
    tokens.read(text)
    assert PublishToken.objects.get().last_used_at is not None


def test_a_revoked_token_opens_nothing(game):
    text = tokens.make(game=game, name="CI", by=None)
    tokens.revoke(token=PublishToken.objects.get())
    assert tokens.read(text) is None


@pytest.mark.parametrize("text", ["", "playlobby_", "playlobby_\x00", "playlobby_é", "Bearer x"])
def test_what_is_no_token_opens_nothing(game, text):
    tokens.make(game=game, name="CI", by=None)
    assert tokens.read(text) is None


def test_a_game_has_a_bounded_number_of_tokens(game, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_A_GAME", 1)
    tokens.make(game=game, name="CI", by=None)
    with pytest.raises(Refusal):
        tokens.make(game=game, name="CI", by=None)


def test_a_permit_names_its_host_and_game():
    permit = permits.Permit(host=3, game=7)
    assert permits.read(permits.sign(permit)) == permit


def test_a_permit_of_another_making_opens_nothing(monkeypatch):
    text = permits.sign(permits.Permit(host=3, game=7))
    assert permits.read(text[:-1]) is None
    assert permits.read("") is None
    monkeypatch.setattr(permits, "LIFETIME", permits.LIFETIME * -1)
    assert permits.read(text) is None
