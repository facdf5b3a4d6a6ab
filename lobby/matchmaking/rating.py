"""How good players are, from how their matches ended: OpenSkill's model of Plackett and Luce. No
Django.

Points are what people read. What is likely goes into matching: 1500 for a newcomer. What can be
counted on goes onto leaderboards: 0 for a newcomer, and more as its matches tell more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openskill.models import PlackettLuce

POINTS = 60.0  # of one of OpenSkill's
SURE = 3.0  # sigmas below what is likely

_model = PlackettLuce()


@dataclass(frozen=True, slots=True)
class Skill:
    """A normal distribution on OpenSkill's scale; by itself a newcomer's."""

    mu: float = 25.0
    sigma: float = 25.0 / 3

    @property
    def likely(self) -> float:
        """Points, the best guess."""
        return POINTS * self.mu

    @property
    def sure(self) -> float:
        """Points that can be counted on."""
        return POINTS * (self.mu - SURE * self.sigma)


def rated(teams: Sequence[Sequence[Skill]], places: Sequence[int]) -> list[list[Skill]]:
    """Skills after a match, from those before it; the lowest place has won, equal ones drew."""
    before = [[_model.rating(mu=one.mu, sigma=one.sigma) for one in team] for team in teams]
    after = _model.rate(before, ranks=list(map(float, places)))
    return [[Skill(one.mu, one.sigma) for one in team] for team in after]
