"""What this machine and the stores tell: database, Redis, data folder, clocks, TURN, workers.

Those that ask the database raise DatabaseError if it cannot be asked.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.models.functions import Now
from redis import Redis, RedisError

from lobby import ice_check
from lobby.doctor.finding import Finding, beware, wrong
from lobby.management.commands.serve import check_database, check_static_files
from lobby.models import IceServer, Worker

MOST_APART = 2.0  # seconds between two clocks
SLOW_PING = 20.0  # milliseconds; each signal between workers takes one
LEAST_REDIS = (6, 0)
LEAST_SHARE, LEAST_BYTES = 0.05, 2_000_000_000  # of a disk, free
PATIENCE = 3.0  # seconds


def data_folder() -> list[Finding]:
    folder = settings.DATA_DIR
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"?")
            file.flush()
    except OSError as error:
        return wrong(
            f"The data folder {folder} cannot be written: {error.strerror}.",
            f"Make it, and give it to this account (user {os.getuid()}), or free the disk.",
        )
    disk = shutil.disk_usage(folder)
    if disk.free > max(LEAST_BYTES, disk.total * LEAST_SHARE):
        return []
    return beware(
        f"{disk.free / 1e9:.1f} GB are free on the disk of {folder}.",
        "Lower PLAYLOBBY_KEEP_BUILDS and run `manage.py sweep`, or get a larger disk.",
    )


def database() -> list[Finding]:
    try:
        check_database()
    except CommandError as error:
        return wrong(str(error), "See PLAYLOBBY_DATABASE_URL, or run deploy/upgrade.")
    return []


def static_files() -> list[Finding]:
    try:
        check_static_files()
    except CommandError as error:
        return wrong(str(error), "Run it as the account that workers run as.")
    return []


def redis() -> list[Finding]:
    if not settings.REDIS_URL:
        return []
    try:
        with _redis() as client:
            ping = min(_took(client.ping) for _ in range(5))
            version = str(cast(dict[str, Any], client.info("server"))["redis_version"])
    except RedisError as error:
        return wrong(f"Redis does not answer: {error}", "See PLAYLOBBY_REDIS_URL; start it.")
    found = []
    if ping > SLOW_PING:
        found += beware(f"Redis takes {ping:.0f} ms to answer.", "Run it close to the workers.")
    if tuple(int(part) for part in version.split(".")[:2]) < LEAST_REDIS:
        found += wrong(f"Redis is {version}.", "Update it: 6.0 is the oldest that is known to do.")
    return found


def clocks() -> list[Finding]:
    """Passes and TURN credentials end by the clock; leases go by the database's alone."""
    found = []
    for name, read in (("database", _time_of_database), ("Redis", _time_of_redis)):
        try:
            there = read()
        except (DatabaseError, RedisError):
            continue
        if there is not None and abs(apart := there - time.time()) > MOST_APART:
            ahead = "ahead of" if apart > 0 else "behind"
            found += wrong(
                f"The clock of the {name} is {abs(apart):.0f} s {ahead} this machine's.",
                "Let both keep time: apt-get install systemd-timesyncd",
            )
    return found


def turn() -> list[Finding]:
    """Each is asked for a relay for real."""
    servers, found = list(IceServer.objects.filter(enabled=True)), []
    if not any(server.is_turn for server in servers):
        found += beware(
            "There is no TURN server: players behind strict firewalls do not reach each other.",
            "docs/turn.md sets one up in ten lines.",
        )
    for server, outcome in zip(servers, ice_check.tried(servers=servers), strict=True):
        if outcome.ms is None:
            found += wrong(f"{server}: {outcome.words}", "docs/turn.md tells what that means.")
    return found


def workers() -> list[Finding]:
    alive = Worker.objects.filter(alive_until__gte=Now()).count()
    lapsed = Worker.objects.filter(alive_until__lt=Now()).count()
    if not alive:
        return wrong("No worker is alive.", "systemctl start playlobby@8001, or make up.")
    if lapsed:
        return beware(
            f"{lapsed} of {alive + lapsed} workers fell silent, and are being given up.",
            "journalctl -u 'playlobby@*' tells why.",
        )
    return []


def _redis() -> "Redis":
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )


def _took(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def _time_of_database() -> float | None:
    if connection.vendor != "postgresql":  # SQLite reads this machine's.
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0])


def _time_of_redis() -> float | None:
    if not settings.REDIS_URL:
        return None
    with _redis() as client:
        seconds, microseconds = cast(tuple[int, int], client.time())
    return seconds + microseconds / 1e6


CHECKS: dict[str, Callable[[], list[Finding]]] = {
    "data folder": data_folder,
    "database": database,
    "static files": static_files,
    "Redis": redis,
    "clocks": clocks,
    "TURN": turn,
    "workers": workers,
}
