"""Who is nearest in skill, of those who wish for what agrees. Knows no rules of a queue.

Those who wait stand in lines, sorted by skill: a line for each of the most common wishes, so that
who wishes for something rare need not walk past everybody else. Each line is kept twice, upwards
and downwards from any skill; who is taken is stepped over, and the step remembered, so that a pass
over all stays near-linear.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from operator import attrgetter
from typing import Generic, TypeVar

Values = Mapping[str, object]
MOST_LINES = 64  # the rarest wishes share the last one


@dataclass(slots=True, eq=False)
class Spot:
    """Where somebody stands. `rank` orders those of one skill, and is nobody else's."""

    skill: float
    rank: int
    values: Values
    taken: bool = field(default=False, kw_only=True)


Standing = TypeVar("Standing", bound=Spot)
Step = tuple[float, int, int, int]  # distance, rank, which way, where in it


def agree(some: Values, others: Values) -> bool:
    """Whether no key has one value here and another there; a key left out is open."""
    if not some or not others or some is others:
        return True
    return all(others.get(key, value) == value for key, value in some.items())


class Field(Generic[Standing]):
    def __init__(self, spots: Iterable[Standing]) -> None:
        ranked = sorted(spots, key=attrgetter("rank"))
        wishes = [_wish(spot.values) for spot in ranked]
        common = {wish for wish, _ in Counter(wishes).most_common(MOST_LINES - 1)}
        lines: dict[Hashable, list[Standing]] = {}
        for spot, wish in zip(ranked, wishes, strict=True):
            lines.setdefault(wish if wish in common else None, []).append(spot)
        self._lines = [
            _Line(line[0].values if wish is not None else {}, line) for wish, line in lines.items()
        ]

    def near(self, skill: float, values: Values) -> Iterator[Standing]:
        """Those not taken, the nearest first; of those equally near, the lowest rank first.

        `values` may grow meanwhile: lines that no longer agree are left. Of the rarest wishes come
        some that do not agree.
        """
        ways = [
            (line.values, *way)
            for line in self._lines
            if agree(line.values, values)
            for way in line.ways_from(skill)
        ]
        entries = (way.step(number, skill, at) for number, (_, way, at) in enumerate(ways))
        steps = [step for step in entries if step]
        heapify(steps)
        while steps:
            _, _, number, at = steps[0]
            wish, way, _ = ways[number]
            yield way.spots[at]
            if agree(wish, values) and (onward := way.step(number, skill, at + 1)):
                heapreplace(steps, onward)
            else:
                heappop(steps)


class _Line(Generic[Standing]):
    def __init__(self, values: Values, ranked: list[Standing]) -> None:
        self.values = values
        self._up = _Way(sorted(ranked, key=attrgetter("skill")))
        self._down = _Way(sorted(ranked, key=attrgetter("skill"), reverse=True))
        self._skills = array("d", (spot.skill for spot in self._up.spots))

    def ways_from(self, skill: float) -> Iterator[tuple["_Way[Standing]", int]]:
        """Up from a skill, those of just that skill among them, and down."""
        below = bisect_left(self._skills, skill)
        yield self._up, below
        yield self._down, len(self._skills) - below


class _Way(Generic[Standing]):
    def __init__(self, spots: list[Standing]) -> None:
        self.spots = spots
        self._next = array("l", range(1, len(spots) + 1))

    def step(self, number: int, skill: float, at: int) -> Step | None:
        """The first not taken from `at` on; None at the end. `number` is the way's own."""
        end = self._first_from(at)
        if end == len(self.spots):
            return None
        spot = self.spots[end]
        return abs(spot.skill - skill), spot.rank, number, end

    def _first_from(self, at: int) -> int:
        end = at
        while end < len(self.spots) and self.spots[end].taken:
            end = self._next[end]
        while at < end:  # Whoever comes by next goes straight to the end.
            self._next[at], at = end, self._next[at]
        return end


def _wish(values: Values) -> Hashable:
    return frozenset(values.items())
