"""What goes into a pass of pairing, and what comes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rules:
    """What a queue wants: a match has `least`, `least + step`, … or `most` players.

    With several `teams` all are equal, so sizes that are no multiple are left out. `window` is in
    points, `widening` in points a second of waiting, `settle_after` in seconds: who has waited so
    long takes fewer than `most`.
    Raises ValueError where no match could be.
    """

    least: int
    most: int
    step: int = 1
    teams: int = 1
    window: float = 200.0
    widening: float = 10.0
    settle_after: float = 15.0
    backfill: bool = False

    def __post_init__(self) -> None:
        if min(self.least, self.step, self.teams) < 1 or self.most < self.least:
            raise ValueError("least, step and teams are at least 1, most at least least.")
        if (
            (self.most - self.least) % self.step
            or self.least % self.teams
            or self.most % self.teams
        ):
            raise ValueError("From least to most in whole steps, both with equal teams.")

    def sizes(self, waited: float) -> Iterable[int]:
        """The players of a match that somebody takes after so many seconds, the most first."""
        least = self.least if waited >= self.settle_after else self.most
        sizes = range(self.most, least - 1, -self.step)
        return (size for size in sizes if size % self.teams == 0)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A player's or a party's place in the queue.

    `skill` is the mean of the party, in points; `waited` in seconds; `values` what it insists on,
    hashable; a key left out is open.
    """

    id: int
    players: int
    skill: float
    waited: float
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opening:
    """A running room with free seats: so many in each team, or one number where there are none.

    `values` are settled: who insists on what is not among them does not come.
    """

    id: int
    free: tuple[int, ...]
    skill: float
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets that play together, the longest waiting first: all, and by team (one without teams).

    `values` is what they agreed on, `reason` is for staff, `opening` the running room that they
    fill, if it is not to be a new one.
    """

    tickets: tuple[int, ...]
    teams: tuple[tuple[int, ...], ...]
    values: Mapping[str, object]
    reason: str
    opening: int | None = None
