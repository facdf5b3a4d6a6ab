"""The host changes, and Godot's server with it."""

import asyncio

import pytest

from tests.addon import puppets
from tests.addon.puppets import a_room, all_play

pytestmark = [pytest.mark.browser, pytest.mark.long]
KEEP = (
    "from lobby.models import Game;"
    'Game.objects.filter(slug="puppet").update(when_host_leaves="keep")'
)


async def test_a_star_moves_to_its_new_host_and_takes_its_state_along(puppet):
    players = await asyncio.gather(puppet("Blue"), puppet("Yellow"), puppet("Green"))
    blue, yellow, green = players
    await a_room(*players, mesh=False)
    await all_play(*players)
    number = await yellow.number()
    assert await blue.do("hand_over", number) == puppets.OK
    for player in players:
        await player.heard("host_changed", number)
    told = await yellow.told()
    assert told["id"] == 1, "Godot's server is where the host is"
    assert told["is_host"]
    assert told["carried"] > 0, "what it knew of the game as the old host went"
    assert (await blue.told())["id"] == number, "the old host has the new one's former id"
    await all_play(*players)
    assert await yellow.do("hand_over", 1) == puppets.OK
    await blue.heard("host_changed", 1)
    await all_play(*players)
    assert (await blue.told())["id"] == 1
    late = await puppet("Late")
    assert await late.do("join", await blue.code()) == puppets.OK
    await all_play(*players, late)


@pytest.mark.parametrize("mesh", [True, False], ids=["mesh", "star"])
async def test_a_room_goes_on_when_its_hosts_tab_is_closed(site, puppet, mesh):
    site.shell(KEEP)
    players = await asyncio.gather(puppet("Blue"), puppet("Yellow"), puppet("Green"))
    blue, yellow, green = players
    await a_room(*players, mesh=mesh)
    await all_play(*players)
    await blue.frame.page.close()
    number = await yellow.number()
    await green.heard("host_changed", number)
    await yellow.until("() => told.is_host")
    await all_play(yellow, green)
    late = await puppet("Late")
    assert await late.do("join", await yellow.code()) == puppets.OK
    await all_play(yellow, green, late)
    assert (await late.told())["room"]["host"] == number
