"""A worker dies among many rooms: nobody stays as a ghost, everybody else is told once."""

import asyncio
import json
from collections import Counter

import pytest

from tests.running import two_workers
from tests.signaling.conftest import Player

pytestmark = pytest.mark.long

ROOMS = 200
SEATS = 4
GHOSTS_GONE_WITHIN = 30  # seconds after the kill


@pytest.fixture
def workers(make_site, redis, postgresql):
    """Two workers on PostgreSQL."""
    first = make_site(PLAYLOBBY_REDIS_URL=redis.url, PLAYLOBBY_DATABASE_URL=postgresql.url)
    first.manage("migrate", "-v0")
    first.shell(
        "from lobby.models import Game; Game.objects.all().delete()\n"
        'Game.objects.create(slug="mesh", title="Mesh", seats=4, when_host_leaves="keep")'
    )
    yield from two_workers(first)


class Listener:
    """A player who writes down whom it meets and misses."""

    def __init__(self, player: Player, worker: int) -> None:
        self.player, self.worker = player, worker
        self.met: Counter[int] = Counter()
        self.missed: Counter[int] = Counter()

    async def listen(self) -> None:
        async for text in self.player.socket:
            message = json.loads(text)
            if message["type"] == Player.PEER_CONNECT:
                self.met[message["id"]] += 1
            elif message["type"] == Player.PEER_DISCONNECT:
                self.missed[message["id"]] += 1


async def a_room(workers, dial, seed):
    """Four players over both workers; whose worker is the host's changes from room to room."""
    listeners: list[Listener] = []
    for seat in range(SEATS):
        worker = (seat + seed) % 2
        player = await dial(f"{workers[worker].signal}/mesh")
        listener = Listener(player, worker)
        listener.met.update(await player.join(listeners[0].player.code if listeners else ""))
        listeners.append(listener)
    return listeners


async def test_a_killed_worker_leaves_no_ghost_and_is_missed_once(workers, dial):
    rooms = []
    for batch in range(0, ROOMS, 20):
        rooms += await asyncio.gather(*(a_room(workers, dial, batch + n) for n in range(20)))
    hearing = [asyncio.create_task(one.listen()) for room in rooms for one in room if one.worker]
    workers[0].kill()
    async with asyncio.timeout(GHOSTS_GONE_WITHIN):
        while not all(told(room) for room in rooms):
            await asyncio.sleep(0.1)
    for room in rooms:
        for one in (one for one in room if one.worker):
            others = {other.player.number for other in room} - {one.player.number}
            gone = {other.player.number for other in room if not other.worker}
            assert one.met == dict.fromkeys(others, 1)
            assert one.missed == dict.fromkeys(gone, 1)
    assert state(workers[1]) == [ROOMS * SEATS // 2, ROOMS, 0, 0]
    assert "Traceback" not in workers[1].log
    for task in hearing:
        task.cancel()


def told(room):
    return all(one.missed.total() == SEATS // 2 for one in room if one.worker)


def state(site):
    """Seats taken, rooms going on, rooms over their seats, numbers given twice."""
    return json.loads(
        site.shell(
            "import json\n"
            "from django.db.models import Count, F, Q\n"
            "from lobby.models import *\n"
            "taken = Count('peers', filter=~Q(peers__state='left'))\n"
            "over = Room.objects.annotate(taken=taken).filter(taken__gt=F('seats')).count()\n"
            "twice = Peer.objects.values('room', 'number').annotate(n=Count('pk'))\n"
            "print(json.dumps([Peer.objects.present().count(), Room.objects.living().count(),\n"
            "                  over, twice.filter(n__gt=1).count()]))"
        )
    )
