"""What goes wrong in the soak, one thing after another: the site is whole again in between."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.soak.disk import Disk
from benchmarks.soak.publisher import Publisher
from tests.running import Site
from tests.stores import Store

STOPS_WITHIN = 20  # seconds
FULL_FOR = 8.0  # seconds


class Trouble:
    """`kinds` are what can be done, by what a report calls it; `tally` counts what came of it."""

    def __init__(
        self, workers: Sequence[Site], redis: Store, postgresql: Store, disk: Disk
    ) -> None:
        self.workers, self.redis, self.postgresql, self.disk = workers, redis, postgresql, disk
        self.tally: Counter[str] = Counter()
        self._publisher = Publisher(workers[0], self.tally)
        self._turn = 0
        self.kinds: dict[str, Callable[[], None]] = {
            "a worker is killed": self._kill_a_worker,
            "a worker is drained": self._drain_a_worker,
            "Redis restarts": lambda: _restart(self.redis),
            "PostgreSQL restarts": lambda: _restart(self.postgresql),
            "the disk is full": self._fill_the_disk,
        }

    async def make(self, kind: str) -> None:
        await asyncio.to_thread(self.kinds[kind])

    def _next(self) -> Site:
        self._turn += 1
        return self.workers[self._turn % len(self.workers)]

    def _kill_a_worker(self) -> None:
        worker = self._next()
        worker.kill()
        worker.serve()

    def _drain_a_worker(self) -> None:
        worker = self._next()
        worker.stop()
        worker.serve()

    def _fill_the_disk(self) -> None:
        """The workers' files, PostgreSQL and Redis share it, as on one machine."""
        self.disk.fill()
        self._publisher.publish_in_vain()
        time.sleep(FULL_FOR)
        self.disk.free()
        fallen = self.postgresql.process is not None and self.postgresql.process.poll() is not None
        if fallen:  # A service manager starts it again.
            self.tally["PostgreSQL fell over a full disk"] += 1
            self.postgresql.start()
        self._publisher.publish()


def _restart(store: Store) -> None:
    """At once: asked politely, PostgreSQL waits until its clients have gone."""
    assert store.process is not None
    store.process.send_signal(signal.SIGINT)
    store.process.wait(timeout=STOPS_WITHIN)
    store.start()


def size_of(workers: Sequence[Site]) -> tuple[float, int]:
    """What all workers have together: resident memory in MiB, and open files."""
    memory = files = 0
    for worker in workers:
        assert worker.process is not None
        home = Path(f"/proc/{worker.process.pid}")
        status = (home / "status").read_text()
        memory += int(status.partition("VmRSS:")[2].split()[0])
        files += len([*(home / "fd").iterdir()])
    return memory / 1024, files
