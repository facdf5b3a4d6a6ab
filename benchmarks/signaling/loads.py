"""What is measured, and how: each load is one run of `load.js` on the load's core."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.signaling.machine import LOAD_CORE, NODE_FOLDER, on_core, program
from benchmarks.signaling.servers import Running, Server

BUSY = 0.95  # of a core: more there is not


@dataclass(frozen=True)
class Load:
    """`players` in rooms of `size`, who send `bytes`.

    `seconds` are measured, after `warm` ones: of the server's CPU where it works as fast as it can
    (relay, joins), else of the clock. `joinTimes` warms up with `warm` joins.

    `window` is how many signals of each sender may be on their way at once; `rate` is of signals
    a second, where it is fixed.
    """

    title: str
    load: str
    players: int
    size: int
    bytes: int = 300
    window: int = 8
    warm: float = 1
    seconds: float = 4
    rate: int = 0


@dataclass(frozen=True)
class Result:
    """`count` things done in `seconds`; `server` and `own` (the load's) are seconds of CPU."""

    count: int
    seconds: float
    server: float
    own: float
    more: dict[str, float]
    leaving: "Result | None" = None  # of joins: their end

    @property
    def rate(self) -> float:
        """Per second of the server's CPU; of the clock, where its CPU is not ours to see."""
        return self.count / (self.server or self.seconds)

    @property
    def leaving_rate(self) -> float:
        return self.leaving.rate if self.leaving else float("nan")

    @property
    def own_share(self) -> float:
        """Of the load's core. From `BUSY` on, the load may be what was too slow."""
        return self.own / self.seconds

    @property
    def server_share(self) -> float:
        return self.server / self.seconds


RELAYS = {
    "pairs": Load("pairs, 300 B", "relay", 64, 2),
    "pairs-3k": Load("pairs, 3 kB", "relay", 64, 2, bytes=3000),
    "mesh4": Load("meshes of 4, 300 B", "relay", 64, 4),
    "mesh8": Load("meshes of 8, 300 B", "relay", 64, 8),
}
IDLE = Load("idle", "idle", 1000, 4)  # First: what other loads leave in memory would hide it.
JOINS = Load("joins", "joins", 0, 4, seconds=2)
LATENCY = Load("latency", "latency", 64, 2, rate=2000, seconds=5)
JOIN_TIMES = Load("one join after another", "joinTimes", 200, 2, warm=20)
LOADS = {"idle": IDLE, **RELAYS, "joins": JOINS, "latency": LATENCY}


def run(load: Load, server: Server, running: Running) -> Result:
    command = _command(load, server, running)
    done = subprocess.run(command, cwd=NODE_FOLDER, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{server.title}, {load.title}:\n{done.stderr}")
    return _result(json.loads(done.stdout))


@contextmanager
def crowd(players: int, server: Server, running: Running) -> Iterator[None]:
    """Keep that many joined players there, idle, until the block ends."""
    command = _command(Load("a crowd", "crowd", players, 4), server, running)
    process = subprocess.Popen(
        command, cwd=NODE_FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:  # Ends its input, which ends it, and waits.
        assert process.stdout is not None
        if process.stdout.readline() != "joined\n":
            raise SystemExit("The crowd did not get in.")
        yield


def quick(load: Load) -> Load:
    """The same, too short for a figure: to see that it runs."""
    return replace(load, warm=min(load.warm, 0.3), seconds=min(load.seconds, 0.7))


def _result(report: dict[str, Any]) -> Result:
    figures = [report.pop(name, 0) for name in ("count", "seconds", "server", "own")]
    leaving = report.pop("leaving", None)
    return Result(*figures, more=report, leaving=_result(leaving) if leaving else None)


def _command(load: Load, server: Server, running: Running) -> list[str]:
    plan = vars(load) | vars(running) | {"protocol": server.protocol, "apart": server.apart}
    return on_core(LOAD_CORE, [program("node"), "load.js", json.dumps(plan)])
