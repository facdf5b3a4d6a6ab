"""Whether a worker should be sent players: it says why not, and says yes again once it can."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests import stores
from tests.running import ROOT

TOKEN = "correct-horse-battery"
RUN_OUT = "UPDATE lobby_worker SET alive_until = '2020-01-01 00:00:00'"


def said(site, path="/readyz", within=20):
    url = f"http://127.0.0.1:{site.port}{path}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {TOKEN}"})
    try:
        with urllib.request.urlopen(request, timeout=within) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


async def until(site, answer):
    async with asyncio.timeout(30):
        while await asyncio.to_thread(said, site) != answer:
            await asyncio.sleep(0.1)


async def test_a_worker_whose_lease_ran_out_says_so_until_it_has_it_again(site):
    assert said(site) == (200, "ok, 1 worker")
    with sqlite3.connect(site.data / "playlobby.sqlite3", timeout=10) as database:
        database.execute(RUN_OUT)
    assert said(site) == (503, "its lease has run out")
    await until(site, (200, "ok, 1 worker"))


def test_a_data_folder_that_is_gone_is_told(make_site, tmp_path):
    """Root may write anywhere: so the folder goes, not the right to write to it."""
    database = tmp_path / "site.sqlite3"
    site = make_site(PLAYLOBBY_DATABASE_URL=f"sqlite:///{database}")
    site.manage("migrate", "-v0")
    site.start()
    assert said(site) == (200, "ok, 1 worker")
    elsewhere = site.data.rename(site.data.with_name("elsewhere"))
    site.data.touch()  # Or a loop of the worker might make it anew.
    assert said(site) == (503, "the data folder cannot be written")
    site.data.unlink()
    elsewhere.rename(site.data)
    assert said(site) == (200, "ok, 1 worker")
    site.stop()


@pytest.mark.long
async def test_a_worker_without_its_database_says_so_until_it_is_back(make_site, tmp_path_factory):
    database = stores.postgresql(tmp_path_factory.mktemp("postgresql"))
    database.start()
    site = make_site(PLAYLOBBY_DATABASE_URL=database.url)
    site.manage("migrate", "-v0")
    site.start()
    assert said(site) == (200, "ok, 1 worker")
    database.kill()
    assert said(site) == (503, "the database does not answer")
    assert said(site, "/healthz") == (503, "the database does not answer")
    database.start()
    await until(site, (200, "ok, 1 worker"))
    assert said(site, "/healthz") == (200, "ok")
    site.stop()
    database.stop()


@pytest.mark.long
async def test_a_database_that_hangs_keeps_nobody_waiting(make_site, tmp_path_factory):
    database = stores.postgresql(tmp_path_factory.mktemp("postgresql"))
    database.start()
    site = make_site(PLAYLOBBY_DATABASE_URL=database.url, PLAYLOBBY_METRICS_TOKEN=TOKEN)
    site.manage("migrate", "-v0")
    site.start()
    assert said(site, "/healthz") == (200, "ok")
    asleep = stores.all_of(database)
    try:
        for process in asleep:
            os.kill(process, signal.SIGSTOP)
        assert said(site, within=5) == (503, "the database does not answer")
        assert said(site, "/healthz", within=5) == (503, "the database does not answer")
        status, metrics = said(site, "/metrics", within=5)
        assert status == 200 and "lease_age_seconds{" in metrics and "site_peers{" not in metrics
        command = [sys.executable, "manage.py", "doctor"]
        doctor = subprocess.run(
            command, cwd=ROOT, env=site.environment, capture_output=True, text=True, timeout=100
        )
        assert "BREAKS  database: The database does not answer" in doctor.stdout
    finally:
        for process in asleep:
            os.kill(process, signal.SIGCONT)
    await until(site, (200, "ok, 1 worker"))
    site.stop()
    database.stop()


@pytest.mark.long
async def test_a_worker_without_redis_says_so_until_it_is_back(make_site, tmp_path):
    redis = stores.redis(tmp_path)
    redis.start()
    site = make_site(PLAYLOBBY_REDIS_URL=redis.url)
    site.start()
    assert said(site) == (200, "ok, 1 worker")
    redis.kill()
    await until(site, (503, "Redis is away"))
    redis.start()
    await until(site, (200, "ok, 1 worker"))
    site.stop()
    redis.stop()
