"""What games' pages tell of their connections, kept as counts alone."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lobby import limits
from lobby.counting import counting
from lobby.errors import Refusal
from lobby.models import ConnectionTally, Game

REPORTS_A_MINUTE = 120  # by one player: a mesh of 16 that is begun anew a few times
STEPS = (250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 60_000)  # milliseconds
# What a User-Agent has in it, the first that fits: each says that it is some below it, too.
FAMILIES = {
    "Safari": ("iPhone", "iPad"),  # Whatever it is called there, it is Safari inside.
    "Edge": ("Edg/", "EdgA/"),
    "other": ("OPR/", "SamsungBrowser/"),
    "Firefox": ("Firefox/",),
    "Chrome": ("Chrome/",),
}

_reports = limits.Window()


def tell(
    *,
    game: str,
    player: str,
    user_agent: str,
    outcome: str,
    protocol: str = "",
    stage: str = "",
    took: int = 0,
    round_trip: int = 0,
) -> None:
    """Count one connection of a game, by its slug. It opened after `took` milliseconds, and a word
    and its answer take `round_trip`.

    Raises Refusal for a report that says half, a game that is none, and to a player who reports
    too much.
    """
    failed = outcome == ConnectionTally.Outcome.FAILED
    if failed != bool(stage) or not (failed or took):
        raise Refusal("report.half", "What failed has a stage, what opened took its time.")
    if not _reports.hit(player, REPORTS_A_MINUTE):
        raise Refusal("steps.too_fast", "That is a lot of connections. Wait a minute.")
    found = Game.objects.filter(slug=game).first()
    if found is None:
        raise Refusal("game.unknown", "There is no game at this address.")
    kind: dict[str, Any] = {
        "game": found,
        "day": timezone.now().date(),
        "browser": family(user_agent),
        "outcome": outcome,
        "protocol": "" if failed else protocol,
        "stage": stage,
        "within": 0 if failed else step(took),
    }
    with transaction.atomic():
        tally, _ = ConnectionTally.objects.get_or_create(**kind)
        ConnectionTally.objects.filter(pk=tally.pk).update(
            count=F("count") + 1, round_trips=F("round_trips") + round_trip
        )
    _count(game, outcome)


def _count(game: str, outcome: str) -> None:
    """By the minute as well: a tally's grain is a day."""
    failed = outcome == ConnectionTally.Outcome.FAILED
    relayed = outcome == ConnectionTally.Outcome.RELAYED
    counting.add(game, connected=not failed, failed=failed, relayed=relayed)


def family(user_agent: str) -> str:
    """The browser's, for counting: nothing is decided by it."""
    for name, marks in FAMILIES.items():
        if any(mark in user_agent for mark in marks):
            return name
    return "Safari" if "Safari/" in user_agent else "other"


def step(took: int) -> int:
    return next((step for step in STEPS if took <= step), STEPS[-1])
