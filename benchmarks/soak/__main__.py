"""`python -m benchmarks.soak`: an hour with real clients, in which everything goes wrong once in a
while. It prints what was survived and what was lost; it fails if something promised was lost.

Two workers with a real Redis and a real PostgreSQL, on a disk of their own: mounting it takes root.
"""

import argparse
import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks.soak.disk import mounted
from benchmarks.soak.rooms import keep_a_room
from benchmarks.soak.trouble import Trouble, size_of
from tests import stores
from tests.running import Site, new_site, prepare
from tests.stores import Store

GAME = (
    "from lobby.models import Game;"
    'Game.objects.create(slug="soak", title="Soak", seats=8, when_host_leaves="keep")'
)
LEFT = (
    "from lobby.models import Peer, Room;"
    "print(Peer.objects.present().count(), Room.objects.living().count())"
)
EMPTY_WITHIN = 60.0  # seconds after the last player has gone
GROWTH = 1.05  # of memory and open files, from the first half to the second
BROKEN = (
    "signals lost",
    "seals not told of",
    "builds lost",
    "tracebacks",
    "seats left",
    "rooms left",
)


@dataclass
class Soaked:
    """What came of it. `sizes` are of both workers together, before each trouble."""

    tally: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    sizes: list[tuple[float, int]] = field(default_factory=list)

    @property
    def broken(self) -> list[str]:
        return [name for name in BROKEN if self.tally[name]]

    def growth(self) -> tuple[float, float]:
        """Of memory and of open files, the second half over the first."""
        half = len(self.sizes) // 2
        first, second = self.sizes[:half], self.sizes[half:]
        return (
            mean(m for m, _ in second) / mean(m for m, _ in first),
            mean(f for _, f in second) / mean(f for _, f in first),
        )


async def soak(workers: list[Site], trouble: Trouble, *, rooms: int, minutes: float) -> Soaked:
    """Rooms come and go, and trouble comes at even distances, each kind as often."""
    soaked = Soaked()
    end = time.monotonic() + minutes * 60
    addresses = [f"{worker.signal}/soak" for worker in workers]
    playing = [asyncio.create_task(keep_a_room(addresses, soaked.tally, end)) for _ in range(rooms)]
    pause = max(12.0, minutes * 60 / 48)  # seconds
    for kind in itertools.cycle(trouble.kinds):
        await asyncio.sleep(pause)
        if time.monotonic() + pause > end:
            break
        soaked.sizes.append(size_of(workers))
        await trouble.make(kind)
        soaked.troubles[kind] += 1
    await asyncio.gather(*playing)
    await _empty(workers[0], soaked.tally)
    soaked.tally.update(trouble.tally)
    soaked.tally["tracebacks"] = sum(log.count("Traceback") for log in {w.log for w in workers})
    return soaked


async def _empty(site: Site, tally: Counter[str]) -> None:
    """Everybody has gone: nobody is left, soon."""
    end = time.monotonic() + EMPTY_WITHIN
    while True:
        left = (await asyncio.to_thread(site.shell, LEFT)).split()[-2:]
        seats, rooms = map(int, left)
        if (seats, rooms) == (0, 0) or time.monotonic() > end:
            break
    tally["seats left"], tally["rooms left"] = seats, rooms


@contextmanager
def whole_site(folder: Path) -> Iterator[tuple[list[Site], Trouble]]:
    """Two workers, Redis and PostgreSQL, all on one disk that can fill."""
    with mounted(folder / "disk") as disk, ExitStack() as running:
        redis = _started(stores.redis, disk.folder, running)
        postgresql = _started(stores.postgresql, disk.folder, running)
        settings = {
            "PLAYLOBBY_REDIS_URL": redis.url,
            "PLAYLOBBY_DATABASE_URL": postgresql.url,
            "PLAYLOBBY_LIMITS": "off",
            "PLAYLOBBY_DRAIN": "2",
        }
        first = new_site(disk.folder / "data", prepare(folder / "prepared"), **settings)
        # What they log is the proof: it lies where there is room.
        (first.data / "server.log").symlink_to(folder / "server.log")
        first.manage("migrate", "-v0")
        first.shell(GAME)
        workers = [first, first.another_worker()]
        for worker in workers:
            running.callback(worker.stop)
            worker.serve()
        yield workers, Trouble(workers, redis, postgresql, disk)


def _started(make: Callable[[Path], Store], disk: Path, running: ExitStack) -> Store:
    folder = disk / make.__name__
    folder.mkdir()
    store = make(folder)
    running.callback(store.stop)
    store.start()
    return store


def report(soaked: Soaked) -> str:
    rows = [f"| {name} | {count} |" for name, count in sorted(soaked.troubles.items())]
    rows += [f"| {name} | {count} |" for name, count in sorted(soaked.tally.items())]
    if len(soaked.sizes) > 1:
        memory, files = soaked.growth()
        rows += [f"| memory, second half over first | {memory:.2f} |"]
        rows += [f"| open files, second half over first | {files:.2f} |"]
    return "\n".join(["| What | How often |", "|---|---|", *rows])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rooms", type=int, default=20, help="at any moment, of four players")
    asked = parser.parse_args()
    with (
        TemporaryDirectory(prefix="playlobby-soak-", ignore_cleanup_errors=True) as name,
        whole_site(Path(name)) as (workers, trouble),
    ):
        soaked = asyncio.run(soak(workers, trouble, rooms=asked.rooms, minutes=asked.minutes))
        if soaked.tally["tracebacks"]:
            print(workers[0].log)
    print(report(soaked))
    if soaked.broken:
        raise SystemExit(f"Lost what was promised: {', '.join(soaked.broken)}")


if __name__ == "__main__":
    main()
