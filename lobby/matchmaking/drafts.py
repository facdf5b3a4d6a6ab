"""Groups in the making: who may still join one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from lobby.matchmaking.nearness import Spot, agree
from lobby.matchmaking.teams import dealt, packed
from lobby.matchmaking.terms import Group


@dataclass(slots=True, eq=False)
class Waiting(Spot):
    id: int
    players: int
    waited: float
    window: float


@dataclass(slots=True, eq=False)
class Draft:
    """A group in the making. It takes only who leaves it a group by all rules but that of size."""

    seats: tuple[int, ...]
    values: dict[str, object] = field(default_factory=dict)
    low: float = inf
    high: float = -inf
    settled: bool = False  # the values are a running room's
    window: float = inf
    members: list[Waiting] = field(default_factory=list)
    free: int = field(init=False)  # seats, of all teams
    too_large: int = field(init=False)  # a party that no team has seats for; none larger has them

    def __post_init__(self) -> None:
        self.free = sum(self.seats)
        self.too_large = max(self.seats) + 1

    @property
    def players(self) -> int:
        return sum(self.seats) - self.free

    @property
    def spread(self) -> float:
        return self.high - self.low

    def takes(self, one: Waiting) -> bool:
        if one.players > self.free or one.players >= self.too_large:
            return False
        if not self._grants(one.values):
            return False
        low, high = min(self.low, one.skill), max(self.high, one.skill)
        window = min(self.window, one.window)
        if high - low > window or not self._seats(one.players):
            return False
        self.low, self.high, self.window = low, high, window
        self.free -= one.players
        self.values.update(one.values)
        self.members.append(one)
        return True

    def _grants(self, wish: Mapping[str, object]) -> bool:
        return wish.items() <= self.values.items() if self.settled else agree(wish, self.values)

    def _seats(self, players: int) -> bool:
        """Whether some team can have them all; who comes alone sits wherever a seat is free."""
        if players == 1 or len(self.seats) == 1:
            return True
        parties = [players, *(one.players for one in self.members if one.players > 1)]
        if packed(tuple(sorted(parties, reverse=True)), self.seats) is not None:
            return True
        self.too_large = players
        return False

    def close(self) -> None:
        for one in self.members:
            one.taken = True

    def group(self, reason: str, opening: int | None = None) -> Group:
        members = sorted(self.members, key=lambda one: one.rank)
        teams = dealt([(one.players, one.skill) for one in members], self.seats)
        return Group(
            tuple(one.id for one in members),
            tuple(tuple(members[one].id for one in team) for team in teams),
            self.values,
            f"{reason}, the longest waited {members[0].waited:.0f} s",
            opening,
        )
