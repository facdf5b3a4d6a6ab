"""How good players are, as tickets need it."""

from collections.abc import Collection

from lobby.matchmaking.rating import POINTS, Skill
from lobby.models import Queue, Rating


def points_of(queue: Queue, players: Collection[str]) -> dict[str, float]:
    """The likely points of each player, by id, in one query."""
    known = Rating.objects.filter(queue=queue, player__in=[one for one in players if one])
    found = {player: mu * POINTS for player, mu in known.values_list("player", "mu")}
    return {player: found.get(player, Skill().likely) for player in players}
