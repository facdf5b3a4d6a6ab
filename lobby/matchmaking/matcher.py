"""Tickets become matches: planned from what waits, then claimed, each in one transaction.

A plan is made of what was read a moment ago. The claim finds out whether it still holds: the lease
is ours, each ticket waits, each player is there. If not, nothing has happened, and the next plan
knows better.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lobby import announce, rooms
from lobby.counting import counting
from lobby.matchmaking import lease, pairing
from lobby.matchmaking.pairing import Group, Opening
from lobby.matchmaking.skill import points_of
from lobby.models import Entrant, Match, Peer, Queue, Room, Seeker, Ticket
from lobby.passes import Player

MOST_PLANNED = 20_000  # tickets of a queue in one plan, the longest waiting
COME_WITHIN = timedelta(seconds=45)  # a page leads into its room at once; its game may still load
GENERATION = " generation"  # no property's key has a space: whose engines differ never meet


@dataclass(frozen=True, slots=True)
class Plan:
    queue: Queue
    group: Group


class Dropped(Exception):
    """The plan does not hold any more."""


def anything_to_do() -> bool:
    coming = Match.objects.filter(state=Match.State.GATHERING)
    return Ticket.objects.open().exists() or coming.exists()


def plan() -> list[Plan]:
    """What matches could be made of the tickets that wait now."""
    return list(_plans())


def _plans() -> Iterator[Plan]:
    now = timezone.now()
    away = Seeker.objects.filter(ticket=OuterRef("pk"), away=True)
    waiting = Ticket.objects.waiting().exclude(Exists(away))
    for queue in Queue.objects.filter(pk__in=waiting.values("queue")).select_related("game"):
        tickets = [_paired(one, now) for one in waiting.filter(queue=queue)[:MOST_PLANNED]]
        openings = list(_openings(queue)) if queue.backfill else []
        seed = int(now.timestamp())
        for group in pairing.pair(tickets, queue.rules, openings=openings, seed=seed):
            values = {key: value for key, value in group.values.items() if key != GENERATION}
            yield Plan(queue, replace(group, values=values))


def claim(*, plan: Plan, epoch: int) -> Match:
    """Make a planned match: all of it, or nothing.

    Raises lease.Superseded; Dropped where somebody has gone meanwhile; Refusal where there can be
    no room now.
    """
    group = plan.group
    with transaction.atomic():
        lease.hold(epoch=epoch)
        tickets = Ticket.objects.filter(pk__in=group.tickets, state=Ticket.State.WAITING)
        if tickets.update(state=Ticket.State.MATCHED, ended_at=timezone.now()) < len(group.tickets):
            raise Dropped
        seekers = list(_seekers(group))
        match = _open(plan, seekers) if group.opening is None else _join(group.opening, seekers)
        matched = Ticket.objects.filter(pk__in=group.tickets)
        matched.update(match=match)
        for key in matched.values_list("key", flat=True):
            announce.ticket_changed(key)
        _enlist(match, seekers, group)
    _count(plan.queue.game.slug, {one.ticket_id: one.ticket for one in seekers}.values())
    return match


def _count(game: str, tickets: Collection[Ticket]) -> None:
    now = timezone.now()
    waited = sum(int((now - ticket.since).total_seconds()) for ticket in tickets)
    counting.add(game, matched=len(tickets), waited=waited)


def _paired(ticket: Ticket, now: datetime) -> pairing.Ticket:
    generation = {GENERATION: ticket.generation} if ticket.generation else {}
    return pairing.Ticket(
        id=ticket.pk,
        players=ticket.size,
        skill=ticket.skill,
        waited=(now - ticket.since).total_seconds(),
        values=ticket.values | generation,
    )


def _openings(queue: Queue) -> Iterator[Opening]:
    """Matches that play with free seats, behind an open door."""
    playing = Match.objects.filter(queue=queue, state=Match.State.PLAYING)
    opened = playing.filter(room__state=Room.State.OPEN).select_related("room")
    for match in opened.prefetch_related("room__peers", "entrants"):
        room = match.room
        assert room is not None
        peers = [peer for peer in room.peers.all() if peer.state != Peer.State.LEFT]
        in_teams = [sum(peer.team == team for peer in peers) for team in range(1, queue.teams + 1)]
        taken = in_teams if queue.teams > 1 else [len(peers)]
        free = tuple(max(0, queue.largest_party - count) for count in taken)
        if peers and any(free):
            ids = [peer.player for peer in peers]
            skill = sum(points_of(queue, ids)[player] for player in ids) / len(ids)
            generation = {GENERATION: room.generation} if room.generation else {}
            yield Opening(match.pk, free, skill, room.properties | generation)


def _seekers(group: Group) -> Iterator[Seeker]:
    """In the order of the group, games that wait at their sockets first: they can host at once."""
    found = Seeker.objects.select_for_update(of=("self",)).select_related("ticket")
    by_place = sorted(
        found.filter(ticket__in=group.tickets, open=True),
        key=lambda one: (not one.socket, group.tickets.index(one.ticket_id), one.pk),
    )
    now = timezone.now()
    if any(seeker.away or seeker.heard_until < now for seeker in by_place):
        raise Dropped
    Seeker.objects.filter(pk__in=[one.pk for one in by_place]).update(open=False)
    yield from by_place


def _open(plan: Plan, seekers: list[Seeker]) -> Match:
    """A room whose seats are the match's."""
    queue, first = plan.queue, seekers[0]
    room = rooms.create(
        game=queue.game,
        name=queue.name,
        seats=queue.most if queue.backfill else len(seekers),
        values=plan.group.values,
        player=_player(first),
        **_connected(first),
    )
    for seeker in seekers[1:]:
        _seat(room.code, queue, seeker)
    return Match.objects.create(
        queue=queue,
        room=room,
        reason=plan.group.reason,
        come_by=timezone.now() + COME_WITHIN,
    )


def _join(match: int, seekers: list[Seeker]) -> Match:
    """Seats in a room that plays."""
    found = Match.objects.select_related("room", "queue__game").get(pk=match)
    if found.room is None or found.room.state != Room.State.OPEN:
        raise Dropped
    for seeker in seekers:
        _seat(found.room.code, found.queue, seeker)
    return found


def _seat(code: str, queue: Queue, seeker: Seeker) -> None:
    player, connected = _player(seeker), _connected(seeker)
    if seeker.socket:
        rooms.join(code=code, game=queue.game, player=player, invited=True, **connected)
    else:
        rooms.take_seat(code=code, player=player)


def _player(seeker: Seeker) -> Player:
    return Player(seeker.player, seeker.name)


def _connected(seeker: Seeker) -> dict[str, Any]:
    if not seeker.socket:
        return {}
    return {
        "socket": seeker.socket,
        "topology": seeker.topology,
        "generation": seeker.ticket.generation,
        "extensions": seeker.extensions,
        "resume_key": seeker.resume_key,
    }


def _enlist(match: Match, seekers: Iterable[Seeker], group: Group) -> None:
    """Write down who plays, in which team."""
    assert match.room is not None
    present = Peer.objects.present().filter(room=match.room)
    teams = {ticket: place for place, team in enumerate(group.teams, 1) for ticket in team}
    for seeker in seekers:
        own = Q(socket=seeker.socket) if seeker.socket else Q(player=seeker.player)
        peer = present.get(own)
        team = teams[seeker.ticket_id] if match.queue.teams > 1 else 0
        if team:
            Peer.objects.filter(pk=peer.pk).update(team=team)
        Entrant.objects.create(
            match=match,
            player=seeker.player,
            name=seeker.name,
            team=team,
            ticket=seeker.ticket,
            number=peer.number,
        )
