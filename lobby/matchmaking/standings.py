"""Leaderboards, and what a player's own matches were."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from lobby.models import Entrant, Match, Queue, Rating

FIRST = 50  # lines of a leaderboard
LAST = 10  # matches of a player
NAMELESS = "Player"


@dataclass(frozen=True, slots=True)
class Line:
    rank: int
    rating: Rating
    mine: bool

    @property
    def name(self) -> str:
        return self.rating.name or NAMELESS

    @property
    def points(self) -> int:
        return round(self.rating.points)


@dataclass(frozen=True, slots=True)
class Played:
    """A match of a player: against whom, and what came of it."""

    match: Match
    own: Entrant
    others: list[str]

    @property
    def gained(self) -> int | None:
        if self.own.points_after is None or self.own.points_before is None:
            return None
        return round(self.own.points_after) - round(self.own.points_before)


def leaderboard(queue: Queue, viewer: str) -> list[Line]:
    """The first, and the viewer's own line wherever it is. Equal points share no rank: who had them
    first is before."""
    ratings = queue.ratings.order_by("-points", "pk")
    lines = [
        Line(rank, one, bool(viewer) and one.player == viewer)
        for rank, one in enumerate(ratings[:FIRST], 1)
    ]
    if viewer and not any(line.mine for line in lines):
        own = ratings.filter(player=viewer).first()
        if own is not None:
            better = ratings.filter(points__gt=own.points).count()
            tied = ratings.filter(points=own.points, pk__lt=own.pk).count()
            lines.append(Line(better + tied + 1, own, True))
    return lines


def played(player: str) -> list[Played]:
    """A player's last matches, the latest first."""
    return list(_played(player)) if player else []


def _played(player: str) -> Iterator[Played]:
    was_played = Entrant.objects.filter(player=player).exclude(
        match__state__in=(Match.State.GATHERING, Match.State.FELL_THROUGH)
    )
    everybody = Prefetch("match__entrants", Entrant.objects.order_by("pk"))
    for own in (
        was_played.select_related("match__queue__game")
        .prefetch_related(everybody)
        .order_by("-match__made_at")[:LAST]
    ):
        others = [one.name or NAMELESS for one in own.match.entrants.all() if one.pk != own.pk]
        yield Played(own.match, own, others)
