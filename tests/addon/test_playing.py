"""Games with the addon meet, by every way into a room, and Godot's own calls go between them."""

import asyncio

import pytest

from tests.addon import puppets
from tests.addon.puppets import a_room, all_play

pytestmark = pytest.mark.browser
QUEUE = (
    "from lobby.models import Game, Queue;"
    'Queue.objects.create(game=Game.objects.get(slug="puppet"), slug="duel", name="Duel",'
    " least=2, most=2)"
)


async def test_two_players_meet_by_a_code_and_their_calls_arrive(puppet):
    blue, yellow = await asyncio.gather(puppet("Blue"), puppet("Yellow"))
    friday = {"name": "Friday", "seats": 3, "properties": {"mode": "Teams"}}
    code = await a_room(blue, **friday)
    await blue.heard("joined")
    room = (await blue.told())["room"]
    assert room["properties"] == {"mode": "Teams"}
    assert (room["code"], room["name"], room["seats"]) == (code, "Friday", 3)
    assert not room["public"]
    assert await yellow.do("join", code.lower()) == puppets.OK
    await all_play(blue, yellow)
    number = await yellow.number()
    await blue.heard("peer_joined", number)
    assert (await blue.told())["room"]["names"] == {"1": "Blue", str(number): "Yellow"}
    assert (await yellow.told())["peers"] == [1]
    assert await yellow.do("leave") is None
    await blue.heard("peer_left", number)
    assert (await yellow.told())["number"] == 0


@pytest.mark.long
async def test_the_page_says_which_room_and_who_plays(site, on_the_page):
    blue = await on_the_page(f"{site.url}/games/puppet/open", "Open room")
    assert await blue.do("join") == puppets.OK
    code = await blue.code()
    yellow = await on_the_page(f"{site.url}/join/{code}", "Take a seat")
    assert await yellow.do("join") == puppets.OK
    await all_play(blue, yellow)
    names = (await blue.told())["room"]["names"]
    assert len(names) == 2
    assert "Player" not in names.values(), "each page knows its player's name"


@pytest.mark.long
async def test_who_knows_the_link_and_the_password_comes_in(site, puppet):
    blue, yellow = await asyncio.gather(puppet("Blue"), puppet("Yellow"))
    code = await a_room(blue, password="sesame")
    link = f"{site.url}/join/{code}/?from=a/chat"
    assert await yellow.do("join", link) == puppets.UNAUTHORIZED
    assert await yellow.do("join", link, "simsalabim") == puppets.UNAUTHORIZED
    assert "password" in (await yellow.refused("password.wrong")).lower()
    assert await yellow.do("join", link, "sesame") == puppets.OK
    await all_play(blue, yellow)
    assert (await yellow.told())["room"]["locked"]


@pytest.mark.long
async def test_a_quick_match_asks_for_what_a_room_declares(puppet):
    players = await asyncio.gather(puppet("Blue"), puppet("Yellow"), puppet("Green"))
    for player, mode in zip(players, ("Duel", "Duel", "Teams"), strict=True):
        assert await player.do("quick_join", {"mode": mode}) == puppets.OK
    blue, yellow, green = players
    assert await blue.code() == await yellow.code() != await green.code()
    await all_play(blue, yellow)
    for player in players:
        await player.do("leave")


@pytest.mark.long
async def test_three_meet_in_a_star_and_a_late_one_too(puppet):
    players = await asyncio.gather(puppet("Blue"), puppet("Yellow"), puppet("Green"))
    blue, yellow, green = players
    code = await a_room(blue, yellow, mesh=False)
    await all_play(blue, yellow)
    assert await green.do("join", code) == puppets.OK
    await all_play(*players)
    assert (await blue.told())["id"] == 1
    assert (await green.told())["room"]["topology"] == "star"


@pytest.mark.long
async def test_a_queue_brings_two_together_and_tells_how_it_stands(site, puppet):
    site.shell(QUEUE)
    blue, yellow = await asyncio.gather(puppet("Blue"), puppet("Yellow"))
    waiting = await blue.begin("find_match", "duel")
    await blue.until("() => told.signals.some(it => it[1]?.queue === 'duel')")
    assert await yellow.do("find_match", "duel") == puppets.OK, await yellow.told()
    assert await blue.result(waiting) == puppets.OK
    await all_play(blue, yellow)
    assert await blue.do("report_result", [[1], [await yellow.number()]]) == puppets.OK


@pytest.mark.long
async def test_who_waits_may_think_better_of_it(site, puppet):
    site.shell(QUEUE.replace('"duel"', '"trio"').replace("=2", "=3"))
    blue = await puppet("Blue")
    waiting = await blue.begin("find_match", "trio")
    await blue.until("() => told.signals.some(it => it[1]?.queue === 'trio')")
    await blue.do("leave")
    assert await blue.result(waiting) == puppets.SKIPPED
    assert await blue.do("create") == puppets.OK


@pytest.mark.long
async def test_public_rooms_come_and_go_in_the_list(puppet):
    looking, blue = await asyncio.gather(puppet("Looking"), puppet("Blue"))
    await looking.do("list_rooms")
    await a_room(blue, name="Friday", public=True)
    await looking.until("() => told.rooms.some(room => room.name === 'Friday')")
    assert await blue.do("change", {"name": "Saturday", "properties": {"mode": "Teams"}}) == 0
    await looking.until("() => told.rooms.some(room => room.properties.mode === 'Teams')")
    assert (await looking.told())["rooms"][0]["name"] == "Saturday"
    await blue.do("leave")
    await looking.until("() => !told.rooms.length")
    await looking.do("stop_list")
