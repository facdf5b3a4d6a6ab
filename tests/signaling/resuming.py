"""A client that can resume: it counts, keeps what was not acknowledged, and calls again."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 15  # seconds


class Resumable:
    """Written like a client's own code, from docs/protocol.md alone."""

    def __init__(
        self, address: str, *protocols: str, extensions: bool = False, **dialing: Any
    ) -> None:
        self.extensions, self.dialing = extensions, dialing
        self.address, self.protocols = address, ["playlobby.v1", *protocols]
        self.token = secrets.token_urlsafe(16)
        self.since: str | None = None
        self.received = self.sent = 0
        self.kept: list[tuple[int, str]] = []
        self.again: list[list[int]] = []
        self.socket: ClientConnection

    async def call(self, address: str = "") -> bool:
        """Dial, say hello, and say again what was not heard; whether it goes on where it was."""
        self.address = address or self.address
        self.socket = await connect(
            self.address,
            subprotocols=self.protocols,
            compression=None,
            proxy=None,
            **self.dialing,
        )
        hello = {"resume": self.token, "since": self.since, "received": self.received}
        hello["extensions"] = self.extensions
        await self.socket.send(json.dumps(hello))
        try:
            greeting = json.loads(await self.text())
        except ConnectionClosed:
            self.seat = False
            return False
        same, self.since = greeting["since"] == self.since, greeting["since"]
        self.seat = greeting["seat"]
        if not same:
            self.received = self.sent = 0
            renumbered = [payload for _, payload in self.kept]
            self.kept = []
            for payload in renumbered:
                if not (self.seat and json.loads(payload)["type"] == 0):
                    await self.say_text(payload)
            return False
        self.kept = [one for one in self.kept if one[0] > greeting["received"]]
        for number, payload in self.kept:
            await self.socket.send(f"{number} {payload}")
        return True

    async def cut(self) -> None:
        """Without a close: as a network that is gone."""
        self.socket.transport.abort()
        await self.socket.wait_closed()

    async def say(self, kind: int, peer: int = 0, data: str = "") -> None:
        await self.say_text(json.dumps({"type": kind, "id": peer, "data": data}))

    async def say_text(self, payload: str) -> None:
        self.sent += 1
        self.kept.append((self.sent, payload))
        await self.socket.send(f"{self.sent} {payload}")

    async def count(self) -> None:
        await self.socket.send(json.dumps({"received": self.received}))

    async def text(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return await self.socket.recv()

    async def hear(self) -> tuple[int, int, str]:
        """The next message for the game."""
        while (said := self.read(await self.text())) is None:
            pass
        return said

    def read(self, text: str) -> tuple[int, int, str] | None:
        if text.startswith("{"):
            got = json.loads(text)["received"]
            self.kept = [one for one in self.kept if one[0] > got]
            return None
        number, _, payload = text.partition(" ")
        assert int(number) == self.received + 1, "once, and in order"
        self.received += 1
        said = json.loads(payload)
        if "again" in said:
            self.again.append(said["again"])
            return None
        return said["type"], said["id"], said["data"]

    async def hear_until(self, fits: Callable[[tuple[int, int, str]], bool]) -> list:
        heard = [await self.hear()]
        while not fits(heard[-1]):
            heard.append(await self.hear())
        return heard

    async def asked_again(self) -> list[int]:
        """Whom it is asked to say everything again to, for the first time."""
        while not self.again:
            assert self.read(await self.text()) is None
        return self.again.pop(0)

    async def join(self, code: str = "") -> tuple[int, list[int], str]:
        await self.say(0, 0, code)
        return await self.be_seated()

    async def be_seated(self) -> tuple[int, list[int], str]:
        kind, own, _ = await self.hear()
        assert kind == 1
        *others, joined = await self.hear_until(lambda said: said[0] == 0)
        assert {kind for kind, _, _ in others} <= {2}
        return own, [number for _, number, _ in others], joined[2]

    async def closed(self) -> tuple[int, str]:
        async with asyncio.timeout(PATIENCE):
            await self.socket.wait_closed()
        return self.socket.close_code, self.socket.close_reason


Call = Callable[..., Awaitable[Resumable]]
