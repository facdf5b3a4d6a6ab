"""What a room's players and its host do in it, by the addon."""

import asyncio

import pytest

from tests.addon import puppets
from tests.addon.puppets import a_room, all_play

pytestmark = [pytest.mark.browser, pytest.mark.long]


async def test_a_room_lives_by_what_its_players_do(puppet):
    players = await asyncio.gather(puppet("Blue"), puppet("Yellow"), puppet("Green"))
    blue, yellow, green = players
    await a_room(*players)
    number = await yellow.number()
    assert await yellow.do("set_ready", True) == puppets.OK
    await blue.until("number => told.room.ready.includes(number)", number)
    assert await yellow.do("say", "Hello you two") == puppets.OK
    said = (
        "() => told.signals.some(it => it[0] === 'line_received' && it[1].text === 'Hello you two')"
    )
    await green.until(said)
    assert await blue.do("change", {"name": "Ours", "seats": 4}) == puppets.OK
    await green.until("() => told.room.name === 'Ours'")
    assert await blue.do("kick", number) == puppets.OK
    await yellow.heard("left", "Removed from the room")
    await green.heard("peer_left", number)
    assert await blue.do("start") == puppets.OK
    await green.until("() => told.room.started")
    await all_play(blue, green)


async def test_a_sealed_room_goes_on_without_the_site(site, puppet):
    players = blue, yellow = await asyncio.gather(puppet("Blue"), puppet("Yellow"))
    await a_room(*players)
    await all_play(*players)
    assert await blue.do("seal") == puppets.OK
    await yellow.heard("sealed")
    late = await puppet("Late")
    assert await late.do("join", await blue.code()) == puppets.LOCKED
    await yellow.until("() => told.room.state === 'sealed'")
    await all_play(*players)


async def test_what_rules_refuse_costs_nobody_a_seat(puppet):
    blue, yellow = await asyncio.gather(puppet("Blue"), puppet("Yellow"))
    await a_room(blue, yellow)
    for player, method, with_, rule in (
        (blue, "kick", 77, "peer.unknown"),
        (blue, "hand_over", 77, "peer.unknown"),
        (blue, "change", {"properties": {"mode": "Chess"}}, "property.invalid"),
        (blue, "change", {"colour": "red"}, "message.invalid"),
        (blue, "report_result", [[1]], "match.none"),
        (yellow, "kick", 1, "host.only"),
        (yellow, "change", {"name": "Mine"}, "host.only"),
    ):
        assert await player.do(method, with_) == puppets.OK, "it has been asked"
        assert await player.refused(rule)
    await all_play(blue, yellow)
