"""The servers under test. Each is started anew for each round, alone on its core."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.signaling.machine import NODE_FOLDER, ROOT, free_port, program
from benchmarks.signaling.processes import folder, serving
from benchmarks.signaling.stores import Store, postgresql, redis

MANAGE = [sys.executable, "manage.py"]
PREPARE = (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"])
GAME = "from lobby.models import Game; Game.objects.create(slug='bench', title='Bench', seats=64)"
# As `manage.py serve` runs uvicorn, so that only what is above it differs.
UVICORN = ["--loop", "uvloop", "--http", "httptools", "--ws", "websockets-sansio"]
UVICORN += ["--ws-per-message-deflate", "false", "--lifespan", "off"]
UVICORN += ["--log-level", "warning", "--no-access-log"]


@dataclass(frozen=True)
class Running:
    """`pids` are all whose CPU and memory count; none where they are not ours to look at."""

    urls: list[str]
    pids: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Server:
    """`apart`: a room's peers are at different addresses of it, else all at one."""

    name: str
    title: str
    start: Callable[[], AbstractContextManager[Running]]
    protocol: str = "demo"
    apart: bool = False


Database = Callable[[], AbstractContextManager[Store | None]]
sqlite: Database = nullcontext  # a file of the data folder


@contextmanager
def ours(database: Database = sqlite, workers: int = 1) -> Iterator[Running]:
    """This server. Two workers share a database, a data folder and a Redis."""
    with folder() as data, ExitStack() as stack:
        start = stack.enter_context
        ports = [free_port() for _ in range(workers)]
        stores = {"DATABASE": start(database()), "REDIS": start(redis()) if workers > 1 else None}
        used = {name: store for name, store in stores.items() if store}
        environment = _site(data, ports[0], {name: store.url for name, store in used.items()})
        pids = [start(_worker(data, port, environment)) for port in ports]
        urls = [f"ws://127.0.0.1:{port}/signal/bench" for port in ports]
        yield Running(urls, [*pids, *(store.pid for store in used.values())])


@contextmanager
def group_send() -> Iterator[Running]:
    """A plain Channels consumer that relays with `group_send`, two workers, a Redis."""
    with folder() as data, ExitStack() as stack:
        store = stack.enter_context(redis())
        environment = os.environ | {"BENCH_REDIS_URL": store.url}
        ports, pids = [free_port(), free_port()], []
        for port in ports:
            application = "benchmarks.signaling.group_send:application"
            command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), *UVICORN]
            log = data / "server.log"
            worker = serving(command, port, cwd=ROOT, log=log, environment=environment)
            pids.append(stack.enter_context(worker))
        yield Running([f"ws://127.0.0.1:{port}/" for port in ports], [*pids, store.pid])


@contextmanager
def bare_uvicorn() -> Iterator[Running]:
    """`bare_uvicorn.py`: the demo's protocol and nothing besides, in Python."""
    port = free_port()
    application = "benchmarks.signaling.bare_uvicorn:application"
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), *UVICORN]
    with folder() as data, serving(command, port, cwd=ROOT, log=data / "log") as pid:
        yield Running([f"ws://127.0.0.1:{port}/"], [pid])


@contextmanager
def peerjs() -> Iterator[Running]:
    """PeerJS server as its own command starts it, without its cap on connections."""
    script = "node_modules/peer/dist/bin/peerjs.js"
    options = ["--host", "127.0.0.1", "--concurrent_limit", "100000", "--alive_timeout", "60000"]
    with _node(script, lambda port: ["--port", str(port), *options]) as (pid, port):
        yield Running([f"ws://127.0.0.1:{port}/peerjs"], [pid])


@contextmanager
def bare() -> Iterator[Running]:
    """`bare_node.js`: the demo's protocol and nothing besides."""
    with _node("bare_node.js", lambda port: [str(port)]) as (pid, port):
        yield Running([f"ws://127.0.0.1:{port}/"], [pid])


def elsewhere(url: str, pids: list[int]) -> Server:
    """A server that runs already and speaks the demo's protocol."""

    @contextmanager
    def start() -> Iterator[Running]:
        yield Running([url], pids)

    return Server("url", url, start)


ours_twice = partial(ours, workers=2)
SERVERS = {
    server.name: server
    for server in (
        Server("ours", "Playlobby", ours),
        Server("ours-pg", "Playlobby, PostgreSQL", partial(ours, postgresql)),
        Server("ours2", "Playlobby, 2 workers", ours_twice),
        Server("ours2-pg", "Playlobby, 2 workers, PostgreSQL", partial(ours_twice, postgresql)),
        Server("ours2-apart", "Playlobby, 2 workers, peers apart", ours_twice, apart=True),
        Server("group-send", "Channels' group_send, peers apart", group_send, apart=True),
        Server("peerjs", "PeerJS server", peerjs, protocol="peerjs"),
        Server("bare", "bare Node", bare),
        Server("bare-uvicorn", "bare uvicorn", bare_uvicorn),
    )
}


def _site(data: Path, port: int, stores: dict[str, str]) -> dict[str, str]:
    """The environment of a new site with a game, whose limits nobody reaches.

    It knows nothing of a site that runs from the same shell, nor of its database.
    """
    settings = {
        "DATA_DIR": str(data),
        "SITE_URL": f"http://localhost:{port}",
        "LIMITS": "off",
        "JOIN_WITHIN": "600",
        **{f"{name}_URL": url for name, url in stores.items()},
    }
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PLAYLOBBY_")
    } | {f"PLAYLOBBY_{name}": value for name, value in settings.items()}
    for command in (*PREPARE, ["shell", "--no-imports", "-c", GAME]):
        subprocess.run([*MANAGE, *command], cwd=ROOT, env=environment, check=True)
    return environment


def _worker(data: Path, port: int, environment: dict[str, str]) -> AbstractContextManager[int]:
    command = [*MANAGE, "serve", "--port", str(port)]
    return serving(command, port, cwd=ROOT, log=data / "server.log", environment=environment)


@contextmanager
def _node(script: str, arguments: Callable[[int], list[str]]) -> Iterator[tuple[int, int]]:
    port = free_port()
    command = [program("node"), script, *arguments(port)]
    with folder() as data, serving(command, port, cwd=NODE_FOLDER, log=data / "log") as pid:
        yield pid, port
