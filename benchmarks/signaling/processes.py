"""Processes of a run: started on the server's core, awaited, and surely stopped."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.signaling.machine import SERVER_CORE, on_core

START_WITHIN = 30  # seconds
STOP_WITHIN = 20  # seconds; this server takes up to 10 to say goodbye


@contextmanager
def folder() -> Iterator[Path]:
    """A throw-away one."""
    with TemporaryDirectory(prefix="playlobby-bench-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def serving(
    command: list[str],
    port: int,
    *,
    cwd: Path,
    log: Path,
    environment: dict[str, str] | None = None,
    user: str | None = None,
) -> Iterator[int]:
    """Run a server on its core until the block ends; its process id, once it listens."""
    with log.open("a") as file:
        process = subprocess.Popen(
            on_core(SERVER_CORE, command),
            cwd=cwd,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            user=user,
        )
    try:
        _wait_until_it_listens(process, port, log)
        yield process.pid
    finally:
        _stop(process)


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)  # The kernel tells nobody of a port that another process opens.
    raise SystemExit(f"A server did not start:\n{log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
