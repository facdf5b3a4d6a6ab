"""How a match ended, as its players say: what most of them say counts, once.

Nobody else knows: the game went on between them. So a lone claim counts nothing, and of two players
both must say the same.
"""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from lobby.errors import Refusal
from lobby.matchmaking.rating import Skill, rated
from lobby.models import Entrant, Match, Peer, Rating

FEWEST = 2  # claims
Places = list[list[int]]


def claim(
    *, code: str, places: Sequence[Sequence[int]], player: str = "", socket: str = ""
) -> None:
    """Say how the match in a room ended: numbers of peers, the winner's place first; who shares a
    place drew. A team stands in one place. Whoever never came may be left out.

    It may be said again until most have said the same. Raises Refusal.
    """
    with transaction.atomic():
        match = _locked(code)
        entrants = list(match.entrants.all())
        by_number = _by_number(match, entrants)
        own = _own(match, entrants, by_number, player, socket)
        own.claim = _read(match, entrants, by_number, places)
        own.save(update_fields=["claim"])
        if (agreed := _agreed(entrants)) is not None:
            _settle(match, {one.pk: one for one in entrants}, agreed)


def _locked(code: str) -> Match:
    matches = Match.objects.select_for_update(of=("self",)).select_related("queue")
    match = matches.filter(room__code=code).first()
    if match is None:
        raise Refusal("match.none", "No match is played in this room.")
    if match.state == Match.State.FELL_THROUGH:
        raise Refusal("match.over", "This match was never played.")
    if match.state == Match.State.RATED:
        raise Refusal("match.rated", "How this match ended is settled.")
    return match


def _by_number(match: Match, entrants: list[Entrant]) -> dict[int, Entrant]:
    """Whom a peer's number means; one that came back after a loss has another than at first."""
    known = {one.player: one for one in entrants if one.player}
    by_number = {one.number: one for one in entrants}
    peers = Peer.objects.filter(room=match.room).values_list("number", "player")
    return by_number | {number: known[player] for number, player in peers if player in known}


def _own(
    match: Match,
    entrants: list[Entrant],
    by_number: dict[int, Entrant],
    player: str,
    socket: str,
) -> Entrant:
    own = next((one for one in entrants if player and one.player == player), None)
    if own is None and socket:
        number = Peer.objects.filter(room=match.room, socket=socket).values_list("number").first()
        own = by_number.get(number[0]) if number else None
    if own is None:
        raise Refusal("match.not_in", "You are not in this match.")
    return own


def _read(
    match: Match,
    entrants: list[Entrant],
    by_number: dict[int, Entrant],
    places: Sequence[Sequence[int]],
) -> Places:
    """The same in ids of entrants, written alike by all who mean the same."""
    named = [number for place in places for number in place]
    if not all(number in by_number for number in named):
        raise Refusal("result.invalid", "Somebody in it was not in this match.")
    read = [sorted(by_number[number].pk for number in place) for place in places if place]
    ids = [pk for place in read for pk in place]
    left_out = {one.pk for one in entrants}.difference(ids)
    if len(set(ids)) < len(ids):
        raise Refusal("result.invalid", "Somebody is named twice.")
    if any(one.came for one in entrants if one.pk in left_out) or not ids:
        raise Refusal("result.invalid", "Everybody who played has a place.")
    read += [sorted(left_out)] if left_out else []
    place_of = {pk: place for place, pks in enumerate(read) for pk in pks}
    if match.queue.teams > 1 and not _is_by_team(entrants, place_of):
        raise Refusal("result.invalid", "A team shares one place.")
    return read


def _is_by_team(entrants: list[Entrant], place_of: dict[int, int]) -> bool:
    came = [one for one in entrants if one.came] or entrants
    return len({(one.team, place_of[one.pk]) for one in came}) == len({one.team for one in came})


def _agreed(entrants: list[Entrant]) -> Places | None:
    """What more than half of them say, if anything."""
    said = Counter(str(one.claim) for one in entrants if one.claim is not None)
    most, votes = said.most_common(1)[0]
    if votes < FEWEST or 2 * votes <= len(entrants):
        return None
    return next(one.claim for one in entrants if str(one.claim) == most)


def _settle(match: Match, entrants: dict[int, Entrant], places: Places) -> None:
    now = timezone.now()
    match.state, match.rated_at = Match.State.RATED, now
    match.save(update_fields=["state", "rated_at"])
    ratings = _ratings(match, [one.player for one in entrants.values() if one.player])
    for place, pks in enumerate(places, 1):
        for pk in pks:
            entrants[pk].place = place
    sides = _sides(match, list(entrants.values()))
    before = [[_skill(ratings.get(one.player)) for one in side] for side in sides]
    after = rated(before, [side[0].place or 0 for side in sides])
    for side, olds, news in zip(sides, before, after, strict=True):
        for entrant, old, new in zip(side, olds, news, strict=True):
            entrant.points_before, entrant.points_after = old.sure, new.sure
            entrant.save(update_fields=["place", "points_before", "points_after"])
            if entrant.player:
                won = entrant.place == 1 and len(places) > 1
                _keep(match, ratings.get(entrant.player), entrant, new, won)


def _sides(match: Match, entrants: list[Entrant]) -> list[list[Entrant]]:
    if match.queue.teams == 1:
        return [[one] for one in entrants]
    teams = sorted({one.team for one in entrants})
    return [[one for one in entrants if one.team == team] for team in teams]


def _ratings(match: Match, players: list[str]) -> dict[str, Rating]:
    known = Rating.objects.select_for_update().filter(queue=match.queue, player__in=players)
    return {one.player: one for one in known}


def _skill(rating: Rating | None) -> Skill:
    return Skill(rating.mu, rating.sigma) if rating else Skill()


def _keep(match: Match, known: Rating | None, entrant: Entrant, skill: Skill, won: bool) -> None:
    rating = known or Rating(queue=match.queue, player=entrant.player)
    rating.name, rating.mu, rating.sigma = entrant.name, skill.mu, skill.sigma
    rating.points = skill.sure
    rating.matches += 1
    rating.wins += won
    rating.save()
