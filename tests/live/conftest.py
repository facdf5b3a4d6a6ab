"""Pages and programs that watch rooms, on real sockets of a real server."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable

import pytest
from websockets.asyncio.client import ClientConnection, connect

from lobby.database import in_database_for_pages
from tests.running import Site

PATIENCE = 15  # seconds: after that, what a watcher waits for will not come


class Watcher:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def hear(self) -> dict:
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self.socket.recv())

    async def hear_until(self, fits: Callable[[dict], bool]) -> dict:
        while not fits(heard := await self.hear()):
            pass
        return heard

    async def closed(self) -> tuple[int, str]:
        async with asyncio.timeout(PATIENCE):
            await self.socket.wait_closed()
        return self.socket.close_code, self.socket.close_reason


@pytest.fixture
async def watch() -> AsyncIterator[Callable[..., object]]:
    """Watch a `path` as a program does, with a pass, or as a page, with its cookie."""
    opened: list[ClientConnection] = []

    async def watch(site: Site, path: str, *, shown_pass: str = "", **options) -> Watcher:
        offered = ["playlobby.v1", *([f"playlobby.pass.{shown_pass}"] if shown_pass else [])]
        address = f"{site.url.replace('http', 'ws', 1)}{path}"
        options = {"subprotocols": offered, "compression": None, "proxy": None} | options
        opened.append(await connect(address, **options))
        return Watcher(opened[-1])

    yield watch
    for socket in opened:
        await socket.close()


@pytest.fixture(scope="session")
def live_site(make_site) -> Site:
    """A running site with the game `mesh`."""
    site = make_site()
    site.shell('from lobby.models import Game; Game.objects.create(slug="mesh", title="Mesh")')
    site.start()
    return site


@pytest.fixture
def make_own_live_site(make_site) -> Callable[..., Site]:
    """Run sites for one test; keywords are more of their settings."""

    def make(**environment: str) -> Site:
        site = make_site(**environment)
        site.start()
        return site

    return make


@pytest.fixture
async def busy():
    """The thread for pages is; until the event is set."""
    end = threading.Event()
    working = asyncio.create_task(in_database_for_pages(end.wait))
    await asyncio.sleep(0)
    yield end
    end.set()
    await working
