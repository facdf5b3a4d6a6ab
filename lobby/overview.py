"""What the admin's first page shows: headline numbers of now, and figures over time to draw.

An hour is shown by the minute, a day by the hour, a month by the day. Four queries for all of it;
`lobby.figures` keeps what is read here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lobby import figures
from lobby.figures import DAY, GAUGES, HOUR, MINUTE, SUMS
from lobby.models import Figure, Game

LATELY = 5  # minutes that rates of now are over
Span = Figure.Span


@dataclass(frozen=True, slots=True)
class Period:
    words: str
    span: str
    step: timedelta
    steps: int


PERIODS = {
    "hour": Period("Last hour", Span.MINUTE, MINUTE, 60),
    "day": Period("Last day", Span.HOUR, HOUR, 24),
    "month": Period("Last month", Span.DAY, DAY, 30),
}


def chosen(game: str, over: str) -> tuple[str, str]:
    """What was asked for, or all games and the hour where that means nothing."""
    known = Game.objects.filter(slug=game).exists() if game else False
    return (game if known else ""), (over if over in PERIODS else "hour")


def overview(*, game: str, over: str) -> dict[str, Any]:
    """Of a game, by its slug, or of the site: tiles, and a value a step for each figure."""
    period, now = PERIODS[over], timezone.now()
    end = figures.floor(now, period.span)
    starts = [end - ago * period.step for ago in reversed(range(period.steps))]
    found = _rows(game, period.span, starts[0])
    lately = {**found} if period.span == Span.MINUTE else _rows(game, Span.MINUTE, _lately(now))
    blank = dict.fromkeys((*GAUGES, *SUMS), 0)
    points = [found.get(start, blank) for start in starts]
    return {
        "game": game,
        "over": over,
        "step": int(period.step.total_seconds()),
        "starts": [int(start.timestamp()) for start in starts],
        "series": {name: [point[name] for point in points] for name in blank},
        "tiles": _tiles(game, now, lately, points),
        "empty": not any(any(point.values()) for point in points),
        "words": period.words,
    }


def _rows(game: str, span: str, since: datetime) -> dict[datetime, dict[str, int]]:
    rows = Figure.objects.filter(game=game, span=span, start__gte=since)
    return {row.pop("start"): row for row in rows.values("start", *GAUGES, *SUMS)}


def _lately(now: datetime) -> datetime:
    return figures.floor(now, Span.MINUTE) - (LATELY - 1) * MINUTE


def _tiles(
    game: str,
    now: datetime,
    minutes: dict[datetime, dict[str, int]],
    points: list[dict[str, int]],
) -> list[dict[str, str]]:
    """Label, figure and one plain line each."""
    seconds = max(1.0, (now - _lately(now)).total_seconds())
    late = [row for start, row in minutes.items() if start >= _lately(now)]
    joins, relays = (sum(row[name] for row in late) / seconds for name in ("joins", "relays"))
    by_game = figures.playing()
    players, rooms = (n.get(game, 0) if game else sum(n.values()) for n in by_game)
    total = {name: sum(point[name] for point in points) for name in SUMS}
    peak = max((point["players"] for point in points), default=0)
    return [
        _tile("players", "Players", str(players), f"{peak} at most"),
        _tile("rooms", "Rooms", str(rooms), "open or sealed"),
        _tile("joins", "Joins a minute", _short(60 * joins), f"{_short(total['joins'])} in all"),
        _tile("relays", "Signals a second", _short(relays), f"{_short(total['relays'])} in all"),
        *_tiles_of_sums(total),
    ]


def _tiles_of_sums(total: dict[str, int]) -> list[dict[str, str]]:
    ends = total["connected"] + total["failed"]
    lost = total["signals_lost"]
    wait = f"{total['waited'] / total['matched']:.0f} s" if total["matched"] else "–"
    relayed = _percent(total["relayed"], total["connected"])
    how = f"{relayed} of them relayed" if total["connected"] else "nobody has met yet"
    return [
        _tile("connections", "Connected", _percent(total["connected"], ends), how),
        _tile("wait", "Wait for a match", wait, f"{_short(total['matched'])} tickets matched"),
        _tile("sent", "Games sent", _bytes(total["sent"]), "what players loaded"),
        _tile(
            "errors",
            "Errors",
            _short(total["errors"]),
            f"{_short(total['refusals'])} refused, {_short(lost)} signals lost",
        ),
    ]


def _tile(key: str, label: str, figure: str, line: str) -> dict[str, str]:
    return {"key": key, "label": label, "figure": figure, "line": line}


def _percent(part: int, whole: int) -> str:
    """Rounded down: 100 is all of them."""
    return f"{100 * part // whole} %" if whole else "–"


def _short(number: float) -> str:
    """At most four digits and a letter."""
    for over, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= over:
            return f"{number / (1e3 if letter == 'k' else over):.1f} {letter}"
    return f"{number:.1f}" if 0 < number < 10 and number != int(number) else f"{number:.0f}"


def _bytes(number: int) -> str:
    for over, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if number >= over:
            return f"{number / over:.1f} {unit}"
    return f"{number / 1e3:.0f} kB"
