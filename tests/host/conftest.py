"""Two hosts with a game each, a player with an account, and a superuser."""

import pytest
from django.contrib.auth.models import User

from lobby import hosting
from lobby.models import Build, Game

MEGA = 1_000_000


@pytest.fixture(autouse=True)
def no_collected_files(settings, tmp_path):
    """The folder that collectstatic fills: here an empty one, of which nobody warns."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def host(db):
    def host(name: str) -> User:
        user = User.objects.create_user(name, f"{name}@example.org")
        hosting.enrol(user=user)
        return user

    return host


@pytest.fixture
def maya(host):
    return host("maya")


@pytest.fixture
def wen(host):
    return host("wen")


@pytest.fixture
def kofi(db):
    """An account that hosts nothing."""
    return User.objects.create_user("kofi", "kofi@example.org")


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root")


@pytest.fixture
def publish(db):
    """Add a build to a game, and put it live."""

    def publish(game: Game, *, live: bool = True, **fields) -> Build:
        number = game.builds.count() + 1
        given = {"entry": "index.html", "size": MEGA, "engine": "4.6.1"} | fields
        build = Build.objects.create(game=game, number=number, **given)
        if live:
            game.live_build = build
            game.save()
        return build

    return publish


@pytest.fixture
def golf(maya, publish):
    game = Game.objects.create(slug="golf", title="Tidepool Golf", seats=4, owner=maya)
    publish(game)
    return game


@pytest.fixture
def as_host(client, maya):
    client.force_login(maya)
    return client
