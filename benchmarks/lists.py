"""How soon a change is seen on many open lists: `python -m benchmarks.lists [--lists 1000]`.

A worker on one core; on the other, rooms whose hosts give them a new name in turn, and lists that
watch them as pages do. A name is the moment at which it was sent, so whoever reads it knows how
long it took. Prints Markdown: percentiles over all lists and changes, and the worker's time.
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import time
from itertools import cycle

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.signaling.machine import LOAD_CORE, ROOT, allow_many_files, free_port
from benchmarks.signaling.processes import folder, serving

GAME = 'from lobby.models import Game; Game.objects.create(slug="golf", title="Golf", seats=8)'
MANAGE = [sys.executable, "manage.py"]
PREPARE = (
    ["migrate", "-v0"],
    ["collectstatic", "--noinput", "-v0"],
    ["shell", "--no-imports", "-c", GAME],
)
MOMENT = re.compile(rb"at (\d{9,})\.")
UPGRADE = """GET /live/rooms?game=golf HTTP/1.1
Host: localhost:{port}
Origin: http://localhost:{port}
Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

"""
CHANGE = 110


async def main(lists: int, rooms: int, rate: int, seconds: int) -> None:
    os.sched_setaffinity(0, {LOAD_CORE})
    allow_many_files()
    with folder() as data:
        port = free_port()
        told = {
            "PLAYLOBBY_DATA_DIR": str(data),
            "PLAYLOBBY_SITE_URL": f"http://localhost:{port}",
            "PLAYLOBBY_LIMITS": "off",
        }
        environment = os.environ | told
        for command in PREPARE:
            subprocess.run([*MANAGE, *command], cwd=ROOT, env=environment, check=True)
        server = [*MANAGE, "serve", "--port", str(port)]
        log = data / "log"
        with serving(server, port, cwd=ROOT, log=log, environment=environment) as pid:
            hosts = [await open_a_room(port) for _ in range(rooms)]
            watching = await watch(port, lists)
            cpu, began = cpu_of(pid), time.monotonic()
            await rename(hosts, rate, seconds)
            await asyncio.sleep(2)  # What is late counts too.
            cpu = (cpu_of(pid) - cpu) / (time.monotonic() - began)
            report([ms for one in watching for ms in one.took], lists, rate, cpu)


async def open_a_room(port: int) -> ClientConnection:
    """By a game that speaks extensions; its socket, after two frames."""
    socket = await connect(
        f"ws://localhost:{port}/signal/golf", subprotocols=["playlobby.v1"], proxy=None
    )
    await socket.send('{"resume":null,"extensions":true}')
    join = {"type": 0, "id": 0, "data": "?create&public&name=new"}
    await socket.send(f"1 {json.dumps(join)}")
    while '"type":0' not in await socket.recv():
        pass
    return socket


class OpenList(asyncio.Protocol):
    """A page's end of a socket, as cheap as can be: the server's text is on the wire as it is."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.told = asyncio.get_running_loop().create_future()
        self.took: list[float] = []  # milliseconds, one for each change

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        head = UPGRADE.format(port=self.port).replace("\n", "\r\n")
        transport.write(head.encode())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        if not self.told.done() and b"data-list" in data:
            self.told.set_result(None)
        for sent in set(MOMENT.findall(data)):  # A row says its name twice.
            self.took.append((now - int(sent)) / 1e6)


async def watch(port: int, lists: int) -> list[OpenList]:
    loop = asyncio.get_running_loop()
    opened: list[OpenList] = []
    for _ in range(lists):
        _, one = await loop.create_connection(lambda: OpenList(port), "127.0.0.1", port)
        await one.told
        opened.append(one)
    return opened


async def rename(hosts: list[ClientConnection], rate: int, seconds: int) -> None:
    drains = [asyncio.create_task(drain(host)) for host in hosts]
    began = time.monotonic()
    for number, host in zip(range(rate * seconds), cycle(hosts), strict=False):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        name = {"name": f"at {time.monotonic_ns()}."}
        frame = {"type": CHANGE, "id": 0, "data": name}
        await host.send(f"{2 + number // len(hosts)} {json.dumps(frame)}")
    for task in drains:
        task.cancel()


async def drain(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


def report(took: list[float], lists: int, rate: int, cpu: float) -> None:
    """`took` in milliseconds, `cpu` a part of a core."""
    took.sort()
    p50, p99, slowest = (took[int(part * (len(took) - 1))] for part in (0.5, 0.99, 1))
    print("| Open lists | Changes a second | Seen | p50 ms | p99 ms | Slowest ms | CPU |")
    print("|---|---|---|---|---|---|---|")
    figures = f"{p50:.0f} | {p99:.0f} | {slowest:.0f} | {cpu:.0%} of a core |"
    print(f"| {lists} | {rate} | {len(took):,} | {figures}")


def cpu_of(pid: int) -> float:
    """Seconds that a process has used (proc(5), fields 14 and 15)."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lists", description=__doc__)
    parser.add_argument("--lists", type=int, default=1000)
    parser.add_argument("--rooms", type=int, default=50)
    parser.add_argument("--rate", type=int, default=20, help="changes a second")
    parser.add_argument("--seconds", type=int, default=20)
    asyncio.run(main(**vars(parser.parse_args())))
