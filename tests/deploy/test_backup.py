"""A site is copied while it runs, lost, and put back: the same games, the same players."""

import http.client
import os
import shutil
import sqlite3
from pathlib import Path

import psycopg
import pytest

from tests.deploy import kit

COUNT = "from lobby.models import *; print(Room.objects.living().count(), Blob.objects.count())"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def kept(request, make_site):
    """A site of one game, on a database of its own, not started."""
    settings = {}
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql").url
        with psycopg.connect(server, autocommit=True) as database:
            database.execute("DROP DATABASE IF EXISTS kept")
            database.execute("CREATE DATABASE kept")
        settings["PLAYLOBBY_DATABASE_URL"] = server.rpartition("/")[0] + "/kept"
    site = make_site(**settings)
    site.manage("migrate", "-v0")
    yield site
    site.stop()


def wipe(site):
    shutil.rmtree(site.data)
    if url := site.environment.get("PLAYLOBBY_DATABASE_URL"):
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("DROP SCHEMA public CASCADE")


def get(site, host, path):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request("GET", path, headers={"Host": f"{host}:{site.port}"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


@pytest.mark.long
async def test_what_was_copied_comes_back_after_all_was_lost(kept, tmp_path, dial):
    build = kit.publish(kept, tmp_path)
    kept.start()
    key = (kept.data / "secret_key").read_text()
    blue = await dial(f"{kept.signal}/golf")
    await blue.join()
    loader = get(kept, "golf.play.localhost", f"{build}/index.js")
    assert loader[0] == 200

    done = kit.run("backup", tmp_path / "copies", site=kept)
    assert done.returncode == 0, done.stderr
    counted = kept.shell(COUNT)
    kept.kill()
    wipe(kept)
    done = kit.run("restore", done.stdout.strip(), site=kept)
    assert done.returncode == 0, done.stderr

    assert kept.shell(COUNT) == counted and counted.startswith("1 ")
    kept.start()
    assert (kept.data / "secret_key").read_text() == key, "who was logged in still is"
    assert get(kept, "localhost", "/games/golf/")[0] == 200
    assert get(kept, "golf.play.localhost", f"{build}/index.js") == loader
    blue, yellow = [await dial(f"{kept.signal}/golf") for _ in range(2)]
    await blue.join()
    assert await yellow.join(blue.code) == [1]


@pytest.mark.long
def test_a_restored_site_has_nothing_that_came_after_the_copy(kept, tmp_path):
    copy = Path(kit.run("backup", tmp_path / "copies", site=kept).stdout.strip())
    kit.publish(kept, tmp_path, "late")
    assert kit.run("restore", copy, site=kept).returncode == 0
    assert kept.shell("from lobby.models import *; print(Game.objects.count())") == "0\n"
    assert not [path for path in (kept.data / "blobs").rglob("*") if path.is_file()]


def test_files_take_no_room_twice_and_old_copies_go(make_site, tmp_path):
    site, copies = make_site(), tmp_path / "copies"
    (site.data / "blobs").mkdir()
    (site.data / "blobs" / "one").write_bytes(b"a blob")
    made = []
    for _ in range(3):
        done = kit.run("backup", copies, "2", site=site)
        while "of this second" in done.stderr:
            done = kit.run("backup", copies, "2", site=site)
        made.append(Path(done.stdout.strip()))
    assert sorted(copies.glob("*Z")) == made[1:]
    assert (made[2] / "data/blobs/one").samefile(made[1] / "data/blobs/one")
    assert not (made[2] / "data/static").exists()
    assert made[2].stat().st_mode & 0o077 == 0, "it holds the secret key"


def test_a_backup_that_breaks_off_leaves_no_copy(make_site, tmp_path):
    site = make_site()
    (site.data / "playlobby.sqlite3").write_text("no database")
    done = kit.run("backup", tmp_path / "copies", site=site)
    assert done.returncode != 0
    assert not list((tmp_path / "copies").glob("*Z"))


def test_a_copy_is_whole_while_players_write(make_site, tmp_path):
    site = make_site()
    with sqlite3.connect(site.data / "playlobby.sqlite3") as database:
        database.execute("CREATE TABLE scores (n)")
        database.commit()
        database.execute("INSERT INTO scores VALUES (1)")  # Not committed yet.
        copy = Path(kit.run("backup", tmp_path / "copies", site=site).stdout.strip())
    with sqlite3.connect(copy / "database.sqlite3") as copied:
        assert copied.execute("SELECT count(*) FROM scores").fetchone() == (0,)
        assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_goes_while_it_is_copied_ends_no_backup(make_site, tmp_path):
    """As parts of uploads do. rsync says so by 24, which the one of this test always does."""
    site, programs = make_site(), tmp_path / "programs"
    programs.mkdir()
    (programs / "rsync").write_text(f'#!/bin/sh\n{shutil.which("rsync")} "$@"; exit 24\n')
    (programs / "rsync").chmod(0o755)
    site.environment["PATH"] = f"{programs}:{os.environ['PATH']}"
    done = kit.run("backup", tmp_path / "copies", site=site, PATH=site.environment["PATH"])
    assert done.returncode == 0, done.stderr
    assert (Path(done.stdout.strip()) / "data/secret_key").exists()


@pytest.mark.parametrize("keep", ["0", "none", "-1"])
def test_a_number_of_copies_that_is_none_makes_and_deletes_nothing(make_site, tmp_path, keep):
    site, copies = make_site(), tmp_path / "copies"
    copy = kit.run("backup", copies, site=site).stdout.strip()
    done = kit.run("backup", copies, keep, site=site)
    assert (done.returncode, done.stdout) == (1, "") and "such as 14" in done.stderr
    assert [str(path) for path in copies.glob("*Z")] == [copy]


def test_a_copy_of_another_kind_of_database_changes_nothing(make_site, tmp_path):
    site = make_site()
    copy = Path(kit.run("backup", tmp_path / "copies", site=site).stdout.strip())
    (site.data / "blobs").mkdir()
    (site.data / "blobs" / "late").write_bytes(b"a blob")
    site.environment["PLAYLOBBY_DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    done = kit.run("restore", copy, site=site)
    assert done.returncode == 1 and "has no PostgreSQL database" in done.stderr
    assert (site.data / "blobs" / "late").exists()
