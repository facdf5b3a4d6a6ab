"""Tickets that come by chance, with a pass each second: how far apart those who play are, how long
they waited."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random
from statistics import mean, quantiles

from lobby.matchmaking.pairing import Group, Rules, Ticket, pair

MEAN, DEVIATION = 1500, 300  # points
LONGEST_DRAIN = 600  # seconds after the last has come


@dataclass(frozen=True)
class Played:
    apart: float  # points between two tickets of a match, the mean
    median: float  # seconds waited, of tickets; p95 too
    p95: float


def played(rules: Rules, rate: float, tickets: int, *, by_skill: bool, seed: int = 1) -> Played:
    """`rate` in tickets a minute. Without `by_skill`, a pass is blind to it: all are equally near,
    so the longest waiting meet, of those who fit. Who waits still when nobody has come for long
    counts for nothing."""
    came = list(arrivals(rate, tickets, Random(seed)))
    skills = {one.id: one.skill for one, _ in came}
    gaps: list[float] = []
    waits: list[float] = []
    for group, now_waited in passes(came, rules, by_skill):
        waits += now_waited
        gaps += [abs(skills[a] - skills[b]) for a, b in combinations(group.tickets, 2)]
    cuts = quantiles(waits, n=20)
    return Played(mean(gaps), cuts[9], cuts[18])


def arrivals(rate: float, tickets: int, chance: Random) -> Iterator[tuple[Ticket, float]]:
    """Each with the second it comes at."""
    now = 0.0
    for number in range(tickets):
        now += chance.expovariate(rate / 60)
        players = chance.choices((1, 2, 3), (7, 2, 1))[0]
        yield Ticket(number, players, chance.gauss(MEAN, DEVIATION), 0), now


def passes(
    came: list[tuple[Ticket, float]], rules: Rules, by_skill: bool
) -> Iterator[tuple[Group, list[float]]]:
    """Each group, with what its tickets have waited."""
    waiting: dict[int, tuple[Ticket, float]] = {}
    coming = iter([*came, (None, came[-1][1] + LONGEST_DRAIN)])
    one, at = next(coming)
    for now in range(1, int(came[-1][1]) + LONGEST_DRAIN):
        while at <= now and one:
            waiting[one.id] = one if by_skill else replace(one, skill=0), at
            one, at = next(coming)
        tickets = [replace(who, waited=now - since) for who, since in waiting.values()]
        for group in pair(tickets, rules, seed=now):
            yield group, [now - waiting.pop(who)[1] for who in group.tickets]
