"""Whether an ICE server does what it is there for: a relay is asked of it for real, and given back.

On a loop of its own, in the caller's thread: nobody else waits for a server that does not answer.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass

from aioice import stun
from django.utils import timezone

from lobby import ice
from lobby.models import IceServer
from lobby.turn_client import TcpClient, UdpClient, dial

PATIENCE = 5.0  # seconds, for a name's look-up too; all servers are asked at once
MOST_WORDS = 200
PLAYER = "check"  # What the relay is asked for as.


@dataclass(frozen=True, slots=True)
class Outcome:
    words: str
    ms: int | None = None  # until it had given what was asked for; None: it did not


def check(*, servers: Sequence[IceServer]) -> list[Outcome]:
    """Try each, and keep on its row what came of it."""
    outcomes, now = tried(servers=servers), timezone.now()
    for server, outcome in zip(servers, outcomes, strict=True):
        server.checked_at, server.check_ms, server.check_words = now, outcome.ms, outcome.words
        server.save(update_fields=["checked_at", "check_ms", "check_words"])
    return outcomes


def tried(*, servers: Sequence[IceServer]) -> list[Outcome]:
    """The same, without the database."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_all(servers))
    finally:
        loop.close()  # `asyncio.run` would wait for the name server, however long it takes.


async def _all(servers: Sequence[IceServer]) -> list[Outcome]:
    return await asyncio.gather(*map(_try, servers))


async def _try(server: IceServer) -> Outcome:
    began, client = time.perf_counter(), None
    place = (server.host, server.port)
    try:
        async with asyncio.timeout(PATIENCE):
            who = ice.credentials(server=server, player=PLAYER)
            client = await dial(place, server.transport, *who)
            words = await _given(client, server)
        return Outcome(words, round(1000 * (time.perf_counter() - began)))
    except (OSError, stun.TransactionError) as error:
        return Outcome(_why(error, server)[:MOST_WORDS])
    finally:
        if client is not None:
            await client.hang_up()


async def _given(client: UdpClient | TcpClient, server: IceServer) -> str:
    if not server.is_turn:
        return f"It answers, and sees this site at {await client.bind() or 'no address'}."
    address, asked = await client.allocate()
    if not asked:
        return f"It relays from {address}, but for anybody: it asks for no credentials."
    return f"It relays from {address}."


def _why(error: Exception, server: IceServer) -> str:
    """What went wrong, for staff to read."""
    match error:
        case stun.TransactionFailed():
            return _refused(error, server)
        case stun.TransactionTimeout() | TimeoutError():
            return f"No answer within {PATIENCE:.0f} s."
        case ssl.SSLCertVerificationError():
            return f"TLS: its certificate is not to be trusted, {error.verify_message}."
        case ssl.SSLError():
            return f"TLS: {error.reason or error}."
        case socket.gaierror():
            return "Its name leads nowhere."
        case ConnectionRefusedError():
            return "Refused: nothing listens at that port."
    return f"It cannot be reached: {getattr(error, 'strerror', None) or error}"


def _refused(error: stun.TransactionFailed, server: IceServer) -> str:
    code, reason = error.response.attributes.get("ERROR-CODE", (0, ""))
    if code != 401:
        return f"It refuses ({code}): {reason}"
    if server.kind == IceServer.Kind.SECRET:
        return "Wrong secret (401): it must be the same there, and both clocks right."
    return "Wrong user or password (401)."
