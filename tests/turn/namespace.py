"""A network of a test's own: a namespace with loopback and one address that is no loopback.

A safe TURN server relays to no loopback address, so it cannot be tried on the machine itself.
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import Site, answers

ADDRESS = "10.99.0.1"
ADDRESS_6 = "fd99::1"
IP = shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CLONE_NEWNET = 0x40000000


@dataclass(frozen=True)
class Namespace:
    name: str

    @property
    def launcher(self) -> tuple[str, ...]:
        """Put it before a command, and that runs inside."""
        assert IP
        return (IP, "netns", "exec", self.name)

    def up(self) -> bool:
        """Make it; False if this account, or this container, may not."""
        if IP is None or self._ip(f"netns add {self.name}").returncode:
            return False
        inside = f"-n {self.name}"
        made = [
            self._ip(f"{inside} link set lo up"),
            self._ip(f"{inside} link add relay0 type veth peer name relay1"),
            self._ip(f"{inside} address add {ADDRESS}/24 dev relay0"),
            self._ip(f"{inside} address add {ADDRESS_6}/64 dev relay0 nodad"),
            self._ip(f"{inside} link set relay0 up"),
            self._ip(f"{inside} link set relay1 up"),
            # Chromium asks for the way to the world to learn which address is its own.
            self._ip(f"{inside} route add default via 10.99.0.2"),
        ]
        return not any(done.returncode for done in made[:3] + made[4:])

    def down(self) -> None:
        self._ip(f"netns delete {self.name}")

    def run(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a function on a thread that has entered the namespace; the others stay outside."""
        with ThreadPoolExecutor(1, initializer=self._enter) as pool:
            return pool.submit(verb, *args, **kwargs).result()

    def chromium(self, folder: Path, program: str) -> str:
        """A program that runs the browser inside, for Playwright to start."""
        script = folder / "chromium"
        script.write_text(f'#!/bin/sh\nexec {" ".join(self.launcher)} {program} "$@"\n')
        script.chmod(0o755)
        return str(script)

    def _ip(self, command: str) -> subprocess.CompletedProcess:
        return subprocess.run([str(IP), *command.split()], capture_output=True)

    def _enter(self) -> None:
        with open(f"/run/netns/{self.name}") as place:
            done = ctypes.CDLL(None, use_errno=True).setns(place.fileno(), CLONE_NEWNET)
        assert done == 0, os.strerror(ctypes.get_errno())


@dataclass
class SiteInside(Site):
    """A site that runs inside, and that browsers inside reach at `localhost`."""

    namespace: Namespace | None = None

    def answers(self) -> bool:
        assert self.namespace
        return self.namespace.run(answers, self.port)
