"""A minute and a half in which everything goes wrong once: nothing is lost that was promised."""

import asyncio
from collections import Counter

import pytest

from benchmarks.soak import __main__ as soak
from benchmarks.soak.__main__ import GROWTH, Soaked, whole_site

pytestmark = pytest.mark.long
MINUTES, ROOMS = 1.5, 5


def test_killed_and_drained_workers_and_restarted_stores_cost_no_signal(tmp_path):
    with whole_site(tmp_path) as (workers, trouble):
        soaked = asyncio.run(soak.soak(workers, trouble, rooms=ROOMS, minutes=MINUTES))
        log = workers[0].log
    assert set(soaked.troubles) == set(trouble.kinds), "each has come once"
    assert soaked.tally["rooms"] >= ROOMS
    assert soaked.tally["resumed elsewhere"]
    assert soaked.broken == [], log
    memory, files = soaked.growth()
    assert memory < GROWTH
    assert files < GROWTH


def test_a_report_names_what_was_lost():
    soaked = Soaked(tally=Counter({"signals": 10, "signals lost": 3}))
    assert soaked.broken == ["signals lost"]
    assert "| signals lost | 3 |" in soak.report(soaked)
