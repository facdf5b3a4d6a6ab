"""A connection is lost, and nobody in the room notices."""

import asyncio

import pytest

from tests.signaling.resuming import Resumable

OFFER, ANSWER, CANDIDATE, SEAL = 4, 5, 6, 7


@pytest.fixture
async def call():
    callers = []

    async def call(address, *protocols, **more):
        callers.append(Resumable(address, *protocols, **more))
        await callers[-1].call()
        return callers[-1]

    yield call
    for caller in callers:
        await caller.socket.close()


@pytest.fixture
async def pair(server, call):
    """Two in a room, who know each other: the host and a guest."""
    host = await call(f"{server.signal}/mesh")
    _, _, code = await host.join()
    guest = await call(f"{server.signal}/mesh")
    number, _, _ = await guest.join(code)
    assert await host.hear() == (2, number, "")
    return host, guest, number, code


async def test_what_was_said_meanwhile_arrives_once_and_in_order(pair):
    host, guest, number, _ = pair
    await guest.say(OFFER, 1, "before")
    assert await host.hear() == (OFFER, number, "before")
    await guest.cut()
    await host.say(ANSWER, number, "meanwhile")
    await host.say(CANDIDATE, number, "meanwhile too")
    assert await guest.call()
    assert await guest.hear() == (ANSWER, 1, "meanwhile")
    assert await guest.hear() == (CANDIDATE, 1, "meanwhile too")
    await guest.say(CANDIDATE, 1, "after")
    assert await host.hear() == (CANDIDATE, number, "after"), "and nobody was told of it"


async def test_what_the_server_never_got_is_said_again_and_what_it_got_is_not(pair):
    host, guest, number, _ = pair
    await guest.say(OFFER, 1, "one")
    assert await host.hear() == (OFFER, number, "one")
    await guest.cut()
    guest.sent += 1
    guest.kept.append((guest.sent, '{"type":6,"id":1,"data":"two"}'))
    assert await guest.call()
    assert await host.hear() == (CANDIDATE, number, "two")


async def test_a_connection_that_hangs_is_replaced(pair):
    host, guest, number, _ = pair
    zombie = guest.socket
    assert await guest.call()
    await host.say(OFFER, number, "to the new one")
    assert await guest.hear() == (OFFER, 1, "to the new one")
    async with asyncio.timeout(15):
        await zombie.wait_closed()


async def test_a_heartbeat_is_answered(pair):
    _, guest, _, _ = pair
    await guest.count()
    assert await guest.text() == '{"received":1}'


async def test_the_last_word_is_said_again(pair, closes):
    host, guest, _, _ = pair
    await host.say(SEAL)
    await guest.cut()
    assert await host.hear() == (SEAL, 0, "")
    await closes(host, 1000, "Seal complete")
    await guest.call()
    assert (await guest.hear())[0] == SEAL
    await closes(guest, 1000, "Seal complete")


async def test_who_closes_on_purpose_is_gone_at_once(pair, closes):
    host, guest, number, _ = pair
    await guest.socket.close(1001)
    assert await host.hear() == (3, number, "")
    assert not await guest.call()
    await closes(guest, 4000, "Signaling is interrupted")


async def test_a_token_of_another_game_is_nothing(pair, server):
    _, guest, _, _ = pair
    await guest.cut()
    assert not await guest.call(f"{server.signal}/star")
    assert not guest.seat


@pytest.mark.parametrize(
    "hello",
    ['{"resume":"short"}', '{"resume":7}', '{"resume":"' + "x" * 65 + '"}', '{"received":-', "[]"],
)
async def test_a_hello_that_is_none_is_refused(server, dial, closes, hello):
    player = await dial(f"{server.signal}/mesh", subprotocols=["playlobby.v1"])
    await player.socket.send(hello)
    await closes(player, 4000, "Invalid message format")


async def test_a_frame_that_was_never_sent_cannot_be_skipped(pair, closes):
    _, guest, _, _ = pair
    await guest.socket.send('9 {"type":6,"id":1,"data":""}')
    assert (await guest.closed())[0] == 4000


@pytest.fixture
def soon(make_own_site):
    """A site that waits for nobody for long."""
    return make_own_site(PLAYLOBBY_RESUME_WITHIN="1")


async def test_another_worker_goes_on_with_it(make_own_site, redis, call):
    site = make_own_site(PLAYLOBBY_REDIS_URL=redis.url)
    other = site.another_worker()
    other.serve()
    host, guest = await call(f"{site.signal}/mesh"), await call(f"{site.signal}/mesh")
    _, _, code = await host.join()
    number, _, _ = await guest.join(code)
    await host.hear()
    await guest.cut()
    assert not await guest.call(f"{other.signal}/mesh") and guest.seat
    assert await guest.be_seated() == (number, [1], code)
    assert await host.asked_again() == [number] and await guest.asked_again() == [1]
    await host.say(OFFER, number, "over there")
    assert await guest.hear() == (OFFER, 1, "over there")
    await guest.say(ANSWER, 1, "over here")
    assert await host.hear() == (ANSWER, number, "over here"), "and nobody left or came"
    other.stop()


@pytest.mark.long
async def test_who_comes_back_elsewhere_to_a_sealed_room_is_let_go_as_all_are(
    make_own_site, redis, call
):
    site = make_own_site(PLAYLOBBY_REDIS_URL=redis.url)
    other = site.another_worker()
    other.serve()
    host = await call(f"{site.signal}/mesh")
    await host.join()
    await host.say(SEAL)
    await host.hear_until(lambda said: said[0] == SEAL)
    await host.cut()
    assert not await host.call(f"{other.signal}/mesh") and host.seat
    await host.be_seated()
    assert await host.closed() == (1000, "Seal complete")
    other.stop()


async def test_who_speaks_extensions_does_so_on_another_worker_too(make_own_site, redis, call):
    site = make_own_site(PLAYLOBBY_REDIS_URL=redis.url)
    other = site.another_worker()
    other.serve()
    host = await call(f"{site.signal}/mesh", extensions=True)
    await host.join()
    await host.cut()
    assert not await host.call(f"{other.signal}/mesh") and host.seat
    await host.be_seated()
    await host.say_text('{"type":114,"id":0,"data":true}')
    room = (await host.hear_until(lambda said: said[0] == 100 and said[2]["peers"][0]["ready"]))[-1]
    assert room[2]["host"] == 1
    other.stop()


@pytest.mark.long
async def test_a_killed_worker_costs_nobody_a_seat(make_own_site, redis, call):
    site = make_own_site(PLAYLOBBY_REDIS_URL=redis.url)
    other = site.another_worker()
    other.serve()
    host, guest, third = [await call(f"{site.signal}/mesh") for site in (site, other, other)]
    _, _, code = await host.join()
    numbers = [(await one.join(code))[0] for one in (guest, third)]
    await host.hear_until(lambda said: said == (2, numbers[1], ""))
    await guest.hear_until(lambda said: said == (2, numbers[1], ""))
    other.kill()
    for one, number in zip((guest, third), numbers, strict=True):
        await one.socket.wait_closed()
        assert not await one.call(f"{site.signal}/mesh") and one.seat
        own, _, _ = await one.be_seated()
        assert own == number
    await third.say(OFFER, 1, "still me")
    assert await host.hear() == (OFFER, numbers[1], "still me")


async def test_who_does_not_come_back_has_left(soon, call):
    host = await call(f"{soon.signal}/mesh")
    _, _, code = await host.join()
    guest = await call(f"{soon.signal}/mesh")
    number, _, _ = await guest.join(code)
    await host.hear()
    await guest.cut()
    assert await host.hear() == (3, number, "")


async def test_a_restart_of_the_server_ends_no_room(own_site, call):
    host = await call(f"{own_site.signal}/mesh")
    _, _, code = await host.join()
    guest = await call(f"{own_site.signal}/mesh")
    number, _, _ = await guest.join(code)
    await host.hear()
    own_site.stop()
    assert (await guest.closed())[0] == (await host.closed())[0] == 1012
    own_site.start()
    assert not await guest.call() and guest.seat
    assert await guest.be_seated() == (number, [1], code)
    assert not await host.call() and host.seat
    assert await host.be_seated() == (1, [number], code)
    assert await guest.asked_again() == [1]
    await guest.say(OFFER, 1, "again")
    assert (await host.hear_until(lambda said: said[0] == OFFER))[-1] == (OFFER, number, "again")
