"""Players on real sockets of a real server."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.running import Site, new_site

PATIENCE = 15  # seconds: after that, what a player waits for will not come


class Player:
    """A game's end of a signaling socket."""

    JOIN, ID, PEER_CONNECT, PEER_DISCONNECT, OFFER, ANSWER, CANDIDATE, SEAL = range(8)

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.number = 0
        self.code = ""

    async def say(self, kind: float, peer: float = 0, data: object = "") -> None:
        await self.socket.send(json.dumps({"type": kind, "id": peer, "data": data}))

    async def hear(self) -> tuple[int, int, str]:
        message = json.loads(await self.hear_text())
        return message["type"], message["id"], message["data"]

    async def hear_text(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return await self.socket.recv()

    async def join(self, code: str = "", *, star: bool = False) -> list[int]:
        """Join or create; the numbers of the others, as told."""
        await self.say(self.JOIN, int(star), code)
        return await self.be_seated()

    async def be_seated(self) -> list[int]:
        kind, self.number, _ = await self.hear()
        assert kind == self.ID, "ID comes first"
        others = []
        while (heard := await self.hear())[0] == self.PEER_CONNECT:
            others.append(heard[1])
        assert heard[0] == self.JOIN, "JOIN comes last"
        self.code = heard[2]
        return others

    async def closed(self) -> tuple[int, str]:
        """Wait for the close, past whatever else was sent."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.socket.recv()
        except ConnectionClosed:
            return self.socket.close_code, self.socket.close_reason

    async def hear_text_or_close(self) -> str | tuple[int, str]:
        try:
            return await self.hear_text()
        except ConnectionClosed:
            return self.socket.close_code, self.socket.close_reason

    async def leave(self) -> None:
        await self.socket.close()


@pytest.fixture
async def dial() -> AsyncIterator[Callable[..., object]]:
    """Open sockets; all are closed at the end."""
    players: list[Player] = []

    async def dial(address: str, **options) -> Player:
        socket = await connect(address, compression=None, proxy=None, **options)
        players.append(Player(socket))
        return players[-1]

    yield dial
    for player in players:
        await player.leave()


@pytest.fixture(scope="session")
def data_with_a_game(prepared, tmp_path_factory) -> Path:
    """A data folder to copy for each site that has the game `mesh`."""
    site = new_site(tmp_path_factory.mktemp("prepared") / "data", prepared)
    site.shell('from lobby.models import Game; Game.objects.create(slug="mesh", title="Mesh")')
    return site.data


@pytest.fixture
def make_own_site(data_with_a_game, tmp_path_factory) -> Iterator[Callable[..., Site]]:
    """Run sites with the game `mesh` until the test ends; keywords are more of their settings."""
    sites: list[Site] = []

    def make(**environment: str) -> Site:
        data = tmp_path_factory.mktemp("site") / "data"
        sites.append(new_site(data, data_with_a_game, **environment))
        sites[-1].start()
        return sites[-1]

    yield make
    for site in sites:
        site.stop()


@pytest.fixture
def own_site(make_own_site) -> Site:
    return make_own_site()


@pytest.fixture(scope="session", params=["uvicorn", "daphne"])
def server(request, make_site):
    """A site with the games `mesh` (its makers choose) and `star`, on either server."""
    site = make_site()
    site.shell(GAMES)
    if request.param == "daphne":
        site.start("runserver", "--noreload", str(site.port))
    else:
        site.start()
    site.says_reasons = request.param == "uvicorn"
    yield site
    site.stop()


GAMES = """
from lobby.models import Game
Game.objects.create(slug="mesh", title="Mesh", seats=4)
Game.objects.create(slug="star", title="Star", seats=4, topology="star")
Game.objects.create(slug="web", title="Web", native_clients=False,
                    allowed_origins=["https://friend.example"])
"""


@pytest.fixture
def closes(server):
    """Check how a player was closed, as far as the server can say it.

    Daphne drops the reason. That nobody is closed for being idle here (`PLAYLOBBY_JOIN_WITHIN` is
    longer than a player's patience) makes the code alone worth something.
    """

    async def closes(player, code, reason):
        heard_code, heard_reason = await player.closed()
        assert heard_code == code
        if server.says_reasons:
            assert heard_reason == reason

    return closes
