"""Bytes a CPU-second, memory under slow readers, and players beside those who download."""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import websockets

from benchmarks.serving.servers import LARGE, LARGE_NAME, Nginx, Served
from benchmarks.signaling.machine import LOAD_CORE, on_core, program

AT_ONCE = 4
DOWNLOADS = 16  # of the large file
ENGINES = 200  # downloads of the engine, compressed
SLOW_READERS = 200
SLOW_FOR = 10.0  # seconds
BESIDE = 20  # downloads at full speed, beside a relay
SIGNALS = 500
TICK = 0.01  # seconds between two signals
ROUNDS = 3
BLOB = f"/blob/{LARGE_NAME}.pck"

Row = tuple[str, str, str]


def measure(site: Served) -> list[Row]:
    streamed = [_rate(site.port, site.host(), BLOB, [site.pid]) for _ in range(ROUNDS)]
    grown = _memory_under_slow_readers(site)
    alone = asyncio.run(_relay(site))
    beside = asyncio.run(_relay_beside_downloads(site))
    return [
        ("a worker streams, GB per CPU-second", f"{statistics.median(streamed):.2f}", "≥ 0.4"),
        (f"memory under {SLOW_READERS} slow readers, MiB", f"+ {grown / 2**20:.1f}", "≤ + 20"),
        ("relay alone, p99 in ms", f"{alone:.1f}", "–"),
        (f"relay beside {BESIDE} downloads, p99 in ms", f"{beside:.1f}", "≤ 50"),
    ]


def through_nginx(site: Served, nginx: Nginx) -> list[Row]:
    """The engine, compressed, from nginx alone and from nginx that asks a worker each time."""
    plain, asked = [], []
    for _ in range(ROUNDS):
        host = f"127.0.0.1:{nginx.plain}"
        plain.append(_rate(nginx.plain, host, "/large.pck", nginx.pids))
        asked.append(_rate(nginx.proxy, site.host(), BLOB, [*nginx.pids, site.accel_pid]))
    share = statistics.median(asked) / statistics.median(plain)
    return [
        ("nginx alone, GB per CPU-second", f"{statistics.median(plain):.2f}", "–"),
        ("nginx through X-Accel, GB per CPU-second", f"{statistics.median(asked):.2f}", "–"),
        ("X-Accel / nginx", f"{share:.2f}", "≥ 0.9"),
    ]


def _rate(port: int, host: str, path: str, pids: Iterable[int]) -> float:
    """GB that the processes send in a second of their own CPU time."""
    pids = list(pids)
    before = sum(map(_cpu, pids))
    with ExitStack() as stack:
        for _ in range(AT_ONCE):
            stack.enter_context(_curl(port, host, path, DOWNLOADS // AT_ONCE))
    return DOWNLOADS * LARGE / 1e9 / (sum(map(_cpu, pids)) - before)


def _curl(port: int, host: str, path: str, times: int) -> "subprocess.Popen[bytes]":
    """Download something so many times, one after another. Leaving the block waits for it."""
    address = f"http://127.0.0.1:{port}{path}"
    outputs = ["-o", "/dev/null"] * times
    command = [program("curl"), "-sS", "--fail", "-H", f"Host: {host}", *outputs]
    return subprocess.Popen(on_core(LOAD_CORE, [*command, *[address] * times]))


def _cpu(pid: int) -> float:
    """Seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return 1024 * int(status.split("VmRSS:")[1].split()[0])


def _memory_under_slow_readers(site: Served) -> int:
    """Bytes that a worker grows by while each of them takes 4 kB a second."""
    before = most = _memory(site.pid)
    with ExitStack() as stack:
        readers = []
        for _ in range(SLOW_READERS):
            reader = stack.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            reader.sendall(f"GET {BLOB} HTTP/1.1\r\nHost: {site.host()}\r\n\r\n".encode())
            readers.append(reader)
        until = time.monotonic() + SLOW_FOR
        while time.monotonic() < until:
            for reader in readers:
                reader.recv(4096)
            most = max(most, _memory(site.pid))
            time.sleep(1)
    return most - before


async def _relay_beside_downloads(site: Served) -> float:
    downloads = [_curl(site.port, site.host(), BLOB, 200) for _ in range(BESIDE)]
    for download in downloads:
        os.setpriority(os.PRIO_PROCESS, download.pid, 10)  # They share a core with our own clock.
    try:
        return await _relay(site)
    finally:
        for download in downloads:
            download.terminate()
            download.wait()


async def _relay(site: Served) -> float:
    """Milliseconds that 99 of 100 signals take at most, from one player to another."""
    address = f"ws://127.0.0.1:{site.port}/signal/demo"
    async with websockets.connect(address) as host, websockets.connect(address) as guest:
        await host.send(json.dumps({"type": 0, "id": 0, "data": ""}))
        code = await _told(host, 0)
        await guest.send(json.dumps({"type": 0, "id": 0, "data": code}))
        await _told(guest, 0)
        times = []
        for _ in range(SIGNALS):
            sent = time.perf_counter()
            await guest.send(json.dumps({"type": 6, "id": 1, "data": "x" * 300}))
            await _told(host, 6)
            times.append(1000 * (time.perf_counter() - sent))
            await asyncio.sleep(TICK)
    return statistics.quantiles(times, n=100)[98]


async def _told(player: websockets.ClientConnection, kind: int) -> str:
    async for text in player:
        message = json.loads(text)
        if message["type"] == kind:
            return str(message["data"])
    raise SystemExit("A player was hung up on.")
