"""What games' pages tell of their connections, kept as counts alone."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lobby import limits
from lobby.errors import Refusal
from lobby.models import ConnectionTally, Game

REPORTS_A_MINUTE = 120  # by one player: a mesh of 16 that is begun anew a few times
STEPS = (250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 60_000)  # milliseconds
KEPT = timedelta(days=400)
# In this order: each of them says that it is the next, too.
FAMILIES = {"Firefox": "Firefox/", "Edge": "Edg/", "Chrome": "Chrome/", "Safari": "Safari/"}
OTHER = "other"

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

    Raises Refusal for a game that is none, and to a player who reports too much.
    """
    if not _reports.hit(player, REPORTS_A_MINUTE):
        raise Refusal("steps.too_fast", "That is a lot of connections. Wait a minute.")
    found = Game.objects.filter(slug=game).first()
    if found is None:
        raise Refusal("game.unknown", "There is no game at this address.")
    failed = outcome == ConnectionTally.Outcome.FAILED
    kind: dict[str, Any] = {
        "game": found,
        "day": timezone.now().date(),
        "browser": family(user_agent),
        "outcome": outcome,
        "protocol": "" if failed else protocol,
        "stage": stage if failed else "",
        "within": 0 if failed else step(took),
    }
    with transaction.atomic():
        tally, _ = ConnectionTally.objects.get_or_create(**kind)
        ConnectionTally.objects.filter(pk=tally.pk).update(
            count=F("count") + 1, round_trips=F("round_trips") + round_trip
        )


def family(user_agent: str) -> str:
    """The browser's, for counting: nothing is decided by it."""
    return next((name for name, mark in FAMILIES.items() if mark in user_agent), OTHER)


def step(took: int) -> int:
    return next((step for step in STEPS if took <= step), STEPS[-1])


def forget() -> None:
    """Let go of counts that are older than `KEPT`."""
    ConnectionTally.objects.filter(day__lt=timezone.now().date() - KEPT).delete()
