"""Whom the upload addresses let in, and whom no more."""

import pytest
from django.contrib.auth.models import User

from lobby import hosting, permits, tokens
from lobby.exports.receiving import senders
from lobby.models import Game
from lobby.permits import Permit

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    def make(name: str) -> User:
        user = User.objects.create_user(name)
        hosting.enrol(user=user)
        return user

    return make


@pytest.fixture
def game(host):
    return Game.objects.create(slug="demo", title="Demo", owner=host("maya"))


def by_token(game: Game, user: User | None) -> str:
    return f"Bearer {tokens.make(game=game, name='CI', by=user)}"


def by_permit(game: Game, user: User) -> str:
    return f"Bearer {permits.sign(Permit(host=user.pk, game=game.pk))}"


@pytest.mark.parametrize("show", [by_token, by_permit])
def test_who_owned_a_game_that_is_anothers_now_uploads_to_it_no_more(game, host, show):
    shown = show(game, game.owner)
    assert senders.find(shown, "demo")
    Game.objects.update(owner=host("wen"))
    assert senders.find(shown, "demo") is None


def test_the_sites_own_token_needs_no_maker(game):
    assert senders.find(by_token(game, None), "demo")
