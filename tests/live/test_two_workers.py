"""A list on one worker shows what happens on the other; Redis may go and come back."""

import pytest

from tests.live.test_lists import GAME, dial, frame, fresh  # noqa: F401
from tests.running import two_workers

pytestmark = pytest.mark.long


@pytest.fixture
def workers(make_site, redis):
    first = make_site(PLAYLOBBY_REDIS_URL=redis.url)
    first.shell(GAME)
    yield from two_workers(first)


@pytest.fixture
def site(workers):
    return workers[0]


async def test_a_room_opened_there_is_seen_here(workers, watch, dial):  # noqa: F811
    headers = {"Origin": workers[0].url}
    options = {"subprotocols": None, "additional_headers": headers}
    watcher = await watch(workers[1], "/live/rooms?game=golf", **options)
    await frame(watcher, "data-list")
    blue, yellow = await dial(), await dial()
    assert await yellow.join("?create&public") in await frame(watcher, "data-list")
    code = await blue.join("?create&public")
    assert fresh(await frame(watcher, "data-rows")) == [code]
    await blue.socket.close()
    assert code in await frame(watcher, "row-gone")


async def test_what_happened_while_redis_was_away_is_seen_afterwards(
    workers,
    watch,
    dial,  # noqa: F811
    redis,
):
    headers = {"Origin": workers[0].url}
    options = {"subprotocols": None, "additional_headers": headers}
    watcher = await watch(workers[1], "/live/rooms?game=golf", **options)
    blue, yellow = await dial(), await dial()
    gone = await blue.join("?create&public")
    await frame(watcher, gone)
    redis.kill()
    try:
        await blue.socket.close()
        new = await yellow.join("?create&public")
    finally:
        redis.start()
    while new not in (heard := await frame(watcher, "data-list")):
        pass
    assert gone not in heard
