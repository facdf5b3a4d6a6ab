"""How fast the admin's lists stay: `python -m benchmarks.admin [--rooms 100000]`.

Makes a throw-away data folder with that many rooms, all but a few of them long closed, each with
two players, and asks for each page through Django's test client: view, templates and database,
but no network. Prints the number of queries and the median of the times.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

TRIES = 15
LIVING = 200  # rooms that are open now
EVERY = timedelta(minutes=8)  # one room: 100,000 are a year and a half
PLAYERS = 2  # in each


def code_of(number: int) -> str:
    from lobby.codes import ALPHABET, LENGTH

    signs = [ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH)]
    return "".join(signs)


def seed(count: int) -> None:
    from django.utils import timezone

    from lobby.models import Game, Peer, Room

    games = [Game.objects.create(slug=f"game-{n}", title=f"Game {n}", seats=8) for n in range(20)]
    now, living, left = timezone.now(), Room.State.OPEN, Peer.State.LEFT
    for first in range(0, count, 5000):
        numbers = range(first, min(first + 5000, count))
        made = Room.objects.bulk_create(
            Room(
                code=code_of(n),
                game=games[n % len(games)],
                name=f"Room of player {n}",
                public=n % 3 > 0,
                topology="mesh",
                seats=8,
                state=living if n >= count - LIVING else Room.State.CLOSED,
            )
            for n in numbers
        )
        for room, n in zip(made, numbers, strict=True):
            room.created_at = now - EVERY * (count - n)
        Room.objects.bulk_update(made, ["created_at"], batch_size=500)
        Peer.objects.bulk_create(
            Peer(
                room=room,
                number=number,
                state=Peer.State.SEATED if room.open else left,
                name=f"Player {room.pk}-{number}",
                player=f"{room.pk}-{number}",
                joined_at=room.created_at,
                left_at=None if room.open else room.created_at + EVERY,
            )
            for room in made
            for number in range(1, PLAYERS + 1)
        )


def pages(count: int) -> dict[str, str]:
    from lobby.models import Room

    last, rooms = Room.objects.order_by("-pk")[0], "/admin/lobby/room/"
    return {
        "rooms": rooms,
        "rooms, page 1000": f"{rooms}?p=1000",
        "rooms, search by code": f"{rooms}?q={last.code}",
        "rooms, search by name": f"{rooms}?q=player+777",
        "rooms, search in vain": f"{rooms}?q=nobody",
        "rooms, filter: open": f"{rooms}?state__exact=open",
        "rooms, filter: closed, of one game": f"{rooms}?state__exact=closed&game__id__exact=3",
        "rooms of a month": f"{rooms}?created_at__year={last.created_at.year}"
        f"&created_at__month={last.created_at.month}",
        "a room": f"{rooms}{last.pk}/change/",
        "players": "/admin/lobby/peer/",
        "players, search by name": "/admin/lobby/peer/?q=777",
        "players, filter: connected": "/admin/lobby/peer/?state__exact=seated",
        "games": "/admin/lobby/game/",
    }


def measure(get: Callable[[str], Any], address: str) -> tuple[int, float]:
    """Queries, and the median of milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert get(address).status_code == 200, address
    count, times = len(queries), []
    for _ in range(TRIES):
        start = time.perf_counter()
        get(address)
        times.append(time.perf_counter() - start)
    return count, statistics.median(times) * 1000


def main(count: int) -> None:
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    seed(count)
    staff = Client(SERVER_NAME="localhost")
    staff.force_login(User.objects.create_superuser("bench"))
    print(f"| {count:,} rooms, {count * PLAYERS:,} players | Queries | Median, ms |\n|---|---|---|")
    for name, address in pages(count).items():
        queries, median = measure(lambda address: staff.get(address, follow=True), address)
        print(f"| {name} | {queries} | {median:.0f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=100_000)
    wanted = parser.parse_args().rooms
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PLAYLOBBY_DATA_DIR"] = folder
        os.environ["PLAYLOBBY_SITE_URL"] = "http://localhost"
        os.environ["DJANGO_SETTINGS_MODULE"] = "signaling_site.settings"
        main(wanted)
