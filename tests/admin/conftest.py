"""Staff of a site with a game, and rooms with players in them."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from lobby import rooms
from lobby.models import Build, Game, Room
from lobby.passes import Player


@pytest.fixture(autouse=True)
def no_collected_files(settings, tmp_path):
    """The folder that collectstatic fills: here an empty one, of which nobody warns."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def golf(db):
    game = Game.objects.create(slug="golf", title="Tidepool Golf", seats=4)
    game.live_build = Build.objects.create(
        game=game, number=1, entry="index.html", size=21_400_000, engine="4.6.1", threads=True
    )
    game.save()
    return game


@pytest.fixture
def open_room(golf):
    """Open a room with players on sockets; the first of them hosts."""

    def open_room(*names: str) -> Room:
        host, *guests = names
        room = rooms.create(
            game=golf, player=Player(host, host), name=f"{host}’s room", socket=f"{host}-{golf.pk}"
        )
        for name in guests:
            socket = f"{name}-{room.code}"
            rooms.join(code=room.code, game=golf, player=Player(name, name), socket=socket)
        return room

    return open_room


@pytest.fixture
def admin_client(client, db):
    client.force_login(User.objects.create_superuser("wen"))
    return client


@pytest.fixture
def moderator(client, db):
    call_command("roles", verbosity=0)
    user = User.objects.create_user("ines", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    return client
