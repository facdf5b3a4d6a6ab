"""Figures of the site and of its games: kept by the minute, rolled up to hours and days, let go of.

Any number of workers add what each of them has counted. How many play is the database's to say, so
all of them say the same. An hour is the sum of its minutes, made anew as long as there are any, so
that rolling up twice, or on two workers at once, is as good as once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from lobby.counting import SITE, Counts
from lobby.models import Figure, Peer, Room

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINUTES_KEPT, HOURS_KEPT, DAYS_KEPT = 2 * HOUR, 8 * DAY, 400 * DAY
GAUGES = ("players", "rooms")
SUMS = tuple(field.name for field in fields(Counts))
MOST_ROWS = 500  # a statement

Span = Figure.Span
_COLUMNS = ("span", "start", "game", *GAUGES, *SUMS)
_INTO = f"INSERT INTO lobby_figure ({', '.join(_COLUMNS)})"
_AGAIN = "ON CONFLICT (span, start, game) DO UPDATE SET"
_MOST = [
    f"{name} = CASE WHEN excluded.{name} > lobby_figure.{name} "
    f"THEN excluded.{name} ELSE lobby_figure.{name} END"
    for name in GAUGES
]
_MORE = [f"{name} = lobby_figure.{name} + excluded.{name}" for name in SUMS]
_ANEW = [f"{name} = excluded.{name}" for name in (*GAUGES, *SUMS)]
_ROLLED = [*(f"MAX({name})" for name in GAUGES), *(f"SUM({name})" for name in SUMS)]


def keep(*, now: datetime, fresh: Mapping[str, Counts]) -> None:
    """Add what a worker has counted to the minute, and how many play. Two queries, and one
    statement for each `MOST_ROWS` games in which something happened."""
    players, rooms = playing()
    whole = sum(fresh.values(), Counts())
    games = sorted((fresh.keys() | players.keys() | rooms.keys()) - {SITE})
    rows = [_row(now, SITE, players.values(), rooms.values(), whole)]
    for game in games:
        counts = fresh.get(game, Counts())
        rows.append(_row(now, game, [players.get(game, 0)], [rooms.get(game, 0)], counts))
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(rows), MOST_ROWS):
            some = rows[start : start + MOST_ROWS]
            values = ", ".join([f"({', '.join(['%s'] * len(_COLUMNS))})"] * len(some))
            cursor.execute(
                f"{_INTO} VALUES {values} {_AGAIN} {', '.join(_MOST + _MORE)}",
                [value for row in some for value in row],
            )


def playing() -> tuple[dict[str, int], dict[str, int]]:
    """How many take up a seat, and how many rooms there are, by game. Two queries."""
    living = Room.objects.living()
    peers = Peer.objects.present().filter(room__in=living)
    return (
        dict(peers.order_by().values_list("room__game__slug").annotate(Count("pk"))),
        dict(living.order_by().values_list("game__slug").annotate(Count("pk"))),
    )


def roll_up() -> None:
    """Hours from the minutes that there are, and the days of these hours."""
    minutes = Figure.objects.filter(span=Span.MINUTE).values_list("start", flat=True).distinct()
    hours = {floor(start, Span.HOUR) for start in minutes}
    for hour in sorted(hours):
        _sum_up(Span.MINUTE, Span.HOUR, hour, hour + HOUR)
    for day in sorted({floor(hour, Span.DAY) for hour in hours}):
        _sum_up(Span.HOUR, Span.DAY, day, day + DAY)


def prune(now: datetime) -> None:
    """Let go of what is too old: whole hours of minutes and whole days of hours, so that what was
    rolled up of them stays whole."""
    ends = (
        (Span.MINUTE, floor(now, Span.HOUR) - MINUTES_KEPT),
        (Span.HOUR, floor(now, Span.DAY) - HOURS_KEPT),
        (Span.DAY, floor(now, Span.DAY) - DAYS_KEPT),
    )
    for span, end in ends:
        Figure.objects.filter(span=span, start__lt=end).delete()


def floor(moment: datetime, span: str) -> datetime:
    """When the span began that a moment is in."""
    whole = moment.replace(second=0, microsecond=0)
    if span != Span.MINUTE:
        whole = whole.replace(minute=0)
    return whole.replace(hour=0) if span == Span.DAY else whole


def _row(
    now: datetime, game: str, players: Iterable[int], rooms: Iterable[int], counts: Counts
) -> list[Any]:
    start = _written(floor(now, Span.MINUTE))
    numbers = asdict(counts)
    return [Span.MINUTE, start, game, sum(players), sum(rooms), *(numbers[name] for name in SUMS)]


def _sum_up(of: str, into: str, start: datetime, end: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_INTO} SELECT %s, %s, game, {', '.join(_ROLLED)} FROM lobby_figure "
            "WHERE span = %s AND start >= %s AND start < %s GROUP BY game "
            f"{_AGAIN} {', '.join(_ANEW)}",
            [into, _written(start), of, _written(start), _written(end)],
        )


def _written(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
