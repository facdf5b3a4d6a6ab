"""A client of one STUN or TURN server: aioice's, but told when the other side has gone."""

import asyncio
import ssl
from collections.abc import Coroutine
from typing import Any, TypeVar

from aioice import stun
from aioice.turn import (
    DEFAULT_ALLOCATION_LIFETIME,
    DEFAULT_CHANNEL_REFRESH_TIME,
    TurnClientTcpProtocol,
    TurnClientUdpProtocol,
)

GOODBYE = 1.0  # seconds to give a relay back
KEPT = (DEFAULT_ALLOCATION_LIFETIME, DEFAULT_CHANNEL_REFRESH_TIME)
T = TypeVar("T")


class _Client:
    transport: Any
    relayed_address: Any
    integrity_key: Any
    connect: Any
    delete: Any
    request: Any

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = asyncio.Event()

    def error_received(self, error: Exception) -> None:
        if not self.lost.done():
            self.lost.set_exception(error)

    def connection_lost(self, error: Exception | None) -> None:
        self.error_received(error or ConnectionResetError("it hung up."))
        self.closed.set()

    async def allocate(self) -> tuple[str, bool]:
        """The address of a relay that is ours now, and whether credentials were asked for."""
        address, _ = await self._until_lost(self.connect())
        return address, self.integrity_key is not None

    async def bind(self) -> str:
        """The address that the server sees us at; "" if it does not say."""
        binding = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        response, _ = await self._until_lost(self.request(binding))
        return str(response.attributes.get("XOR-MAPPED-ADDRESS", ("", 0))[0])

    async def hang_up(self) -> None:
        try:
            async with asyncio.timeout(GOODBYE):
                if self.relayed_address:
                    await self.delete()
        except TimeoutError:
            pass  # The server lets go of it by itself, later.
        self.transport.abort()
        await self.closed.wait()
        self.lost.exception()  # Nobody waits for it any more.

    async def _until_lost(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)
        either: set[asyncio.Future[Any]] = {task, self.lost}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                self.lost.result()  # Raises what it was lost by.
            return task.result()
        finally:
            task.cancel()


class UdpClient(_Client, TurnClientUdpProtocol):
    pass


class TcpClient(_Client, TurnClientTcpProtocol):
    pass


async def dial(
    place: tuple[str, int], transport: str, username: str | None, password: str | None
) -> UdpClient | TcpClient:
    """A client of the server there, by `udp`, `tcp` or `tls`. Raises OSError."""
    loop, who = asyncio.get_running_loop(), (place, username, password, *KEPT)
    if transport == "udp":
        _, udp = await loop.create_datagram_endpoint(lambda: UdpClient(*who), remote_addr=place)
        return udp
    tls = ssl.create_default_context() if transport == "tls" else None
    _, tcp = await loop.create_connection(lambda: TcpClient(*who), *place, ssl=tls)
    return tcp
