"""What two workers share: throw-away Redis and PostgreSQL servers, on the server's core."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.signaling.machine import free_port, program
from benchmarks.signaling.processes import folder, serving

ACCOUNT = "postgres"  # PostgreSQL refuses to be root.


@dataclass(frozen=True)
class Store:
    url: str
    pid: int


@contextmanager
def redis() -> Iterator[Store]:
    """One that keeps nothing."""
    port = free_port()
    settings = f"--port {port} --bind 127.0.0.1 --save --appendonly no --daemonize no"
    command = [program("redis-server"), *settings.split()]
    with folder() as data, serving(command, port, cwd=data, log=data / "log") as pid:
        yield Store(f"redis://127.0.0.1:{port}/0", pid)


@contextmanager
def postgresql() -> Iterator[Store]:
    """One with its own defaults: what it has committed is on the disk."""
    port, programs = free_port(), _programs()
    user = ACCOUNT if os.geteuid() == 0 else None
    with folder() as outer:
        data = outer / "database"
        data.mkdir()
        if user:
            outer.chmod(0o711)
            shutil.chown(data, user, user)
        make = [str(programs / "initdb"), "--auth=trust", f"--username={ACCOUNT}", str(data)]
        subprocess.run(make, cwd=data, user=user, check=True, stdout=subprocess.DEVNULL)
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        with serving(command, port, cwd=data, log=outer / "log", user=user) as pid:
            yield Store(f"postgres://{ACCOUNT}@127.0.0.1:{port}/postgres", pid)


def _programs() -> Path:
    """Debian keeps them off the PATH, a folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return (found[-1] if found else Path(program("initdb"))).parent
