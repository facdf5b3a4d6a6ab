"""Clients that write bytes of their own: none takes the server's memory, or its manners."""

import asyncio
import resource
import signal
import socket
from contextlib import suppress

import pytest

from lobby.server import Server
from tests.signaling.conftest import PATIENCE
from tests.signaling.test_hostile import memory_of
from tests.signaling.test_worker import HANDSHAKE

CONTINUATION, TEXT, BINARY, CLOSE, PING = 0, 1, 2, 8, 9
JOIN = b'{"type":0,"id":0,"data":""}'


def frame(opcode, payload=b"", *, fin=True):
    """As a client sends it; a mask of zeros leaves a payload as it is."""
    assert len(payload) < 126
    return bytes((fin << 7 | opcode, 0x80 | len(payload), 0, 0, 0, 0)) + payload


async def knock(site, head):
    """A connection that has sent this; what it has not read, the server soon has to keep."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", site.port))
    reader, writer = await asyncio.open_connection(sock=raw, limit=1024)
    writer.write(head)
    return reader, writer


@pytest.fixture
async def connect():
    """Knock; all connections are aborted at the end."""
    writers = []

    async def connect(site, head=b""):
        reader, writer = await knock(site, head)
        writers.append(writer)
        return reader, writer

    yield connect
    for writer in writers:
        writer.transport.abort()


@pytest.fixture
def upgrade(connect):
    """Connect to a room, as a player's socket."""

    async def upgrade(site, code=""):
        head = HANDSHAKE.format(port=site.port, code=code).replace("mesh/ ", "mesh ")
        reader, writer = await connect(site, head.encode())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        return reader, writer

    return upgrade


async def closed(reader):
    """Read short frames until the server closes; its code and reason."""
    async with asyncio.timeout(PATIENCE):
        while True:
            first, length = await reader.readexactly(2)
            payload = await reader.readexactly(length)
            if first & 0x0F == CLOSE:
                assert await reader.read() == b""
                return int.from_bytes(payload[:2]), payload[2:].decode()


async def send_for_ever(writer, data, times):
    """Or until the server has had enough."""
    with suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(60):
            for _ in range(times):
                writer.write(data)
                await writer.drain()
                yield


async def test_pongs_for_a_player_who_reads_nothing_fill_no_memory(own_site, upgrade, dial):
    _, writer = await upgrade(own_site)
    writer.transport.pause_reading()
    pings = frame(PING, b"x" * 125) * 5_000
    before, used = memory_of(own_site.process), []
    async for _ in send_for_ever(writer, pings, 64_000_000 // len(pings)):
        used.append(memory_of(own_site.process))
    assert max(used) - before < 20_000, "kilobytes"
    await (await dial(f"{own_site.signal}/mesh")).join()


ENDLESS = {
    "headers": (b"GET / HTTP/1.1\r\n", b"a: b\r\n" * 10_000),
    "header": (b"GET / HTTP/1.1\r\na: ", b"b" * 60_000),
    "address": (b"GET /", b"a" * 60_000),
    "trailers": (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        b"a: b\r\n" * 10_000,
    ),
}


@pytest.mark.parametrize("kind", ENDLESS)
async def test_a_request_that_is_all_head_is_cut_off(own_site, connect, kind):
    first, part = ENDLESS[kind]
    _, writer = await connect(own_site, first)
    before, used = memory_of(own_site.process), []
    async for _ in send_for_ever(writer, part, 1_000):
        used.append(memory_of(own_site.process))
    assert len(used) < 500
    assert max(used) - before < 20_000, "kilobytes"


async def close_without_reading(site, upgrade, blue):
    """A player who ends the connection, but leaves the server's answers where they are."""
    reader, writer = await upgrade(site, blue.code)
    writer.write(frame(TEXT, JOIN))
    await blue.hear()
    writer.transport.pause_reading()
    async for _ in send_for_ever(writer, frame(PING, b"x" * 125) * 5_000, 20):
        pass
    writer.write(frame(PING) + frame(CLOSE, (1000).to_bytes(2)))
    assert (await blue.hear())[0] == blue.PEER_DISCONNECT
    return reader, writer


async def test_a_player_who_reads_late_misses_pongs_alone(own_site, upgrade, dial):
    blue = await dial(f"{own_site.signal}/mesh")
    await blue.join()
    reader, writer = await close_without_reading(own_site, upgrade, blue)
    writer.transport.resume_reading()
    assert await closed(reader) == (1000, "")


async def test_a_message_has_no_end_of_fragments(own_site, upgrade):
    reader, writer = await upgrade(own_site)
    writer.write(frame(TEXT, fin=False) + frame(CONTINUATION, fin=False) * 10_000)
    assert await closed(reader) == (1009, "too many fragments")


async def test_a_message_may_come_in_fragments(own_site, upgrade, dial):
    blue = await dial(f"{own_site.signal}/mesh")
    await blue.join()
    _, writer = await upgrade(own_site, blue.code)
    rest = [frame(CONTINUATION, JOIN[at : at + 1], fin=False) for at in range(1, len(JOIN))]
    rest += [frame(CONTINUATION, fin=False)] * (62 - len(rest)) + [frame(CONTINUATION)]
    writer.write(frame(TEXT, JOIN[:1], fin=False) + b"".join(rest))
    assert (await blue.hear())[0] == blue.PEER_CONNECT


@pytest.mark.parametrize(
    "message",
    [frame(TEXT), frame(BINARY), frame(TEXT, fin=False) + frame(CONTINUATION)],
    ids=["text", "binary", "fragments"],
)
async def test_one_packet_of_too_many_messages_is_too_many(own_site, upgrade, message):
    """They come in one piece; the first alone would be refused in other words."""
    reader, writer = await upgrade(own_site)
    writer.write(message * 5_000)
    assert await closed(reader) == (4000, "Too many messages")


ODD_HEADS = {
    b"HTTP/1.1 431 ": ("\r\n\r\n", "\r\nX-Long: " + "x" * 9_000 + "\r\n\r\n"),
    b"HTTP/1.1 400 ": ("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\nx"),
}


def odd_head(site, answer):
    head = HANDSHAKE.format(port=site.port, code="AAAAAA")
    return head.replace(*ODD_HEADS[answer]).encode()


@pytest.mark.parametrize("answer", ODD_HEADS)
async def test_a_handshake_that_cannot_be_read_is_answered(own_site, connect, answer):
    reader, _ = await connect(own_site, odd_head(own_site, answer))
    async with asyncio.timeout(PATIENCE):
        assert (await reader.read()).startswith(answer)
    assert "Traceback" not in own_site.log


@pytest.mark.long
async def test_a_request_that_is_not_finished_is_dropped(own_site, connect, dial):
    """Not so one whose body is long in coming, nor a socket that says nothing."""
    blue = await dial(f"{own_site.signal}/mesh")
    half, whole = (
        b"GET / HTTP/1.1\r\nHost: local",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    )
    slow, uploader = await connect(
        own_site, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n"
    )
    idle = [(await connect(own_site, head))[0] for head in (b"", half)]
    second, writer = await connect(own_site, whole)
    await second.readuntil(b"\r\n\r\n")
    writer.write(half)
    async with asyncio.timeout(PATIENCE):
        for reader in (*idle, second):
            await reader.read()
    uploader.write(b"x")
    assert (await slow.readline()).startswith(b"HTTP/1.1 ")
    await blue.join()


@pytest.mark.parametrize("told, code", [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 0)])
async def test_a_server_that_stops_tells_all_players(own_site, connect, upgrade, dial, told, code):
    """Whatever states others are in. By Ctrl+C it does so without draining first."""
    players = [await dial(f"{own_site.signal}/mesh") for _ in range(10)]
    await players[0].join()
    await close_without_reading(own_site, upgrade, players[0])
    for answer in ODD_HEADS:
        await connect(own_site, odd_head(own_site, answer))
    await players[1].join()
    own_site.process.send_signal(told)
    assert {(await player.closed())[0] for player in players} == {1012}
    assert await asyncio.to_thread(own_site.process.wait, 20) == code
    assert "Traceback" not in own_site.log


async def test_a_worker_stops_even_if_the_server_cannot(monkeypatch):
    stopped = []

    async def shut_down(*_):
        raise RuntimeError

    async def stop():
        stopped.append(True)

    monkeypatch.setattr("uvicorn.Server.shutdown", shut_down)
    monkeypatch.setattr("lobby.server.worker.stop", stop)
    with pytest.raises(RuntimeError):
        await Server.__new__(Server).shutdown()
    assert stopped


def test_a_server_opens_as_many_connections_as_it_may(make_own_site):
    """Not 1024, as most systems have it for who does not ask."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 1000), hard))
    try:
        site = make_own_site()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert resource.prlimit(site.process.pid, resource.RLIMIT_NOFILE) == (hard, hard)
