"""Redis and PostgreSQL of a test's own: Debian's programs, free ports, data that is thrown away."""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.running import answers, free_port

ACCOUNT = "postgres"  # PostgreSQL refuses to be root.


@dataclass
class Store:
    """A server that can be stopped, killed and started again at the same address."""

    url: str
    port: int
    command: Sequence[str]
    folder: Path
    account: str | None = None
    process: subprocess.Popen | None = field(default=None)

    def start(self) -> None:
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, user=self.account, stdout=log, stderr=log
            )
        for _ in range(300):
            if self.answers():
                return
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.1)  # The kernel tells nobody of a port that another process opens.
        raise AssertionError((self.folder / "log").read_text())

    def answers(self) -> bool:
        return answers(self.port)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None


def all_of(store: Store) -> list[int]:
    """Its processes: PostgreSQL has one for each connection."""
    assert store.process is not None
    own = str(store.process.pid)
    children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
    return [int(process) for process in (own, *children)]


def redis(folder: Path) -> Store:
    """One that keeps nothing, not started yet."""
    port = free_port()
    settings = f"--port {port} --bind 127.0.0.1 --save --appendonly no --daemonize no"
    command = [_program("redis-server"), *settings.split()]
    return Store(f"redis://127.0.0.1:{port}/0", port, command, folder)


def postgresql(folder: Path) -> Store:
    """An empty one, not started yet."""
    port, programs = free_port(), _postgresql_programs()
    account = ACCOUNT if os.geteuid() == 0 else None
    data = folder / "database"
    data.mkdir()
    if account:
        for parent in (folder, *folder.parents):  # pytest makes its own for their owner alone.
            if not parent.stat().st_mode & 0o001:
                parent.chmod(0o711)
        shutil.chown(data, account, account)
    make = [programs / "initdb", "--auth=trust", f"--username={ACCOUNT}", "--no-sync", data]
    subprocess.run(make, cwd=data, user=account, check=True, stdout=subprocess.DEVNULL)
    command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-c", "fsync=off"]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    url = f"postgres://{ACCOUNT}@127.0.0.1:{port}/postgres"
    return Store(url, port, command, folder, account)


def _postgresql_programs() -> Path:
    """Debian keeps them off the PATH, in a folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else Path(_program("initdb")).parent


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is not installed: see tests/install-tools"
    return found
