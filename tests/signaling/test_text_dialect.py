"""The wire as Godot 3 games know it: lines of text at the same address, on both servers."""

import asyncio
import json

import pytest

from lobby.signaling.carriage import V1


class Older:
    """A Godot 3 game's end of a signaling socket; numbered under `playlobby.v1`."""

    def __init__(self, player, numbered=False):
        self.player, self.numbered = player, numbered
        self.socket, self.closed = player.socket, player.closed
        self.number, self.code, self.sent, self.heard = 0, "", 0, 0

    async def greet(self):
        await self.socket.send('{"resume":null,"extensions":false}')
        assert json.loads(await self.player.hear_text()) == {"received": 0}

    async def say(self, frame):
        self.sent += 1
        await self.socket.send(f"{self.sent} {frame}" if self.numbered else frame)

    async def hear(self):
        frame = await self.player.hear_text()
        if self.numbered:
            self.heard += 1
            number, _, frame = frame.partition(" ")
            assert int(number) == self.heard
        return frame

    async def join(self, code=""):
        """Join or create; the numbers of the others, as told."""
        await self.say(f"J: {code}\n")
        return await self.be_seated()

    async def be_seated(self):
        first = await self.hear()
        assert first.startswith("I: ") and first.endswith("\n")
        self.number, others = int(first[3:]), []
        while (line := await self.hear()).startswith("N: "):
            others.append(int(line[3:]))
        assert line.startswith("J: ") and line.endswith("\n"), "J comes last"
        self.code = line[3:-1]
        return others


@pytest.fixture
def sit(server, dial):
    """Dial a game as a Godot 3 client."""

    async def sit(game="mesh"):
        return Older(await dial(f"{server.signal}/{game}"))

    return sit


@pytest.fixture
async def pair(sit):
    """Blue is the host, yellow a guest, and blue knows of yellow."""
    blue, yellow = await sit(), await sit()
    await blue.join()
    await yellow.join(blue.code)
    assert await blue.hear() == f"N: {yellow.number}\n"
    return blue, yellow


async def test_the_first_player_opens_a_room_and_is_its_host(sit):
    blue = await sit()
    await blue.say("J: \n")
    assert await blue.hear() == "I: 1\n"
    code = await blue.hear()
    assert (code[:3], len(code), code[-1]) == ("J: ", 10, "\n")


async def test_who_joins_hears_of_everyone_and_everyone_hears_of_it(sit, pair):
    blue, yellow = pair
    green = await sit()
    assert await green.join(blue.code) == [1, yellow.number]
    assert green.code == blue.code
    assert await blue.hear() == await yellow.hear() == f"N: {green.number}\n"
    assert len({1, yellow.number, green.number}) == 3
    assert all(2 <= player.number < 2**31 for player in (yellow, green))


async def test_a_code_is_read_as_people_type_it(sit):
    blue, yellow = await sit(), await sit()
    await blue.join()
    assert await yellow.join(f" {blue.code[:3].lower()}-{blue.code[3:].lower()} \r") == [1]


async def test_a_room_at_the_address_is_what_a_bare_join_means(server, dial, sit):
    blue = await sit()
    await blue.join()
    yellow = Older(await dial(f"{server.signal}/mesh/{blue.code}"))
    assert await yellow.join() == [1]


PAYLOADS = [
    "",
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n\r\n",
    "\n0\n1\ncandidate:1 1 UDP 1 192.0.2.1 9 typ host\n",
    '{"type":4,"id":1,"data":"no JSON here"}',
    "J: \nS: \n\nO: 1\n",
    '🎮 é \\ " \t\x01\x7f\u2028\x85 \ufeff',
    "🎮" * 14_000 + "a" * 3_000,
]


@pytest.mark.parametrize("letter", ["O", "A", "C"])
async def test_what_players_signal_arrives_byte_for_byte_both_ways(pair, letter):
    blue, yellow = pair
    for payload in PAYLOADS:
        await yellow.say(f"{letter}: 1\n{payload}")
        assert await blue.hear() == f"{letter}: {yellow.number}\n{payload}"
        await blue.say(f"{letter}: {yellow.number}\n{payload}")
        assert await yellow.hear() == f"{letter}: 1\n{payload}"


async def test_signals_of_a_pair_keep_their_order(pair):
    blue, yellow = pair
    for number in range(50):
        await yellow.say(f"C: 1\n\n0\n{number}\n")
    heard = [await blue.hear() for _ in range(50)]
    assert heard == [f"C: {yellow.number}\n\n0\n{number}\n" for number in range(50)]


async def test_a_guest_that_leaves_is_told_to_the_rest(pair):
    blue, yellow = pair
    await yellow.socket.close()
    assert await blue.hear() == f"D: {yellow.number}\n"
    await blue.say(f"C: {yellow.number}\n\n0\n0\ntrailing, dropped without a close")
    await blue.say("S: \n")
    assert await blue.hear() == "S: \n"


async def test_a_host_that_leaves_ends_the_room(sit, pair, closes):
    blue, yellow = pair
    await blue.socket.close()
    await closes(yellow, 4000, "Room host has disconnected")
    green = await sit()
    await green.say(f"J: {blue.code}\n")
    await closes(green, 4000, "Lobby does not exists")


async def test_a_sealed_room_lets_nobody_in_and_still_relays(sit, pair, closes):
    blue, yellow = pair
    await blue.say("S: \n")
    assert await blue.hear() == await yellow.hear() == "S: \n"
    green = await sit()
    await green.say(f"J: {blue.code}\n")
    await closes(green, 4000, "Lobby is sealed")
    await yellow.say("C: 1\n\n0\n0\nstill relayed")
    assert await blue.hear() == f"C: {yellow.number}\n\n0\n0\nstill relayed"


@pytest.mark.long
async def test_a_sealed_room_closes_after_a_while(pair, closes):
    await pair[0].say("S: \n")
    async with asyncio.TaskGroup() as group:
        for player in pair:
            group.create_task(closes(player, 1000, "Seal complete"))


async def test_only_the_host_seals(pair, closes):
    _, yellow = pair
    await yellow.say("S: \n")
    await closes(yellow, 4000, "Only host can seal the lobby")


@pytest.mark.parametrize("frame", ["J: ", "J: ABCDEF", "J:\n", "\nJ: \n", "hello\n"])
async def test_a_first_frame_that_is_no_join_is_no_message(sit, closes, frame):
    blue = await sit()
    await blue.say(frame)
    await closes(blue, 4000, "Invalid message format")


@pytest.mark.parametrize("frame", ["", "O: 1", "S: ", "\n", "S:\n", "ab\nO: 1\n", "\n\nO: 1\n"])
async def test_a_frame_without_a_whole_line_closes_the_socket(sit, closes, frame):
    blue = await sit()
    await blue.join()
    await blue.say(frame)
    await closes(blue, 4000, "Invalid message format")


@pytest.mark.parametrize("letter", ["O", "A", "C"])
@pytest.mark.parametrize(
    "number", ["abc", "", "0", "-1", "1.5", "0x1", "1 1", "2", "9" * 10, "9" * 5_000]
)
async def test_a_destination_that_is_nobody_closes_the_socket(sit, closes, letter, number):
    blue = await sit()
    await blue.join()
    await blue.say(f"{letter}: {number}\nv=0")
    await closes(blue, 4000, "Invalid destination")


@pytest.mark.parametrize(
    "frame", ["X: 1\n", "I: 1\n", "N: 1\n", "D: 1\n", "o: 1\n", "OO: 1\n", '{"type":4,\n"id":1}']
)
async def test_an_unknown_command_closes_the_socket(sit, closes, frame):
    blue = await sit()
    await blue.join()
    await blue.say(frame)
    await closes(blue, 4000, "Invalid command")


@pytest.mark.parametrize("again", ["", "the same"])
async def test_nobody_joins_twice(sit, closes, again):
    blue = await sit()
    await blue.join()
    await blue.say(f"J: {blue.code if again else ''}\n")
    await closes(blue, 4000, "Already in a lobby")


@pytest.mark.parametrize("code", ["AAAAAA", "nonsense", "quick?", "\x00", "é" * 200, "a" * 60_000])
async def test_an_unknown_code_closes_the_socket(sit, closes, code):
    blue = await sit()
    await blue.say(f"J: {code}\n")
    await closes(blue, 4000, "Lobby does not exists")


async def test_who_waits_for_the_maker_may_say_nothing_yet(server, dial, closes):
    code = server.shell(
        "from lobby import rooms; from lobby.models import Game; from lobby.passes import Player\n"
        'game = Game.objects.get(slug="mesh")\n'
        'print(rooms.create(game=game, player=Player("blue", "Blue")).code)'
    ).strip()
    yellow = Older(await dial(f"{server.signal}/mesh/{code}"))
    await yellow.say("J: \n")
    await yellow.say("O: 1\nv=0")
    await closes(yellow, 4000, "Invalid message when not in a lobby")


async def test_a_binary_frame_closes_the_socket(sit, closes):
    blue = await sit()
    await blue.socket.send(b"J: \n")
    await closes(blue, 4000, "Invalid transfer mode, must be text")


async def test_a_full_room_lets_nobody_in(sit, closes):
    players = [await sit() for _ in range(5)]
    for player in players[:4]:
        await player.join(players[0].code)
    await players[4].say(f"J: {players[0].code}\n")
    await closes(players[4], 4000, "Room is full")


OTHER_GODOT = "Room plays on another version of Godot"


async def test_a_godot_4_player_does_not_get_into_a_godot_3_room(server, dial, pair, closes):
    blue, yellow = pair
    green = await dial(f"{server.signal}/mesh")
    await green.say(green.JOIN, 0, blue.code)
    await closes(green, 4000, OTHER_GODOT)
    await blue.say(f"O: {yellow.number}\nthe first that yellow hears")
    assert await yellow.hear() == "O: 1\nthe first that yellow hears"


async def test_a_godot_3_player_does_not_get_into_a_godot_4_room(server, dial, sit, closes):
    blue, yellow = await dial(f"{server.signal}/mesh"), await sit()
    await blue.join()
    await yellow.say(f"J: {blue.code}\n")
    await closes(yellow, 4000, OTHER_GODOT)


async def test_a_godot_3_room_of_a_star_game_is_a_mesh(sit):
    blue, yellow, green = [await sit("star") for _ in range(3)]
    await blue.join()
    await yellow.join(blue.code)
    assert await green.join(blue.code) == [1, yellow.number]
    assert await yellow.hear() == f"N: {green.number}\n"
    await green.say(f"O: {yellow.number}\nv=0")
    assert await yellow.hear() == f"O: {green.number}\nv=0"


async def test_text_may_be_numbered(server, dial, sit):
    blue = Older(await dial(f"{server.signal}/mesh", subprotocols=[V1]), numbered=True)
    await blue.greet()
    await blue.join()
    yellow = await sit()
    assert await yellow.join(blue.code) == [1]
    assert await blue.hear() == f"N: {yellow.number}\n"
    await yellow.say("O: 1\nv=0\r\n")
    assert await blue.hear() == f"O: {yellow.number}\nv=0\r\n"
    await blue.say(f"C: {yellow.number}\n\n0\n0\nx 1")
    assert await yellow.hear() == "C: 1\n\n0\n0\nx 1"


async def test_numbered_text_out_of_order_closes_the_socket(server, dial, closes):
    blue = Older(await dial(f"{server.signal}/mesh", subprotocols=[V1]), numbered=True)
    await blue.greet()
    await blue.join()
    blue.sent += 1
    await blue.say("S: \n")
    await closes(blue, 4000, "Invalid message format")
