"""A site that runs for real, in a process of its own."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Site:
    """A site that runs for real, with a data folder and a port of its own."""

    data: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen | None = None
    says_reasons: bool = True
    launcher: tuple[str, ...] = ()  # what starts the server, if it is not to run just here

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def signal(self) -> str:
        return f"ws://localhost:{self.port}/signal"

    def play_origin(self, slug: str) -> str:
        return f"http://{slug}.play.localhost:{self.port}"

    def manage(self, *command: str) -> str:
        """Run a command of `manage.py` on this site's data; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        """Run Python with Django set up, as another process than the server."""
        return self.manage("shell", "--no-imports", "-c", code)

    def start(self, *command: str) -> None:
        """Its workers make no file's shortest form: that would take minutes of both cores."""
        with (
            (self.data / "server.log").open("a") as log,
            (self.data / "compress.lock").open("w") as lock,
        ):
            with suppress(BlockingIOError):  # Another worker holds it.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.process = subprocess.Popen(
                [*self.launcher, sys.executable, "manage.py", *(command or ("serve",))],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[lock.fileno()],
            )
        self._wait_until_it_listens()

    def another_worker(self) -> "Site":
        """A second process on the same data, at a port of its own, not started yet."""
        return replace(self, port=free_port(), process=None)

    def serve(self) -> None:
        self.start("serve", "--port", str(self.port))

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

    @property
    def log(self) -> str:
        return (self.data / "server.log").read_text()

    def answers(self) -> bool:
        return answers(self.port)

    def _wait_until_it_listens(self) -> None:
        assert self.process is not None
        for _ in range(300):
            if self.answers():
                return
            assert self.process.poll() is None, self.log
            time.sleep(0.1)  # The kernel tells nobody of a port that another process opens.
        raise AssertionError(f"The server did not start:\n{self.log}")


def two_workers(first: Site) -> Iterator[list[Site]]:
    """A site's first worker and another, as long as a fixture lasts."""
    both = [first, first.another_worker()]
    for worker in both:
        worker.serve()
    yield both
    for worker in both:
        worker.stop()


def answers(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def new_environment(**settings: str) -> dict[str, str]:
    """This process's environment with those settings, and no others of ours."""
    own = {n: v for n, v in os.environ.items() if not n.startswith("PLAYLOBBY_")}
    return own | settings


def prepare(data: Path) -> Path:
    """Make a data folder with an empty, migrated database and the collected static files."""
    environment = os.environ | {"PLAYLOBBY_DATA_DIR": str(data)}
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True
        )
    return data


def new_site(data: Path, prepared: Path, **environment: str) -> Site:
    """A site on a free port with a copy of a prepared data folder, not started yet."""
    shutil.copytree(prepared, data)
    port = free_port()
    settings = {
        "PLAYLOBBY_DATA_DIR": str(data),
        "PLAYLOBBY_SITE_URL": f"http://localhost:{port}",
        "PLAYLOBBY_LIMITS": "off",  # One address plays all players.
    }
    return Site(data, port, os.environ | settings | environment)


def pack_the_demo(export: Path) -> Path:
    """The demo's web export."""
    return pack_a_game(Path("godot/demo"), export)


def pack_a_game(project: Path, export: Path) -> Path:
    """A project's web export, with the engine that `make` keeps in .cache."""
    subprocess.run(
        [sys.executable, "manage.py", "pack", str(project), str(export)],
        cwd=ROOT,
        env=os.environ | {"PLAYLOBBY_DATA_DIR": str(ROOT / ".cache")},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return export
