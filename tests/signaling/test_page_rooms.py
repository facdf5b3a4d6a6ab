"""Rooms made on a page, passes, and which pages may dial; on both servers."""

import json

import pytest
from websockets.asyncio.client import connect

from lobby.signaling.carriage import PASS_PREFIX, V1


def make(server, code: str) -> dict:
    """Run Python on the server's data; what it leaves in `made`, as JSON."""
    return json.loads(
        server.shell(
            "import json\n"
            "from lobby import passes, rooms\n"
            "from lobby.models import *\n"
            "from lobby.passes import Pass, Player\n"
            "made = {}\n" + code + "\nprint(json.dumps(made))"
        )
    )


@pytest.fixture
def page_room(server):
    """A room that blue made on a page, and passes of blue's and yellow's."""
    return make(
        server,
        """
blue, yellow = Player("blue", "Blue"), Player("yellow", "Yellow")
room = rooms.create(game=Game.objects.get(slug="mesh"), player=blue, public=True)
made["code"] = room.code
for player in (blue, yellow):
    made[player.id] = passes.sign(Pass(player, "mesh", room.code))
""",
    )


def shown(a_pass):
    return {"subprotocols": [V1, PASS_PREFIX + a_pass]}


FOREIGN = "Pages of that site may not join this game."


class Numbered:
    """A player that speaks `playlobby.v1`: a hello, then numbered frames."""

    def __init__(self, player):
        self.player, self.sent, self.received = player, 0, 0

    async def greet(self):
        await self.player.socket.send('{"resume":null,"extensions":false}')
        assert json.loads(await self.player.hear_text()) == {"received": 0}

    async def say(self, kind, peer=0, data=""):
        self.sent += 1
        frame = json.dumps({"type": kind, "id": peer, "data": data})
        await self.player.socket.send(f"{self.sent} {frame}")

    async def hear(self):
        number, _, frame = (await self.player.hear_text()).partition(" ")
        self.received += 1
        assert int(number) == self.received
        message = json.loads(frame)
        return message["type"], message["id"], message["data"]


async def test_who_joins_before_the_maker_waits_and_then_all_are_seated(server, dial, page_room):
    address = f"{server.signal}/mesh/{page_room['code']}"
    yellow = Numbered(await dial(address, **shown(page_room["yellow"])))
    await yellow.greet()
    await yellow.say(0)
    blue = Numbered(await dial(f"{server.signal}/mesh", **shown(page_room["blue"])))
    await blue.greet()
    await blue.say(0)  # No code at the address: the pass's room counts.
    assert [await blue.hear() for _ in range(2)] == [(1, 1, "true"), (0, 0, page_room["code"])]
    kind, number, _ = await yellow.hear()
    assert kind == 1 and number > 1
    assert [await yellow.hear() for _ in range(2)] == [(2, 1, ""), (0, 0, page_room["code"])]
    assert await blue.hear() == (2, number, "")
    await yellow.say(4, 1, "an offer")
    assert await blue.hear() == (4, number, "an offer")


async def test_a_game_without_a_pass_waits_for_the_maker_as_well(server, dial, page_room):
    stranger = await dial(f"{server.signal}/mesh/{page_room['code']}")
    await stranger.say(stranger.JOIN)
    blue = Numbered(await dial(f"{server.signal}/mesh", **shown(page_room["blue"])))
    await blue.greet()
    await blue.say(0)
    assert await stranger.be_seated() == [1]


async def test_who_waits_may_say_nothing_yet(server, dial, closes, page_room):
    stranger = await dial(f"{server.signal}/mesh/{page_room['code']}")
    await stranger.say(stranger.JOIN)
    await stranger.say(stranger.SEAL)
    await closes(stranger, 4000, "Invalid message when not in a lobby")


async def test_a_pass_is_never_echoed(server, page_room):
    async with connect(f"{server.signal}/mesh", proxy=None, **shown(page_room["blue"])) as socket:
        assert socket.subprotocol == V1
        assert page_room["blue"] not in str(socket.response.headers)


async def test_a_stranger_s_subprotocol_is_accepted(server):
    """A browser drops a socket whose offers were all ignored."""
    offers = ["chat", "more"]
    async with connect(f"{server.signal}/mesh", proxy=None, subprotocols=offers) as socket:
        assert socket.subprotocol == "chat"


@pytest.mark.parametrize("a_pass", ["nonsense", "for another game"])
async def test_a_pass_that_does_not_hold_is_refused(server, dial, closes, a_pass):
    if a_pass != "nonsense":
        a_pass = make(server, 'made = passes.sign(Pass(Player("blue", "Blue"), "star"))')
    blue = await dial(f"{server.signal}/mesh", **shown(a_pass))
    await closes(blue, 4000, "This page has been open too long. Reload it.")


@pytest.mark.parametrize("frame", ["hello", "[]", '{"resume":1}', '{"extensions":"yes"}'])
async def test_a_bad_hello_closes_the_socket(server, dial, closes, frame):
    blue = await dial(f"{server.signal}/mesh", subprotocols=[V1])
    await blue.socket.send(frame)
    await closes(blue, 4000, "Invalid message format")


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "01"])
async def test_a_frame_out_of_order_closes_the_socket(server, dial, closes, number):
    blue = await dial(f"{server.signal}/mesh", subprotocols=[V1])
    await Numbered(blue).greet()
    await blue.socket.send(f'{number} {{"type":0,"id":0,"data":""}}')
    await closes(blue, 4000, "Invalid message format")


@pytest.mark.parametrize("origin", ["https://evil.example", "https://friend.example.evil", "null"])
async def test_a_page_of_another_site_may_not_dial(server, dial, closes, origin):
    blue = await dial(f"{server.signal}/web", origin=origin)
    await closes(blue, 4000, FOREIGN)


async def test_a_games_own_host_has_no_sockets(server, dial, closes):
    address = f"ws://mesh.play.localhost:{server.port}/signal/mesh"
    blue = await dial(address, host="127.0.0.1", port=server.port)
    await closes(blue, 4000, "There is nothing at this address")


async def test_a_page_on_the_owners_list_may_dial(server, dial):
    blue = await dial(f"{server.signal}/web", origin="https://friend.example")
    await blue.join()


async def test_a_page_of_this_machine_may_dial_a_site_of_this_machine(server, dial):
    blue = await dial(f"{server.signal}/web", origin="http://127.0.0.1:5500")
    await blue.join()


async def test_a_native_client_may_not_dial_where_the_game_says_so(server, dial, closes):
    await closes(await dial(f"{server.signal}/web"), 4000, FOREIGN)
