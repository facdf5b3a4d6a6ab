"""Free seats of running rooms, filled with those who wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from random import Random

from lobby.matchmaking.drafts import Draft, Waiting
from lobby.matchmaking.nearness import Field, Spot
from lobby.matchmaking.terms import Group, Opening

LOOKED_AT = 16  # rooms, for one ticket


def backfill(
    waiting: Iterable[Waiting], openings: Iterable[Opening], chance: Random
) -> list[Group]:
    """Each into the nearest room that takes it, in the order of `waiting`."""
    rooms = _rooms(openings, chance)
    places = Field(rooms)
    for one in waiting:
        for room in islice(places.near(one.skill, one.values), LOOKED_AT):
            if abs(room.skill - one.skill) > one.window:
                break
            if room.draft.takes(one):
                one.taken, room.taken = True, not room.draft.free
                break
    return [room.group() for room in rooms if room.draft.members]


@dataclass(slots=True, eq=False)
class _Room(Spot):
    id: int
    draft: Draft

    def group(self) -> Group:
        players = self.draft.players
        who = "1 player" if players == 1 else f"{players} players"
        return self.draft.group(
            f"{who} into free seats, within {self.draft.spread:.0f} points of the room", self.id
        )


def _rooms(openings: Iterable[Opening], chance: Random) -> list[_Room]:
    shuffled = sorted(openings, key=attrgetter("id"))
    chance.shuffle(shuffled)
    return [
        _Room(
            one.skill,
            rank,
            one.values,
            one.id,
            Draft(one.free, dict(one.values), one.skill, one.skill, settled=True),
        )
        for rank, one in enumerate(shuffled)
    ]
