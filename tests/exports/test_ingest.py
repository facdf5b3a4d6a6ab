"""What unpacks a stranger's zip: bounded, alone, and gone without harm."""

import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.exports.samples import Samples
from tests.running import ROOT, Site

STATE = "SELECT state, words, attempts FROM lobby_upload WHERE key = ?"
LIVE = "SELECT live_build_id FROM lobby_game WHERE slug = 'demo'"
FILES = "SELECT count(*) FROM lobby_buildfile"


@pytest.fixture(scope="module")
def idle(make_site, tmp_path_factory) -> Site:
    """A site that nobody serves, with a live game."""
    site = make_site()
    samples = Samples(tmp_path_factory.mktemp("first"))
    site.manage("publish", "demo", str(samples.zip(samples.export())))
    return site


@pytest.fixture
def add(idle, tmp_path):
    """An export whose bytes have come: the key of its upload."""

    def run(**more: bytes) -> str:
        samples = Samples(tmp_path)
        key = idle.shell(
            "from lobby.models import Game; from lobby.exports import uploads;"
            "upload = uploads.begin(game=Game.objects.get(), length=1, name='export.zip');"
            "uploads.complete(upload=upload); print(upload.key)"
        ).strip()
        folder = idle.data / "uploads"
        folder.mkdir(exist_ok=True)
        samples.zip(samples.export(**more), compression=zipfile.ZIP_STORED).rename(
            folder / f"{key}.zip"
        )
        return key

    return run


def look(site: Site, question: str, *values: str) -> tuple:
    with closing(sqlite3.connect(site.data / "playlobby.sqlite3")) as database:
        return tuple(database.execute(question, values).fetchone())


def ingest(site: Site) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "ingest"]
    return subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=subprocess.DEVNULL)


def caught_at_work(site: Site, key: str, attempt: int = 1) -> subprocess.Popen:
    """The process that unpacks it, held still in the middle."""
    process = ingest(site)
    while look(site, STATE, key)[::2] != ("working", attempt):
        assert process.poll() is None
    process.send_signal(signal.SIGSTOP)
    return process


@pytest.fixture
def large():
    """Takes a while to unpack and to compress."""
    return {"large__bin": os.urandom(2**20) * 60}


@pytest.mark.long
def test_an_upload_that_brings_nothing_new_says_so(idle, add):
    key = add()
    assert ingest(idle).wait(60) == 0
    words = "Its files are those of build 1, which is live. So nothing has changed."
    assert look(idle, STATE, key)[:2] == ("published", words)


def test_one_that_kills_its_process_fails_and_the_live_build_stays(idle, add, large):
    before = look(idle, LIVE), look(idle, FILES)
    key = add(**large)
    for attempt in (1, 2, 3):
        process = caught_at_work(idle, key, attempt)
        process.kill()
        process.wait()
        assert (look(idle, LIVE), look(idle, FILES)) == before
    assert ingest(idle).wait() == 3
    state, words, _ = look(idle, STATE, key)
    assert state == "failed" and "died, three times" in words
    assert (look(idle, LIVE), look(idle, FILES)) == before
    assert os.listdir(idle.data / "uploads") == []
    for folder in (idle.data / "incoming").iterdir():
        os.utime(folder, (0, 0))
    idle.manage("sweep")
    assert os.listdir(idle.data / "incoming") == []


def test_its_process_is_bounded_and_alone(idle, add, large):
    key = add(**large)
    process = caught_at_work(idle, key)
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    bounds = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
    assert bounds["Max address space"] == str(1024**3)
    assert bounds["Max file size"] == str(2 * 1024**3)
    assert bounds["Max cpu time"] == "300"
    assert ingest(idle).wait() == 3  # Another one finds the door locked.
    process.send_signal(signal.SIGCONT)
    assert process.wait() == 0
    assert look(idle, STATE, key)[0] == "published"


@pytest.mark.long
def test_a_server_that_stops_gives_it_back(idle, add, large):
    unpacked = set((idle.data / "incoming").iterdir())
    key = add(**large)
    for _ in range(4):  # Once more than it may fail.
        process = caught_at_work(idle, key)
        process.terminate()
        process.send_signal(signal.SIGCONT)
        process.wait()
    assert look(idle, STATE, key)[0] == "waiting"
    assert set((idle.data / "incoming").iterdir()) == unpacked
    assert ingest(idle).wait() == 0
    assert look(idle, STATE, key)[0] == "published"
