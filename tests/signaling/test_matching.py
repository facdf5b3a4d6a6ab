"""Games that know the demo's messages alone get matched: ID comes when the match is made."""

import asyncio
import json

import pytest

from tests.signaling.conftest import Player

GAME = """
from lobby.models import Game, Queue
golf = Game.objects.create(slug="golf", title="Golf", seats=4, properties="Mode: Duel, Teams")
Queue.objects.create(game=golf, slug="duel", name="Duel", agree_on=["mode"])
Queue.objects.create(game=golf, slug="pairs", name="Pairs", least=4, most=4, teams=2)
"""
ERROR, QUEUED, RESULT = 101, 104, 116


@pytest.fixture(scope="module")
def golf(make_site):
    site = make_site()
    site.shell(GAME)
    site.start()
    yield f"{site.signal}/golf"
    site.stop()


@pytest.fixture
def seek(golf, dial):
    """Dial and ask for a match; nothing is answered yet."""

    async def seek(code, star=False):
        player = await dial(golf)
        await player.say(Player.JOIN, int(star), code)
        return player

    return seek


async def test_two_who_ask_for_a_match_meet(seek):
    blue = await seek("?match=duel&mode=Teams")
    yellow = await seek("?match=duel")
    others = [await blue.be_seated(), await yellow.be_seated()]
    assert sorted(others) == [[], [1]] and blue.code == yellow.code
    await blue.say(Player.OFFER, yellow.number, "sdp")
    heard = await yellow.hear()
    if heard[0] == Player.PEER_CONNECT:
        heard = await yellow.hear()
    assert heard == (Player.OFFER, blue.number, "sdp")


async def test_a_star_has_the_host_that_asked_for_one(seek):
    blue, yellow = await seek("?match=duel", star=True), await seek("?match=duel")
    await asyncio.gather(blue.be_seated(), yellow.be_seated())
    assert blue.number == 1 != yellow.number


async def test_a_party_that_shares_a_word_plays_against_the_others(seek):
    friends = [await seek("?match=pairs&party=owl") for _ in range(2)]
    others = [await seek("?match=pairs") for _ in range(2)]
    players = [*friends, *others]
    await asyncio.gather(*(player.be_seated() for player in players))
    assert len({player.code for player in players}) == 1


async def test_who_hangs_up_while_it_waits_holds_nobody_up(seek):
    gone = await seek("?match=duel")
    await gone.leave()
    blue, yellow = await seek("?match=duel"), await seek("?match=duel")
    await asyncio.gather(blue.be_seated(), yellow.be_seated())
    assert blue.code == yellow.code


async def test_what_was_said_to_a_party_by_one_who_left_ends_the_others_wait(seek, closes):
    friends = [await seek("?match=pairs&party=fox") for _ in range(2)]
    await friends[0].leave()
    await closes(friends[1], 4000, "A player left the party.")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("?match=none", "No such queue"),
        ("?match=duel&mode=Chess", "“Mode” is one of Duel, Teams."),
        ("?match=duel&party=us&players=3", "A party has at most 2 players here."),
        ("?match=duel&players=x", "“players” is a whole number, such as 4."),
    ],
)
async def test_what_cannot_be_is_refused_in_words(seek, closes, code, reason):
    await closes(await seek(code), 4000, reason)


async def test_who_asked_for_more_reads_how_it_stands(golf, dial):
    blue = await dial(golf, subprotocols=["playlobby.v1"])
    await blue.socket.send(json.dumps({"resume": None, "extensions": True}))
    assert await blue.hear_text() == '{"received":0}'
    await blue.socket.send('1 {"type":0,"id":0,"data":"?match=duel"}')
    kind, _, told = json.loads((await blue.hear_text()).partition(" ")[2]).values()
    assert kind == QUEUED
    assert (told["queue"], told["state"], told["players"]) == ("duel", "waiting", 1)


async def test_games_that_asked_for_more_say_how_their_match_ended(golf, dial):
    players = [await dial(golf, subprotocols=["playlobby.v1"]) for _ in range(2)]

    async def hear(player, kind):
        while True:
            told = json.loads((await player.hear_text()).partition(" ")[2])
            if told["type"] == kind:
                return told

    for player in players:
        await player.socket.send(json.dumps({"resume": None, "extensions": True}))
        assert await player.hear_text() == '{"received":0}'
        await player.socket.send('1 {"type":0,"id":0,"data":"?match=duel"}')
    numbers = [(await hear(player, Player.ID))["id"] for player in players]
    told = {"places": [[number] for number in numbers]}
    frame = json.dumps({"type": RESULT, "id": 0, "data": told})
    for player in players:
        await hear(player, Player.JOIN)
        await player.socket.send(f"2 {frame}")
        # An answer to what can be refused shows that what came before it was not.
        await player.socket.send(f'3 {{"type":{RESULT},"id":0,"data":[[1]]}}')
        assert (await hear(player, ERROR))["data"]["rule"] == "message.invalid"
    await players[0].socket.send(f"4 {frame}")
    assert (await hear(players[0], ERROR))["data"]["rule"] == "match.rated"
