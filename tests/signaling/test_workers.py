"""Several workers: players of one room are connected to different ones, and notice nothing."""

import asyncio
import urllib.request
from dataclasses import replace

import psycopg
import pytest

from tests import stores
from tests.running import free_port, two_workers

GAME = 'from lobby.models import Game; Game.objects.create(slug="mesh", title="Mesh", seats=8)'


@pytest.fixture(
    scope="module", params=[pytest.param("sqlite", marks=pytest.mark.long), "postgresql"]
)
def workers(request, make_site, redis):
    """Two workers on one database."""
    settings = {"PLAYLOBBY_REDIS_URL": redis.url}
    if request.param == "postgresql":
        settings["PLAYLOBBY_DATABASE_URL"] = request.getfixturevalue("postgresql").url
    first = make_site(**settings)
    first.manage("migrate", "-v0")
    first.shell("from lobby.models import Game; Game.objects.all().delete()\n" + GAME)
    yield from two_workers(first)


@pytest.fixture
async def room(workers, dial):
    return await a_room(dial, *workers)


async def a_room(dial, here, there):
    """Blue, the host, and green on one worker; yellow on the other."""
    blue, yellow, green = [await dial(f"{site.signal}/mesh") for site in (here, there, here)]
    await blue.join()
    assert await yellow.join(blue.code) == [1]
    assert sorted(await green.join(blue.code)) == sorted([1, yellow.number])
    assert [await blue.hear() for _ in range(2)] == [
        (blue.PEER_CONNECT, yellow.number, ""),
        (blue.PEER_CONNECT, green.number, ""),
    ]
    assert await yellow.hear() == (yellow.PEER_CONNECT, green.number, "")
    return blue, yellow, green


async def test_signals_cross_whole_and_in_order(room):
    blue, yellow, green = room
    sdp = "v=0\r\n" + "\U0001f3ae" * 5_000
    await blue.say(blue.OFFER, yellow.number, sdp)
    for number in range(100):
        await blue.say(blue.CANDIDATE, yellow.number, f"\n0\n0\n{number}")
    await green.say(green.ANSWER, yellow.number, "from green")
    heard = [await yellow.hear() for _ in range(102)]
    from_blue = [(kind, data) for kind, sender, data in heard if sender == 1]
    assert from_blue[0] == (blue.OFFER, sdp)
    assert from_blue[1:] == [(blue.CANDIDATE, f"\n0\n0\n{number}") for number in range(100)]
    assert (green.ANSWER, green.number, "from green") in heard


async def test_who_leaves_is_missed_on_both_workers_once(room):
    blue, yellow, green = room
    await green.leave()
    gone = (blue.PEER_DISCONNECT, green.number, "")
    assert (await blue.hear(), await yellow.hear()) == (gone, gone)
    await yellow.say(yellow.OFFER, green.number, "too late")
    await yellow.say(yellow.OFFER, 1, "in time")
    assert await blue.hear() == (blue.OFFER, yellow.number, "in time")


@pytest.mark.long
async def test_a_room_that_is_silent_for_a_while_stays(room):
    """A client of Redis gives up after 5 s by default."""
    blue, yellow, _ = room
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(blue.socket.recv(), 7)
    await yellow.say(yellow.OFFER, 1, "still there")
    assert await blue.hear() == (blue.OFFER, yellow.number, "still there")


async def test_a_stranger_is_no_destination_on_any_worker(room, dial, workers):
    blue, yellow, green = room
    stranger = await dial(f"{workers[0].signal}/mesh")
    await stranger.join()
    await yellow.say(yellow.OFFER, 999_999, "whose")
    assert await yellow.closed() == (4000, "Invalid destination")
    assert await blue.hear() == (blue.PEER_DISCONNECT, yellow.number, "")


async def test_the_seal_and_the_hosts_leaving_reach_both_workers(room):
    blue, yellow, green = room
    await blue.say(blue.SEAL)
    for player in room:
        assert await player.hear() == (player.SEAL, 0, "")


async def test_a_host_who_leaves_takes_the_room_along_on_both_workers(room):
    blue, yellow, green = room
    await blue.leave()
    for player in (yellow, green):
        assert await player.closed() == (4000, "Room host has disconnected")


async def test_a_room_is_never_over_its_seats_whoever_asks_where(workers, dial):
    blue = await dial(f"{workers[0].signal}/mesh")
    await blue.join()
    others = [await dial(f"{workers[n % 2].signal}/mesh") for n in range(12)]
    for player in others:
        await player.say(player.JOIN, 0, blue.code)
    answers = [await player.hear_text_or_close() for player in others]
    assert answers.count((4000, "Room is full")) == 5


def test_without_redis_a_second_worker_is_refused_on_postgresql(make_site, postgresql):
    site = make_site(PLAYLOBBY_DATABASE_URL=postgresql.url)
    site.manage("migrate", "-v0")
    site.start()
    with pytest.raises(AssertionError, match="Another worker already serves this database"):
        site.manage("serve", "--port", str(free_port()))
    site.stop()


def test_a_worker_without_redis_is_refused_beside_those_with(workers):
    alone = replace(workers[0], port=free_port(), environment=dict(workers[0].environment))
    del alone.environment["PLAYLOBBY_REDIS_URL"]
    with pytest.raises(AssertionError, match="Another worker already serves"):
        alone.manage("serve", "--port", str(alone.port))


@pytest.mark.long
async def test_a_lone_worker_is_alone_again_once_postgresql_is_back(make_site, own_postgresql):
    site = make_site(PLAYLOBBY_DATABASE_URL=own_postgresql.url)
    site.manage("migrate", "-v0")
    site.start()
    await asyncio.to_thread(ready, site)
    own_postgresql.kill()
    own_postgresql.start()
    with psycopg.connect(own_postgresql.url, autocommit=True) as database:
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        async with asyncio.timeout(30):
            while database.execute(locks).fetchone() != (1,):
                await asyncio.sleep(0.2)
    with pytest.raises(AssertionError, match="Another worker already serves this database"):
        site.manage("serve", "--port", str(free_port()))
    site.stop()


def test_a_redis_that_does_not_answer_is_named(make_site):
    site = make_site(PLAYLOBBY_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(AssertionError, match="Redis does not answer"):
        site.manage("serve", "--port", str(free_port()))


@pytest.mark.long
async def test_wrong_codes_count_on_all_workers_together(make_own_site, redis, dial):
    site = make_own_site(PLAYLOBBY_REDIS_URL=redis.url, PLAYLOBBY_LIMITS="on")
    workers = [site, site.another_worker()]
    workers[1].serve()
    await both_know_each_other(*workers)
    reasons = []
    while "Too many wrong codes" not in reasons and len(reasons) < 20:
        guest = await dial(f"{workers[len(reasons) % 2].signal}/mesh")
        await guest.say(guest.JOIN, 0, "AAAAAA")
        reasons.append((await guest.closed())[1])
    assert len(reasons) <= 13, "ten, and what was on its way"
    workers[1].stop()


async def both_know_each_other(*workers):
    """Each reads every five seconds who is alive, and says so in its answer to `/readyz`."""
    for worker in workers:
        while "2 workers" not in await asyncio.to_thread(ready, worker):
            await asyncio.sleep(0.2)


def ready(worker):
    with urllib.request.urlopen(f"{worker.url}/readyz") as answer:
        return answer.read().decode()


@pytest.fixture
def own_redis(tmp_path):
    store = stores.redis(tmp_path)
    store.start()
    yield store
    store.stop()


@pytest.fixture
def own_postgresql(tmp_path_factory):
    store = stores.postgresql(tmp_path_factory.mktemp("postgresql"))
    store.start()
    yield store
    store.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def shaky_workers(request, make_site, make_own_site, own_redis):
    """Two workers whose Redis a test may kill."""
    settings = {"PLAYLOBBY_REDIS_URL": own_redis.url}
    if request.param == "postgresql":
        settings["PLAYLOBBY_DATABASE_URL"] = request.getfixturevalue("own_postgresql").url
        first = make_site(**settings)
        first.manage("migrate", "-v0")
        first.shell(GAME)
        first.start()
    else:
        first = make_own_site(**settings)
    second = first.another_worker()
    second.serve()
    yield first, second
    for worker in (first, second):
        worker.stop()


async def test_while_redis_is_away_signals_wait_and_then_go_on(shaky_workers, own_redis, dial):
    blue, yellow, green = await a_room(dial, *shaky_workers)
    own_redis.kill()
    await blue.say(blue.OFFER, green.number, "same worker")
    assert await green.hear() == (green.OFFER, 1, "same worker")
    for number in range(20):
        await blue.say(blue.CANDIDATE, yellow.number, str(number))
    await yellow.say(yellow.ANSWER, 1, "across")
    own_redis.start()
    assert [await yellow.hear() for _ in range(20)] == [
        (yellow.CANDIDATE, 1, str(number)) for number in range(20)
    ]
    assert await blue.hear() == (blue.ANSWER, yellow.number, "across")
    newcomer = await dial(f"{shaky_workers[1].signal}/mesh")
    await newcomer.join(blue.code)
    assert await blue.hear() == (blue.PEER_CONNECT, newcomer.number, "")


@pytest.mark.long
async def test_when_redis_stays_away_only_the_sender_is_closed(shaky_workers, own_redis, dial):
    blue, yellow, green = await a_room(dial, *shaky_workers)
    own_redis.kill()
    await green.say(green.OFFER, yellow.number, "in vain")
    assert await green.closed() == (4000, "Signaling is interrupted")
    assert await blue.hear() == (blue.PEER_DISCONNECT, green.number, "")
    own_redis.start()
    assert await yellow.hear() == (yellow.PEER_DISCONNECT, green.number, ""), "it healed"
    await yellow.say(yellow.OFFER, 1, "again")
    assert await blue.hear() == (blue.OFFER, yellow.number, "again")
