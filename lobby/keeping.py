"""The loops of a worker that keep its figures: what it counted, and how late its event loop is."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from django.utils import timezone

from lobby import figures
from lobby.counting import SITE, counting
from lobby.database import in_database_for_pages, note_failure
from lobby.switchboard import switchboard

logger = logging.getLogger(__name__)

KEEP_EVERY = 10.0  # seconds
ROLL_UP_EVERY = 60.0
LOOK_EVERY = 0.5  # at the event loop's clock


def loops() -> list[Coroutine[Any, Any, None]]:
    return [_keep_all(), _roll_up_all(), _watch_lag()]


async def keep() -> None:
    """Write down what is new. What fails is tried again with what comes next."""
    counting.of(SITE).signals_lost = switchboard.signals_lost
    await in_database_for_pages(_keep)


def _keep() -> None:
    """All of it where it is written: whoever waited may have given up, and nothing counts twice."""
    fresh = counting.fresh()
    figures.keep(now=timezone.now(), fresh=fresh)
    counting.kept(fresh)


async def _keep_all() -> None:
    while True:
        await asyncio.sleep(KEEP_EVERY)
        try:
            await keep()
        except Exception:
            note_failure(logger, "Figures could not be kept; they are with the next")


async def _roll_up_all() -> None:
    while True:
        await asyncio.sleep(ROLL_UP_EVERY)
        try:
            await in_database_for_pages(figures.roll_up)
            await in_database_for_pages(figures.prune, timezone.now())
        except Exception:
            note_failure(logger, "Figures could not be rolled up; they are the next time")


async def _watch_lag() -> None:
    """The most of late: each look forgets a tenth of what it knew."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOK_EVERY
        await asyncio.sleep(LOOK_EVERY)
        counting.lag = max(loop.time() - due, 0.9 * counting.lag)
