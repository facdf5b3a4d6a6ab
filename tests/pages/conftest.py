"""A published game, and rooms in every state."""

import pytest

from lobby import limits
from lobby.models import Build, Game, Peer, Room

SIZE = 21_400_000


@pytest.fixture(autouse=True)
def no_collected_files(settings, tmp_path):
    """The folder that collectstatic fills: here an empty one, of which nobody warns."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture(autouse=True)
def fresh_rates(monkeypatch):
    """No test is kept waiting by another's rooms."""
    monkeypatch.setattr(limits, "_openings", limits.Window())


@pytest.fixture
def publish(db):
    def publish(slug: str, title: str, *, seats: int = 4, threads: bool = False) -> Game:
        game = Game.objects.create(slug=slug, title=title, seats=seats, description="On an island.")
        game.live_build = Build.objects.create(
            game=game, number=1, entry="index.html", size=SIZE, threads=threads
        )
        game.save()
        return game

    return publish


@pytest.fixture
def golf(publish):
    return publish("golf", "Tidepool Golf")


@pytest.fixture
def open_room(golf):
    """Open a room with people in it; the first of them hosts."""

    def open_room(code: str, *people: str, game: Game = golf, **fields) -> Room:
        given = {"name": f"{people[0]}’s room" if people else "Empty", "public": True} | fields
        room = Room.objects.create(
            code=code, game=game, build=game.live_build, **{"seats": 4, "topology": "mesh"} | given
        )
        for number, name in enumerate(people, start=1):
            Peer.objects.create(
                room=room, number=number, state=Peer.State.SEATED, name=name, socket=f"{code}{name}"
            )
        return room

    return open_room


@pytest.fixture
def as_part(client):
    """Ask for a page as htmx does."""
    return lambda address: client.get(address, headers={"HX-Request": "true"})


@pytest.fixture
def play(client):
    """Take a seat, as its press does, and see the play page."""

    def play(code: str = "K7QM4X", slug: str = "golf"):
        client.post(f"/join/{code}")
        return client.get(f"/games/{slug}/play?room={code}")

    return play
