"""Tickets in, groups out: who of those waiting plays together now. No clock, no database.

The longest waiting comes first and takes those nearest in skill who accept it, and whom it accepts:
the skills of a group lie no further apart than each of its tickets allows after its wait. Only
between tickets that waited alike does chance decide, and the seed decides that.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from operator import attrgetter
from random import Random

from lobby.matchmaking.backfill import backfill
from lobby.matchmaking.drafts import Draft, Waiting
from lobby.matchmaking.nearness import Field
from lobby.matchmaking.terms import Group, Opening, Rules, Ticket

__all__ = ["Group", "Opening", "Rules", "Ticket", "pair"]

LOOKED_AT = 48  # neighbours of one ticket, and two more for each player of the largest match
MOST_RETRIES = 4


def pair(
    tickets: Iterable[Ticket],
    rules: Rules,
    *,
    openings: Iterable[Opening] = (),
    seed: int = 0,
) -> list[Group]:
    """The groups that can play now. The order of what is given does not matter; ids are unique."""
    with _no_collection():
        return _pass(tickets, rules, openings, Random(seed))


@contextmanager
def _no_collection() -> Iterator[None]:
    """A pass makes many small things and no cycles among them: to look for some, again and again,
    in all that waits, is what would make a ticket dear in a crowd."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _pass(
    tickets: Iterable[Ticket], rules: Rules, openings: Iterable[Opening], chance: Random
) -> list[Group]:
    waiting = _by_seniority(tickets, rules, chance)
    groups = backfill(waiting, openings, chance) if rules.backfill else []
    left = Field(one for one in waiting if not one.taken)
    for one in waiting:
        if not one.taken and (draft := _group_around(one, left, rules)):
            draft.close()
            of = "" if draft.players == rules.most else f"of {rules.most} "
            reason = f"{draft.players} {of}players within {draft.spread:.0f} points"
            groups.append(draft.group(reason))
    return groups


def _by_seniority(tickets: Iterable[Ticket], rules: Rules, chance: Random) -> list[Waiting]:
    """Those whom a match could hold, the longest waiting first."""
    most = rules.most // rules.teams
    shuffled = sorted((one for one in tickets if 1 <= one.players <= most), key=attrgetter("id"))
    chance.shuffle(shuffled)
    shuffled.sort(key=attrgetter("waited"), reverse=True)
    return [
        Waiting(
            one.skill,
            rank,
            one.values,
            one.id,
            one.players,
            one.waited,
            rules.window + rules.widening * one.waited,
        )
        for rank, one in enumerate(shuffled)
    ]


def _group_around(one: Waiting, others: Field[Waiting], rules: Rules) -> Draft | None:
    """A match that `one` is in, as large as can be; None if there is none yet."""
    for size in rules.sizes(one.waited):
        seats = (size // rules.teams,) * rules.teams
        for draft in _drafts(one, seats, others, LOOKED_AT + 2 * rules.most):
            if not draft.free:
                return draft
    return None


def _drafts(
    one: Waiting, seats: tuple[int, ...], others: Field[Waiting], looks: int
) -> Iterator[Draft]:
    """First with the nearest. Then with those who were refused, since what the nearest wish for, or
    how many they are, can keep out who would have filled it: large parties first."""
    draft = Draft(seats)
    if not draft.takes(one):
        return
    refused = _fill(draft, _nearest(one, draft, others, looks))
    yield draft
    kinds = {(other.players, frozenset(other.values.items())): other for other in refused[::-1]}
    for first in islice(reversed(kinds.values()), MOST_RETRIES):
        draft = Draft(seats)
        if draft.takes(one) and draft.takes(first):
            near = [other for other in _nearest(one, draft, others, looks) if other is not first]
            _fill(draft, sorted(near, key=lambda other: -other.players))
            yield draft


def _fill(draft: Draft, others: Iterable[Waiting]) -> list[Waiting]:
    """Those who were refused until it was full."""
    if not draft.free:
        return []
    refused = []
    for other in others:
        if not draft.takes(other):
            refused.append(other)
        elif not draft.free:
            break
    return refused


def _nearest(one: Waiting, draft: Draft, others: Field[Waiting], looks: int) -> Iterator[Waiting]:
    for other in islice(others.near(one.skill, draft.values), looks):
        if abs(other.skill - one.skill) > draft.window:
            return
        if other is not one:
            yield other
