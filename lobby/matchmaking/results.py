"""How a match ended, as its players say: what most of them say counts, once.

Nobody else knows: the game went on between them. So a lone claim counts nothing, and of two players
both must say the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from lobby.errors import Refusal
from lobby.matchmaking import settling
from lobby.models import Entrant, Match, Peer

FEWEST = 2  # claims
Places = list[list[int]]


@dataclass(frozen=True, slots=True)
class Company:
    """Those of a match, also by the numbers of their peers; and of them who was there."""

    match: Match
    all: list[Entrant]
    by_number: dict[int, Entrant]
    there: list[Entrant]


def claim(
    *, code: str, places: Sequence[Sequence[int]], player: str = "", socket: str = ""
) -> None:
    """Say how the match in a room ended: numbers of peers, the winner's place first; who shares a
    place drew. A team stands in one place. Whoever never came may be left out.

    It may be said again until most have said the same. Raises Refusal.
    """
    with transaction.atomic():
        company = _company(_locked(code))
        own = _own(company, player, socket)
        own.claim = _read(company, places)
        own.save(update_fields=["claim"])
        if (agreed := _agreed(company.there)) is not None:
            settling.settle(company.match, company.all, company.there, agreed)


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


def _company(match: Match) -> Company:
    """Who comes back after a loss has another number than at first; who left a match and found it
    again is in it once."""
    last = {one.player or one.pk: one for one in match.entrants.order_by("pk")}
    entrants = list(last.values())
    by_number = {one.number: one for one in entrants}
    known = {one.player: one for one in entrants if one.player}
    peers = list(Peer.objects.filter(room=match.room).values_list("number", "player", "state"))
    by_number |= {number: known[player] for number, player, _ in peers if player in known}
    played = {
        by_number[number].pk
        for number, _, state in peers
        if number in by_number and state in (Peer.State.SEATED, Peer.State.LEFT)
    }
    coming = match.state == Match.State.GATHERING  # Nobody is given up yet.
    there = [one for one in entrants if coming or one.came or one.pk in played]
    return Company(match, entrants, by_number, there)


def _own(company: Company, player: str, socket: str) -> Entrant:
    own = next((one for one in company.all if player and one.player == player), None)
    if own is None and socket:
        peers = Peer.objects.filter(room=company.match.room, socket=socket)
        number = peers.values_list("number", flat=True).first()
        own = company.by_number.get(number or 0)
    if own is None:
        raise Refusal("match.not_in", "You are not in this match.")
    if own not in company.there:
        raise Refusal("match.not_in", "You did not come to this match.")
    return own


def _read(company: Company, places: Sequence[Sequence[int]]) -> Places:
    """The same in ids of entrants, written alike by all who mean the same."""
    by_number = company.by_number
    if not all(number in by_number for place in places for number in place):
        raise Refusal("result.invalid", "Somebody in it was not in this match.")
    read = [sorted(by_number[number].pk for number in place) for place in places if place]
    place_of = {pk: place for place, pks in enumerate(read) for pk in pks}
    if len(place_of) < sum(map(len, read)):
        raise Refusal("result.invalid", "Somebody is named twice.")
    if not place_of or any(one.pk not in place_of for one in company.there):
        raise Refusal("result.invalid", "Everybody who played has a place.")
    if company.match.queue.teams > 1 and not _is_by_team(company.there, place_of):
        raise Refusal("result.invalid", "A team shares one place.")
    left_out = sorted(one.pk for one in company.all if one.pk not in place_of)
    return [*read, left_out] if left_out else read


def _is_by_team(there: list[Entrant], place_of: dict[int, int]) -> bool:
    return len({(one.team, place_of[one.pk]) for one in there}) == len({one.team for one in there})


def _agreed(there: list[Entrant]) -> Places | None:
    """What more than half of them say, if anything."""
    said = Counter(str(one.claim) for one in there if one.claim is not None)
    most, votes = said.most_common(1)[0]
    if votes < FEWEST or 2 * votes <= len(there):
        return None
    return next(one.claim for one in there if str(one.claim) == most)
