"""Games that ask for more than the demo's messages: the roster, properties, kick, hand over."""

import asyncio
import json
from contextlib import AsyncExitStack

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.signaling.conftest import PATIENCE, Player

GAME = """
from lobby.models import Game
for slug, topology in [("golf", "mesh"), ("race", "star")]:
    Game.objects.create(slug=slug, title=slug, seats=4, topology=topology,
                        properties="Mode: Duel, Teams", when_host_leaves="keep")
"""
ROOM, ERROR, HOST, SAID = 100, 101, 102, 103
CHANGE, KICK, START, HAND_OVER, READY, SAY = range(110, 116)


@pytest.fixture(scope="module")
def signal(make_site):
    site = make_site()
    site.shell(GAME)
    site.start()
    yield site.signal
    site.stop()


class Extended(Player):
    """A player whose game speaks `playlobby.v1` with extensions."""

    sent = received = 0

    async def say(self, kind, peer=0, data=""):
        self.sent += 1
        frame = json.dumps({"type": kind, "id": peer, "data": data})
        await self.socket.send(f"{self.sent} {frame}")

    async def hear_text(self):
        number, _, payload = (await super().hear_text()).partition(" ")
        self.received += 1
        assert int(number) == self.received
        return payload

    async def hear_until(self, kind, fits=lambda data: True):
        """The next message of that kind that fits; its peer and its data."""
        async with asyncio.timeout(PATIENCE):
            while True:
                heard, peer, data = await self.hear()
                if heard == kind and fits(data):
                    return peer, data

    async def room(self, fits=lambda room: True):
        return (await self.hear_until(ROOM, fits))[1]


@pytest.fixture
def extended(dial):
    async def extended(address, *, extensions=True):
        player = await dial(address, subprotocols=["playlobby.v1"])
        player.__class__ = Extended
        await player.socket.send(json.dumps({"resume": None, "extensions": extensions}))
        assert await player.socket.recv() == '{"received":0}'
        return player

    return extended


async def test_the_roster_follows_who_comes_and_goes(signal, extended, dial):
    blue, yellow = await extended(f"{signal}/golf"), await dial(f"{signal}/golf")
    await blue.join("?create&name=Friday&mode=Teams")
    room = await blue.room()
    assert (room["name"], room["properties"], room["host"]) == ("Friday", {"mode": "Teams"}, 1)
    await yellow.join(blue.code)
    room = await blue.room(lambda room: room["taken"] == 2)
    assert [peer["number"] for peer in room["peers"]] == [1, yellow.number]
    await yellow.leave()
    await blue.room(lambda room: room["taken"] == 1)


async def test_an_unmodified_game_beside_them_is_told_the_eight_alone(signal, extended, dial):
    blue, yellow = await extended(f"{signal}/golf"), await dial(f"{signal}/golf")
    await blue.join()
    await yellow.join(blue.code)
    await blue.say(READY, 0, True)
    await blue.say(SAY, 0, "hello")
    await blue.hear_until(SAID)
    await blue.say(Player.OFFER, yellow.number, "sdp")
    heard = await yellow.hear()
    assert heard == (Player.OFFER, 1, "sdp"), "nothing in between"


async def test_who_did_not_ask_for_extensions_has_none(signal, extended):
    player = await extended(f"{signal}/golf", extensions=False)
    await player.join()
    await player.say(READY, 0, True)
    assert await player.closed() == (4000, "Invalid command")


async def test_the_host_changes_starts_and_puts_out(signal, extended, dial):
    blue, yellow = await extended(f"{signal}/golf"), await dial(f"{signal}/golf")
    await blue.join()
    await yellow.join(blue.code)
    await blue.say(CHANGE, 0, {"name": "Ours", "public": True, "properties": {"mode": "Teams"}})
    room = await blue.room(lambda room: room["name"] == "Ours")
    assert (room["public"], room["properties"]) == (True, {"mode": "Teams"})
    await blue.say(START)
    assert await blue.room(lambda room: room["started"])
    await blue.say(KICK, yellow.number)
    assert await yellow.closed() == (4000, "Removed from the room")
    assert (await blue.hear_until(Player.PEER_DISCONNECT))[0] == yellow.number


async def test_ready_and_chat_reach_the_others(signal, extended):
    blue, yellow = [await extended(f"{signal}/golf") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await yellow.say(READY, 0, True)
    room = await blue.room(lambda room: room["taken"] == 2 and room["peers"][1]["ready"])
    assert not room["peers"][0]["ready"]
    await yellow.say(SAY, 0, "wind’s from the left")
    peer, line = await blue.hear_until(SAID)
    assert (peer, line["number"]) == (yellow.number, yellow.number)
    assert line["text"] == "wind’s from the left"
    assert line["name"] == room["peers"][1]["name"] == "Player"


@pytest.mark.parametrize(
    ("kind", "peer", "data", "rule"),
    [
        (KICK, 1, "", "host.only"),
        (CHANGE, 0, {"name": "Mine"}, "host.only"),
        (CHANGE, 0, {"nome": "Mine"}, "message.invalid"),
        (CHANGE, 0, {"seats": "many"}, "message.invalid"),
        (CHANGE, 0, "x", "message.invalid"),
        (READY, 0, "yes", "message.invalid"),
        (SAY, 0, "", "chat.empty"),
        (SAY, 0, "x" * 501, "chat.too_long"),
        (199, 0, "", "message.unknown"),
    ],
)
async def test_a_refusal_is_a_message_and_not_the_end(signal, extended, kind, peer, data, rule):
    blue, yellow = [await extended(f"{signal}/golf") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await yellow.say(kind, peer, data)
    _, error = await yellow.hear_until(ERROR)
    assert (error["to"], error["rule"], bool(error["words"])) == (kind, rule, True)
    assert "`" not in error["words"], "not a parser's words"
    await yellow.say(Player.OFFER, 1, "sdp")
    assert (await blue.hear_until(Player.OFFER))[0] == yellow.number


@pytest.mark.parametrize("leaves", [False, True])
async def test_a_star_goes_on_with_another_host(signal, extended, leaves):
    blue, yellow, green = [await extended(f"{signal}/race") for _ in range(3)]
    await blue.join()
    assert await yellow.join(blue.code) == [1]
    assert await green.join(blue.code) == [1]
    if leaves:
        await blue.leave()
    else:
        await blue.say(HAND_OVER, yellow.number)
        assert (await blue.hear_until(HOST))[0] == yellow.number
    for player in (yellow, green):
        assert (await player.hear_until(HOST))[0] == yellow.number
    assert (await green.hear_until(Player.PEER_CONNECT))[0] == yellow.number
    assert (await yellow.hear_until(Player.PEER_CONNECT))[0] == green.number
    late = await extended(f"{signal}/race")
    await late.say(Player.JOIN, 0, blue.code)
    told = [(await late.hear())[:2] for _ in range(4)]
    number = told[0][1]
    assert told == [
        (Player.ID, number),
        (HOST, yellow.number),
        (Player.PEER_CONNECT, yellow.number),
        (Player.JOIN, 0),
    ]


async def test_a_star_whose_host_has_changed_refuses_who_knows_no_other_than_1(
    signal, extended, dial
):
    blue, yellow = [await extended(f"{signal}/race") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await blue.say(HAND_OVER, yellow.number)
    await yellow.hear_until(HOST)
    unmodified = await dial(f"{signal}/race")
    await unmodified.say(Player.JOIN, 0, blue.code)
    assert await unmodified.closed() == (4000, "Room needs a newer version of the game")


async def test_a_mesh_tells_who_hosts_now(signal, extended):
    blue, yellow = [await extended(f"{signal}/golf") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await blue.say(HAND_OVER, yellow.number)
    assert (await blue.hear_until(HOST))[0] == yellow.number
    await blue.say(START)
    assert (await blue.hear_until(ERROR))[1]["rule"] == "host.only"


async def test_who_asks_a_lot_at_once_is_told_so_and_who_goes_on_is_closed(make_own_site, extended):
    signal = make_own_site(PLAYLOBBY_LIMITS="on").signal
    player, friend = [await extended(f"{signal}/mesh") for _ in range(2)]
    await player.join()
    for _ in range(40):
        await player.say(READY, 0, True)
    _, refused = await player.hear_until(ERROR)
    assert (refused["to"], refused["rule"]) == (READY, "messages.too_many")
    await friend.join(player.code)
    await player.hear_until(player.PEER_CONNECT)
    for _ in range(500):
        await player.say(READY, 0, True)
    assert await player.closed() == (4000, "Too many messages")


async def test_a_room_made_larger_lets_its_players_signal_as_much_as_it_needs(
    make_own_site, extended
):
    signal = make_own_site(PLAYLOBBY_LIMITS="on").signal
    blue, yellow = [await extended(f"{signal}/mesh") for _ in range(2)]
    await blue.join()
    await blue.say(CHANGE, 0, {"seats": 2})
    await yellow.join(blue.code)
    await blue.say(CHANGE, 0, {"seats": 8})
    await blue.room(lambda room: room["seats"] == 8)
    green = await extended(f"{signal}/mesh")
    await green.join(blue.code)
    await yellow.hear_until(yellow.PEER_CONNECT)
    for number in range(128):  # Two seats allow 64.
        await yellow.say(yellow.CANDIDATE, green.number, str(number))
    for number in range(128):
        assert (await green.hear_until(green.CANDIDATE))[1] == str(number)


@pytest.fixture
async def hello(signal):
    """Greetings of sockets that say hello in a certain way."""
    async with AsyncExitStack() as stack:

        async def hello(*protocols, **said):
            socket = await stack.enter_async_context(
                connect(f"{signal}/golf", subprotocols=["playlobby.v1", *protocols], proxy=None)
            )
            await socket.send(json.dumps({"resume": None, "extensions": True} | said))
            return socket, json.loads(await socket.recv())

        yield hello


async def name_in_a_room(socket):
    """How it is called in a room of its own."""
    await socket.send('1 {"type":0,"id":0,"data":""}')
    while '"peers"' not in (heard := await socket.recv()):
        pass
    (peer,) = json.loads(heard.partition(" ")[2])["data"]["peers"]
    return peer["name"]


async def test_a_game_without_a_page_says_its_players_name_and_is_given_a_pass(hello):
    socket, greeting = await hello(player="  Blue ")
    assert await name_in_a_room(socket) == "Blue"
    known, again = await hello(f"playlobby.pass.{greeting['pass']}", player="Somebody else")
    assert "pass" not in again, "or one that was stolen would last for ever"
    assert await name_in_a_room(known) == "Blue", "who shows it stays who it is"
    _, plain = await hello()
    assert "pass" not in plain


async def test_a_name_that_nobody_can_have_is_refused(hello):
    with pytest.raises(ConnectionClosed) as closed:
        await hello(player="Moderator")
    assert closed.value.rcvd.reason.startswith("Choose another name")
