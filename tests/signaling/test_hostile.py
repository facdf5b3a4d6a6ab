"""Clients that mean harm, or are broken: none of them harms the server, or another player."""

import asyncio
import json
import random
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from lobby.signaling import messages
from tests.signaling.conftest import Player

REASONS = {*messages._BY_RULE.values(), ""}
CLOSES = {1000: REASONS, 1007: None, 1009: None, 4000: REASONS}  # None: the server's own words
AT_ONCE = 20  # sockets
BURST = 12  # frames of a socket, sent without waiting for what they bring

ODD = "\x00\x1f\x7f\x85\u0301\u200d\u2028\u202e\ufeff\ufffe\U0001f3ae\U0010ffff\\\"'{}[]:,\n\r é"
NUMBERS = ["0", "1", "2", "-1", "-0", "1.5", "1e9", "1e308", "1e309", "NaN", "null", "true"]
NUMBERS += ["4294967296", "9223372036854775808", "18446744073709551616"]
NUMBERS += ["9" * 400, "9" * 5_000, '"1"', "[]", "{}", "0x1", "01", "1_0", "٢", "-", ""]
DATA = ['""', '"v=0"', '"\\ud800"', '"\\udc00x"', '"\\u12"', '"\x00"', "null", "7", "[", '"?quick"']
DATA += ['"\\n0\\n1\\ncandidate"', '"\\u0000"', '"' + "🎮" * 2_000 + '"', '{"type":7}', '"../.."']
WHOLE = ["", "null", "[]", "{}", "{", "\n", "ping", "J: ", "J:\n", "42[]", "GET / HTTP/1.1\r\n\r\n"]
WHOLE += ["[" * 60_000, '{"a":' * 9_000, '{"type":4,"id":1,"data":' + "[" * 30_000, "\ufeff{}"]
LAST = [b"\xff\xfe", b"\xed\xa0\x80", "x" * 65_001, "🎮" * 30_000, "x" * 140_000]


class Villain:
    """Sends frames that are nearly right, hardly right, or nothing at all."""

    def __init__(self, address, seed, code, older):
        self.address, self.random = address, random.Random(seed)
        self.code, self.older, self.sent = code, older, 0

    def number(self):
        return self.random.choice([*NUMBERS, *["1"] * 40])

    def whole(self, kinds):
        """A frame of the dialect, not mutated."""
        if self.older:
            line = f"{self.random.choice(kinds)}: {self.number()}"
            return f"{line}\n{self.random.choice(DATA)}"
        kind = self.random.choice([*kinds, self.number()])
        pairs = [f'"type":{kind}', f'"id":{self.number()}', f'"data":{self.random.choice(DATA)}']
        if self.random.random() < 0.1:
            self.random.shuffle(pairs)
            pairs = pairs * self.random.randint(0, 3)
        return "{" + ",".join(pairs) + "}"

    def mutated(self, frame):
        for _ in range(self.random.randint(1, 3)):
            start = self.random.randint(0, len(frame))
            end = start + self.random.choice([0, 1, 1, 5, len(frame)])
            middle = self.random.choice(["", frame[start:end] * 2, *ODD])
            frame = frame[:start] + middle + frame[end:]
        return frame

    def frame(self):
        dice = self.random.random()
        signals = ["O", "A", "C"] if self.older else [4, 5, 6]
        if dice < 0.6:
            return self.whole(signals)
        if dice < 0.7:
            return self.whole([*"JINDSX"] if self.older else [0, 1, 2, 3, 7, 8])
        if dice < 0.75:
            return self.random.choice(WHOLE)
        if dice < 0.76:
            return self.random.randbytes(self.random.randint(0, 40))
        return self.mutated(self.whole(signals))

    def join(self):
        code = self.random.choice([self.code, self.code, "", "AAAAAA"])
        return f"J: {code}\n" if self.older else json.dumps({"type": 0, "id": 0, "data": code})

    async def strike(self):
        """One connection; how it was closed, or None if we hung up."""
        async with connect(self.address, max_queue=None, compression=None, proxy=None) as socket:
            with suppress(ConnectionClosed):
                await self.misbehave(socket)
                if self.random.random() < 0.5:
                    socket.transport.abort()
                    return None
                await socket.close()
            await socket.wait_closed()
            return socket.close_code, socket.close_reason

    async def misbehave(self, socket):
        if self.random.random() < 0.8:
            await socket.send(self.join())
            if self.random.random() < 0.5:
                await socket.recv()
        for _ in range(self.random.randint(1, BURST)):
            await socket.send(self.frame())
            self.sent += 1
        if self.random.random() < 0.05:
            await socket.send(self.random.choice(LAST), text=True)
            self.sent += 1


async def listen(player, older):
    """An innocent player in the villains' room: whatever it hears, a game can read."""
    while True:
        text = await player.socket.recv()
        if older:
            line, newline, _ = text.partition("\n")
            assert newline and line[0] in "NDOAC" and int(line[3:]) > 1
        else:
            message = json.loads(text)
            assert message.keys() == {"type", "id", "data"}
            assert message["type"] in (2, 3, 4, 5, 6) and message["id"] > 1
            assert isinstance(message["data"], str) and len(text.encode()) < 65_535


async def attack(address, frames, code, older, closes):
    """That many frames, from many sockets at a time."""

    async def one_after_another(seed):
        villain = Villain(address, seed, code, older)
        while villain.sent < frames / AT_ONCE:
            closes[await villain.strike()] += 1

    async with asyncio.TaskGroup() as group:
        for seed in range(AT_ONCE):
            group.create_task(one_after_another(seed))


@pytest.fixture
def strong_site(make_site):
    """With limits, most of what a villain tries would end at them, unread."""
    site = make_site(PLAYLOBBY_LIMITS="off")
    site.shell(
        "from lobby.models import Game; Game.objects.create(slug='mesh', title='Mesh', seats=64)"
    )
    site.start()
    yield site
    site.stop()


async def open_a_room(site, dial, older):
    player = await dial(f"{site.signal}/mesh")
    await player.socket.send("J: \n" if older else '{"type":0,"id":0,"data":""}')
    await player.hear_text()
    joined = await player.hear_text()
    return player, joined[3:-1] if older else json.loads(joined)["data"]


@pytest.mark.parametrize("frames", [1_500, pytest.param(50_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("older", [False, True], ids=["json", "text"])
async def test_hostile_frames_harm_nobody(strong_site, dial, older, frames):
    blue, code = await open_a_room(strong_site, dial, older)
    closes, ear = Counter(), asyncio.create_task(listen(blue, older))
    await attack(f"{strong_site.signal}/mesh", frames, code, older, closes)
    assert not ear.done(), "blue is still there"
    ear.cancel()
    odd = [
        close
        for close in closes
        if close and (close[0] not in CLOSES or close[1] not in (CLOSES[close[0]] or [close[1]]))
    ]
    assert odd == []
    assert "Traceback" not in strong_site.log
    await two_players_meet(strong_site, dial)


def memory_of(process):
    """Resident kilobytes."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


async def come_and_go(dial_one, sockets):
    """That many sockets at a time connect, join two by two, and close."""

    async def a_pair():
        blue, yellow = await dial_one(), await dial_one()
        await blue.join()
        await yellow.join(blue.code)
        await yellow.leave()
        await blue.leave()

    async with asyncio.TaskGroup() as group:
        for _ in range(sockets // 2):
            group.create_task(a_pair())


@pytest.mark.long
async def test_players_who_have_gone_take_no_memory(strong_site):
    async def dial_one():
        return Player(await connect(f"{strong_site.signal}/mesh", compression=None, proxy=None))

    used = []
    for _ in range(30):  # The first 20 fill what the server, SQLite and malloc keep.
        for _ in range(2):
            await come_and_go(dial_one, 500)
        used.append(memory_of(strong_site.process))
    assert max(used[20:]) <= min(used[20:]) * 1.05, used


async def two_players_meet(site, dial):
    yellow, green = [await dial(f"{site.signal}/mesh") for _ in range(2)]
    await yellow.join()
    await green.join(yellow.code)
    assert await yellow.hear() == (yellow.PEER_CONNECT, green.number, "")
    await green.say(green.OFFER, 1, "v=0")
    assert await yellow.hear() == (green.OFFER, green.number, "v=0")
