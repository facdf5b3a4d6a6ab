"""A network between browsers and a site that breaks when it is told to."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

WAYS = ("reset", "end", "stall")
SIGNALING = b"GET /signal/"


@dataclass(eq=False)
class Link:
    """One connection through it."""

    pipes: list[asyncio.StreamWriter]
    signaling: bool = False
    stalled: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self, way: str) -> None:
        """Reset it, end it as if all were well but in the middle of a frame, or let nothing pass
        any more."""
        self.stalled.set()
        for pipe in self.pipes:
            if way == "reset":
                pipe.transport.abort()
            elif way == "end":
                pipe.close()


class Network:
    """Forwards to the first of `targets`, ports of this machine, that answers."""

    def __init__(self, *targets: int) -> None:
        self.targets = list(targets)
        self.links: set[Link] = set()
        self.cuts = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def cut(self, link: Link, way: str) -> None:
        self.cuts += 1
        self.links.discard(link)
        link.cut(way)

    def cut_signaling(self, way: str) -> None:
        """All of it at once."""
        for link in [link for link in self.links if link.signaling]:
            self.cut(link, way)

    def cut_any(self, chance: random.Random) -> bool:
        """One connection of signaling, if there is any."""
        found = sorted((link for link in self.links if link.signaling), key=id)
        if found:
            self.cut(chance.choice(found), chance.choice(WAYS))
        return bool(found)

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for target in tuple(self.targets):
            with suppress(OSError):
                there, back = await asyncio.open_connection("127.0.0.1", target)
                break
        else:
            writer.transport.abort()
            return
        link = Link([writer, back])
        self.links.add(link)
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await asyncio.gather(self._pass(link, reader, back), self._pass(link, there, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            self.links.discard(link)
            link.cut("reset")

    async def end(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _pass(
        self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while chunk := await reader.read(65536):
            link.signaling = link.signaling or chunk.startswith(SIGNALING)
            if not link.stalled.is_set():
                writer.write(chunk)
                await writer.drain()
        if not link.stalled.is_set():
            writer.close()


@asynccontextmanager
async def network(port: int, *targets: int) -> AsyncIterator[Network]:
    """Listen at `port` for a while."""
    made = Network(*targets)
    server = await asyncio.start_server(made.accept, "127.0.0.1", port)
    try:
        yield made
    finally:
        server.close()
        await made.end()
