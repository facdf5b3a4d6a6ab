"""Leaderboards, and what a player's own matches were."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from lobby import decency
from lobby.models import Entrant, Match, Queue, Rating

FIRST = 50  # lines of a leaderboard
LAST = 10  # matches of a player
NAMELESS = "Player"


@dataclass(frozen=True, slots=True)
class Line:
    rank: int
    rating: Rating
    mine: bool
    apart: bool = False  # there are others between it and the line before

    @property
    def name(self) -> str:
        return _named(self.rating.name)

    @property
    def points(self) -> int:
        return round(self.rating.points)


@dataclass(frozen=True, slots=True)
class Played:
    """A match of a player: with whom in a team, against whom, and what came of it."""

    match: Match
    own: Entrant
    mates: list[str]
    rivals: list[str]
    places: int  # that were given

    @property
    def end(self) -> str:
        """In words; "" if the match was never rated."""
        place = self.own.place
        if not place:
            return ""
        if self.places == 1:
            return "Draw"
        if place == 1:
            return "Won"
        return "Lost" if self.places == 2 else f"Place {place} of {self.places}"


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
            rank = better + tied + 1
            lines.append(Line(rank, own, True, apart=rank > FIRST + 1))
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
        everyone = list(own.match.entrants.all())
        others = [one for one in everyone if one.pk != own.pk]
        mates = [_named(one.name) for one in others if own.team and one.team == own.team]
        rivals = [_named(one.name) for one in others if not own.team or one.team != own.team]
        places = {one.place for one in everyone if one.place}
        yield Played(own.match, own, mates, rivals, len(places))


def _named(name: str) -> str:
    """By a word that was blocked since, nobody is called."""
    return decency.masked(name) or NAMELESS
