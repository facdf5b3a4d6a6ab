"""The client of docs/godot3.md in a real Godot 3, on a real worker."""

import asyncio
import json
import os
import re
import shutil
import subprocess

import pytest

from tests.running import ROOT
from tests.signaling.conftest import PATIENCE

ENGINE = shutil.which("godot3-server")
CLIENT = ROOT / "godot" / "godot3" / "client.gd"
PUPPET = ROOT / "tests" / "signaling" / "godot3"
PAGE = (ROOT / "docs" / "godot3.md").read_text()

pytestmark = pytest.mark.skipif(
    ENGINE is None and "CI" not in os.environ, reason="godot3-server: see tests/install-tools"
)


class Puppet:
    """A game in an engine of its own, which does as it is told and tells what it hears."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.number = 0

    def do(self, *wish: object) -> None:
        self.writer.write(json.dumps(wish).encode() + b"\n")

    async def hear(self) -> list:
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self.reader.readline())

    async def join(self, address: str, code: str = "") -> list:
        """Numbers of those who are there, and the room's code."""
        self.do("join", address, code)
        kind, self.number = await self.hear()
        assert kind == "seated"
        met = []
        while (heard := await self.hear())[0] == "met":
            met.append(heard[1])
        assert heard[0] == "joined"
        return [met, heard[1]]


@pytest.fixture
async def start(tmp_path):
    """Start Godot 3 with the client in a project."""
    project = shutil.copytree(PUPPET, tmp_path / "puppet")
    shutil.copy(CLIENT, project)
    callers: asyncio.Queue[Puppet] = asyncio.Queue()
    server = await asyncio.start_server(
        lambda *ends: callers.put_nowait(Puppet(*ends)), "127.0.0.1"
    )
    port = server.sockets[0].getsockname()[1]
    engines: list[subprocess.Popen] = []
    puppets: list[Puppet] = []

    async def start() -> Puppet:
        engines.append(
            subprocess.Popen(
                [ENGINE, "--path", project, "--script", "res://puppet.gd"],
                env=os.environ | {"TEST_PORT": str(port), "HOME": str(tmp_path)},
                stdout=subprocess.DEVNULL,
            )
        )
        async with asyncio.timeout(PATIENCE):
            puppets.append(await callers.get())
        return puppets[-1]

    yield start
    for puppet in puppets:
        puppet.writer.close()
    for engine in engines:
        engine.kill()
        engine.wait()
    server.close()


async def meet(address, start):
    """Blue opens a room, yellow joins it; its code."""
    blue, yellow = await start(), await start()
    nobody, code = await blue.join(address)
    assert (nobody, blue.number) == ([], 1)
    assert await yellow.join(address, code.lower()) == [[1], code]
    assert await blue.hear() == ["met", yellow.number]
    return blue, yellow, code


async def test_two_godot_3_games_signal_to_each_other(own_site, start):
    blue, yellow, _ = await meet(f"{own_site.signal}/mesh", start)
    blue.do("send_offer", yellow.number, "v=0\r\nan offer “é”\r\n")
    assert await yellow.hear() == ["offered", 1, "v=0\r\nan offer “é”\r\n"]
    yellow.do("send_answer", 1, "v=0\r\nan answer\r\n")
    assert await blue.hear() == ["answered", yellow.number, "v=0\r\nan answer\r\n"]
    yellow.do("send_candidate", 1, "0", 2, "candidate:1 1 UDP 1 192.0.2.1 9 typ host")
    told = ["0", 2, "candidate:1 1 UDP 1 192.0.2.1 9 typ host"]
    assert await blue.hear() == ["candidate_told", yellow.number, *told]


async def test_who_comes_and_goes_is_told_to_the_others(own_site, start):
    address = f"{own_site.signal}/mesh"
    blue, yellow, code = await meet(address, start)
    green = await start()
    assert await green.join(address, code) == [[1, yellow.number], code]
    for other in (blue, yellow):
        assert await other.hear() == ["met", green.number]
    green.do("leave")
    for other in (blue, yellow):
        assert await other.hear() == ["parted", green.number]


@pytest.mark.long
async def test_a_sealed_room_ends_its_sockets_in_peace(own_site, start):
    blue, yellow, _ = await meet(f"{own_site.signal}/mesh", start)
    blue.do("seal")
    for player in (blue, yellow):
        assert await player.hear() == ["sealed"]
        assert await player.hear() == ["ended", 1000, "Seal complete"]


async def test_a_wrong_code_is_told_in_the_servers_words(own_site, start):
    blue = await start()
    blue.do("join", f"{own_site.signal}/mesh", "NOSUCH")
    assert await blue.hear() == ["ended", 4000, "Lobby does not exists"]


async def test_a_site_that_is_not_there_is_told_too(own_site, start):
    own_site.stop()
    blue = await start()
    blue.do("join", f"{own_site.signal}/mesh")
    assert await blue.hear() == ["ended", 1006, ""]


def test_the_page_quotes_the_client_as_it_is():
    blocks = re.findall(r"^```gdscript3\n(.*?)^```$", PAGE, re.S | re.M)
    assert blocks
    for block in blocks:
        assert block in CLIENT.read_text()
