"""A match is settled: places and points are written down, and what is known of its players' skill
changes."""

from django.utils import timezone

from lobby.matchmaking.rating import Skill, rated
from lobby.models import Entrant, Match, Rating


def settle(
    match: Match, entrants: list[Entrant], there: list[Entrant], places: list[list[int]]
) -> None:
    """Of a locked match, by its entrants' ids. Who has no player's id counts as a newcomer, and is
    not remembered."""
    match.state, match.rated_at = Match.State.RATED, timezone.now()
    match.save(update_fields=["state", "rated_at"])
    place_of = {pk: place for place, pks in enumerate(places, 1) for pk in pks}
    ratings = _ratings(match, {one.player for one in entrants if one.player})
    sides = _sides(match, entrants, there)
    before = [[_skill(ratings.get(one.player)) for one in side] for side in sides]
    after = rated(before, [place_of[side[0].pk] for side in sides])
    for side, olds, news in zip(sides, before, after, strict=True):
        for entrant, old, new in zip(side, olds, news, strict=True):
            entrant.place = place_of[entrant.pk]
            entrant.points_before, entrant.points_after = old.sure, new.sure
            entrant.save(update_fields=["place", "points_before", "points_after"])
            if entrant.player:
                won = entrant.place == 1 and len(places) > 1
                _keep(ratings[entrant.player], entrant.name, new, won)


def _sides(match: Match, entrants: list[Entrant], there: list[Entrant]) -> list[list[Entrant]]:
    """The teams. Whoever never came stands alone: that is not its team's fault."""
    in_teams = there if match.queue.teams > 1 else []
    teams: dict[int, list[Entrant]] = {}
    for one in in_teams:
        teams.setdefault(one.team, []).append(one)
    return [*teams.values(), *([one] for one in entrants if one not in in_teams)]


def _ratings(match: Match, players: set[str]) -> dict[str, Rating]:
    """Newcomers' too; locked in one order, so that two matches of a player wait for each other."""
    new = Skill()
    newcomers = [
        Rating(queue=match.queue, player=one, mu=new.mu, sigma=new.sigma, points=new.sure)
        for one in sorted(players)
    ]
    Rating.objects.bulk_create(newcomers, ignore_conflicts=True)
    known = Rating.objects.select_for_update().filter(queue=match.queue, player__in=players)
    return {one.player: one for one in known.order_by("pk")}


def _skill(rating: Rating | None) -> Skill:
    return Skill(rating.mu, rating.sigma) if rating else Skill()


def _keep(rating: Rating, name: str, skill: Skill, won: bool) -> None:
    rating.name, rating.mu, rating.sigma = name, skill.mu, skill.sigma
    rating.points = skill.sure
    rating.matches += 1
    rating.wins += won
    rating.save()
