"""The worker that makes the matches sleeps, wakes and dies: each player is matched once."""

import asyncio
import json
import signal
from collections import Counter

import pytest

from tests.running import two_workers
from tests.signaling.conftest import Player

pytestmark = pytest.mark.long

PLAYERS = 60
ROUNDS = 6
ALL_MATCHED_WITHIN = 40  # seconds, whatever happens to a worker
GAME = """
from lobby.models import Game, Queue
Game.objects.all().delete()
golf = Game.objects.create(slug="golf", title="Golf", seats=4)
Queue.objects.create(game=golf, slug="duel", name="Duel", window=9000)
"""
HOLDER = "from lobby.models import Matcher; print(Matcher.objects.get().worker)"
STATE = """
import json
from lobby.models import Entrant, Match, Ticket
print(json.dumps([
    Ticket.objects.open().count(),
    Match.objects.count(),
    Entrant.objects.values("ticket").distinct().count() == Entrant.objects.count(),
]))
"""


@pytest.fixture
def workers(make_site, redis, postgresql):
    """Two workers on PostgreSQL."""
    first = make_site(PLAYLOBBY_REDIS_URL=redis.url, PLAYLOBBY_DATABASE_URL=postgresql.url)
    first.manage("migrate", "-v0")
    first.shell(GAME)
    yield from two_workers(first)


async def seek(worker, dial):
    player = await dial(f"{worker.signal}/golf")
    await player.say(Player.JOIN, 0, "?match=duel")
    return player


async def are_paired(players):
    async with asyncio.timeout(ALL_MATCHED_WITHIN):
        await asyncio.gather(*(player.be_seated() for player in players))
    assert set(Counter(player.code for player in players).values()) == {2}


def holder(workers):
    """The worker that makes the matches, and the other one."""
    name = workers[0].shell(HOLDER).strip().splitlines()[-1]
    pid = int(name.partition("-")[0])
    return sorted(workers, key=lambda worker: worker.process.pid != pid)


async def test_the_leaseholder_pauses_wakes_and_dies(workers, dial):
    made = 0
    for turn in range(ROUNDS):
        pair = [await seek(workers[turn % 2], dial) for _ in range(2)]
        await are_paired(pair)  # So somebody has the lease.
        sleeper, other = await asyncio.to_thread(holder, workers)
        sleeper.process.send_signal(signal.SIGSTOP)
        players = await asyncio.gather(*(seek(other, dial) for _ in range(PLAYERS)))
        await are_paired(players)
        sleeper.process.send_signal(signal.SIGCONT)
        more = await asyncio.gather(*(seek(other, dial) for _ in range(PLAYERS)))
        await are_paired(more)
        made += 1 + PLAYERS
        for player in (*pair, *players, *more):
            await player.leave()
    dying, other = await asyncio.to_thread(holder, workers)
    waiting = [await seek(other, dial) for _ in range(PLAYERS - 1)]
    dying.kill()
    waiting.append(await seek(other, dial))
    await are_paired(waiting)
    state = json.loads((await asyncio.to_thread(other.shell, STATE)).strip().splitlines()[-1])
    assert state == [0, made + PLAYERS // 2, True]
    assert "Traceback" not in other.log
