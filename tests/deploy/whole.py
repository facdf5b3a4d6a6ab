"""The kit as one machine has it: nginx, two workers, PostgreSQL and Redis, by deploy/'s own files.

Paths, ports and names are changed, and what starts a worker is the test instead of systemd.
"""

import asyncio
import re
import shlex
from dataclasses import dataclass, replace
from pathlib import Path

from tests import nginx, stores
from tests.deploy.kit import DEPLOY
from tests.nginx import NAME, ProxiedSite
from tests.running import Site, free_port, new_environment
from tests.stores import Store


@dataclass
class Whole:
    workers: list[ProxiedSite]
    stores: list[Store]  # nginx is the last

    def start(self) -> None:
        *stores, door = self.stores
        for store in stores:
            store.start()
        self.workers[0].manage("migrate", "-v0")
        for worker in self.workers:
            worker.start(*command_of(worker))
        door.start()

    def stop(self) -> None:
        for part in [*self.workers, *reversed(self.stores)]:
            part.stop()

    def restart(self, port: int) -> None:
        """As `systemctl restart` does: the old process has ended when the new one begins."""
        [worker] = [worker for worker in self.workers if worker.port == port]
        worker.stop()
        worker.start(*command_of(worker))


def whole(site: Site, folder: Path) -> Whole:
    redis, postgresql = redis_of_the_kit(folder), postgresql_of_the_kit(folder)
    door = free_port()
    settings = settings_of_the_kit() | {
        "PLAYLOBBY_SITE_URL": f"https://{NAME}:{door}",
        "PLAYLOBBY_DATA_DIR": str(site.data),
        "PLAYLOBBY_DATABASE_URL": postgresql.url,
        "PLAYLOBBY_REDIS_URL": redis.url,
    }
    first = ProxiedSite(site.data, site.port, new_environment(**settings), door=door)
    first = replace(first, plain_door=free_port(), certificate=nginx.certify(folder))
    second = replace(first, port=free_port())
    file = folder / "nginx.conf"
    text, line = nginx.filled_in(first, folder), "# server 127.0.0.1:8002"
    assert line in text
    file.write_text(text.replace(line, f"server 127.0.0.1:{second.port}"))
    return Whole([first, second], [redis, postgresql, nginx.nginx(folder, file, door)])


def settings_of_the_kit() -> dict[str, str]:
    text = (DEPLOY / "playlobby.env").read_text()
    return dict(re.findall(r"^(PLAYLOBBY_\w+)=(.*)$", text, re.M))


def command_of(worker: Site) -> list[str]:
    """What the unit starts, after `manage.py`."""
    unit = (DEPLOY / "systemd" / "playlobby@.service").read_text()
    [command] = re.findall(r"^ExecStart=\S+/python manage.py (.*)$", unit, re.M)
    return shlex.split(command.replace("%i", str(worker.port)))


def redis_of_the_kit(folder: Path) -> Store:
    (own := folder / "redis").mkdir()
    store = stores.redis(own)
    program, *_ = store.command
    store.command = [program, str(DEPLOY / "redis.conf"), "--port", str(store.port)]
    return store


def postgresql_of_the_kit(folder: Path) -> Store:
    (own := folder / "postgresql").mkdir()
    store = stores.postgresql(own)
    with (own / "database" / "postgresql.conf").open("a") as settings:
        settings.write((DEPLOY / "postgresql.conf").read_text())
    return store


async def restarter(kit: Whole, folder: Path) -> tuple[asyncio.Server, Path]:
    """What deploy/restart is to call instead of systemd: it asks us, and waits until it is done."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.to_thread(kit.restart, int(await reader.readline()))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    command = folder / "restart-one"
    lines = ["#!/bin/bash", f"exec 3<>/dev/tcp/127.0.0.1/{port}", 'echo "$1" >&3', "cat <&3"]
    command.write_text("\n".join(lines) + "\n")
    command.chmod(0o755)
    return server, command
