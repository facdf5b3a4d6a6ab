"""Parties into teams: each whole, and the teams as even in skill as swaps make them."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, islice

Party = tuple[int, float]  # players, and their mean skill
MOST_WAYS = 64  # of filling the seats, that are followed at once
MOST_SWEEPS = 8
LEAST_GAIN = 1e-6  # points; below it a swap is a rounding error


@lru_cache(maxsize=4096)
def packed(parties: tuple[int, ...], seats: tuple[int, ...]) -> tuple[int, ...] | None:
    """A team for each party, of so many players, in teams that have so many seats; else None.

    Finds a way where the largest come first, but of very many ways follows only some.
    """
    ways = {tuple(sorted(seats)): (seats, tuple[int, ...]())}
    for players in parties:
        onward: dict[tuple[int, ...], tuple[tuple[int, ...], tuple[int, ...]]] = {}
        for left, teams in ways.values():
            for team in sorted(range(len(left)), key=lambda team: -left[team]):
                if left[team] >= players:
                    rest = (*left[:team], left[team] - players, *left[team + 1 :])
                    onward.setdefault(tuple(sorted(rest)), (rest, (*teams, team)))
        ways = dict(islice(onward.items(), MOST_WAYS))
    return next((teams for _, teams in ways.values()), None)


def dealt(parties: Sequence[Party], seats: tuple[int, ...]) -> list[list[int]]:
    """For each team the parties in it, by their place in `parties`. They fit."""
    if len(seats) == 1:
        return [list(range(len(parties)))]
    order = sorted(range(len(parties)), key=lambda one: (-parties[one][0], -parties[one][1], one))
    sizes = tuple(size for one in order if (size := parties[one][0]) > 1)
    teams: list[list[int]] = [[] for _ in seats]
    left = list(seats)
    for one, team in zip(order, packed(sizes, seats) or (), strict=False):
        teams[team].append(one)
        left[team] -= parties[one][0]
    for one in order[len(sizes) :]:
        team = max(range(len(seats)), key=lambda team: left[team])
        teams[team].append(one)
        left[team] -= 1
    _even_out(teams, parties)
    return [sorted(team) for team in teams]


def _even_out(teams: list[list[int]], parties: Sequence[Party]) -> None:
    """Each swap brings two teams nearer to one another, so it ends."""
    mean = sum(size * skill for size, skill in parties) / sum(size for size, _ in parties)
    weights = [size * (skill - mean) for size, skill in parties]
    sizes = [size for size, _ in parties]
    for _ in range(MOST_SWEEPS):
        swaps = [_swap(*both, sizes, weights) for both in combinations(teams, 2)]
        if not any(swaps):
            return


def _swap(one: list[int], other: list[int], sizes: list[int], weights: list[float]) -> bool:
    gap = sum(weights[party] for party in one) - sum(weights[party] for party in other)
    gaps = (
        (abs(gap - 2 * (weights[mine] - weights[theirs])), here, there)
        for here, mine in enumerate(one)
        for there, theirs in enumerate(other)
        if sizes[mine] == sizes[theirs]
    )
    left, here, there = min(gaps, default=(abs(gap), 0, 0))
    if left > abs(gap) - LEAST_GAIN:
        return False
    one[here], other[there] = other[there], one[here]
    return True
