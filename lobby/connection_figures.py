"""How players' connections came about, as figures to draw: of a game, or of the whole site.

Each end of a connection reports it, so two reports are one connection; shares are the same.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from lobby.models import ConnectionTally

DAYS = 30
HEIGHT = 160  # of the tallest day, in the plot's own units
WIDTH = 100  # of a whole bar that lies, likewise

Outcome, Stage = ConnectionTally.Outcome, ConnectionTally.Stage
Row = tuple[date, str, str, str, int, int, int]


@dataclass(slots=True)
class Counts:
    """Reports that have something in common."""

    label: str
    of: Counter[str] = field(default_factory=Counter)  # by outcome
    within: Counter[int] = field(default_factory=Counter)  # by milliseconds

    @property
    def total(self) -> int:
        return self.of.total()

    @property
    def opened(self) -> int:
        return self.total - self.of[Outcome.FAILED]

    @property
    def connected(self) -> int:
        """Percent, rounded down: 100 is all of them."""
        return 100 * self.opened // max(1, self.total)

    @property
    def relayed(self) -> int:
        """Percent of those that opened."""
        return round(100 * self.of[Outcome.RELAYED] / max(1, self.opened))

    @property
    def median(self) -> float | None:
        """Seconds in which half of those that opened did, at most."""
        rest = (self.opened + 1) // 2
        for step, count in sorted(self.within.items()):
            rest -= count
            if rest <= 0:
                return step / 1000
        return None

    @property
    def parts(self) -> list["Part"]:
        """A bar that lies, as wide as all bars are."""
        return _stacked(self.of, WIDTH / max(1, self.total))


@dataclass(frozen=True, slots=True)
class Part:
    """Of a bar, one outcome: where it begins and how long it is."""

    outcome: str
    start: float
    size: float


@dataclass(frozen=True, slots=True)
class Day:
    """A bar that stands, as tall as its day was busy beside the busiest."""

    day: date
    x: int
    counts: Counts
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Figures:
    all: Counts
    days: list[Day]
    browsers: list[Counts]
    stages: list[tuple[str, int]]  # in words, most frequent first
    round_trip: int | None  # milliseconds, the mean of those that opened


def figures(tallies: QuerySet[ConnectionTally]) -> Figures:
    """Of the last `DAYS` days. One query, of a few thousand rows at most."""
    today = timezone.now().date()
    whole, trips = Counts("All"), 0
    days = {today - timedelta(days=ago): Counts("") for ago in reversed(range(DAYS))}
    browsers: dict[str, Counts] = {}
    stages: Counter[str] = Counter()
    for day, browser, outcome, stage, within, count, round_trips in _rows(tallies, min(days)):
        if day not in days:  # Reported while we count.
            continue
        for counts in (whole, days[day], browsers.setdefault(browser, Counts(browser))):
            counts.of[outcome] += count
            if outcome != Outcome.FAILED:
                counts.within[within] += count
        stages[stage] += count
        trips += round_trips
    del stages[""]
    return Figures(
        all=whole,
        days=_drawn(days),
        browsers=sorted(browsers.values(), key=lambda counts: -counts.total),
        stages=[(Stage(stage).label, count) for stage, count in stages.most_common()],
        round_trip=round(trips / whole.opened) if whole.opened else None,
    )


def _rows(tallies: QuerySet[ConnectionTally], since: date) -> Iterable[Row]:
    kinds = ("day", "browser", "outcome", "stage", "within")
    found = tallies.filter(day__gte=since).order_by().values_list(*kinds)
    return found.annotate(Sum("count"), Sum("round_trips"))


def _drawn(days: dict[date, Counts]) -> list[Day]:
    scale = HEIGHT / max(1, *(counts.total for counts in days.values()))
    return [
        Day(day, 10 * place, counts, _stacked(counts.of, scale))
        for place, (day, counts) in enumerate(days.items())
    ]


def _stacked(of: Counter[str], scale: float) -> list[Part]:
    """One outcome upon the other, in their order."""
    parts, start = [], 0.0
    for outcome in Outcome.values:
        if of[outcome]:
            size = of[outcome] * scale
            parts.append(Part(outcome, round(start, 2), round(size, 2)))
            start += size
    return parts
