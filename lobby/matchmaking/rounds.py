"""What happens to tickets and matches without anybody's word: the silent go, waits end, and who
did not come to a match is not waited for."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lobby import ledger, membership
from lobby.matchmaking import tickets
from lobby.models import Entrant, Match, Peer, Queue, Room, Seeker, Ticket

MOST_RENEWED = 500  # seekers a statement
SEATED, HELD = Peer.State.SEATED, Peer.State.HELD


def renew(*, worker: str, living: Collection[str]) -> None:
    """Speak for those who wait at sockets of this worker. Who can resume has the time for it."""
    ours = Q(socket__startswith=f"{worker}.") | Q(page__startswith=f"{worker}.")
    waiting = Seeker.objects.filter(ours, open=True)
    keys = [
        (pk, bool(resume_key))
        for pk, socket, page, resume_key in waiting.values_list(
            "pk", "socket", "page", "resume_key"
        )
        if socket in living or page in living
    ]
    now, long = timezone.now(), timedelta(seconds=settings.RESUME_WITHIN)
    for resumes, term in ((False, tickets.SILENCE), (True, max(tickets.SILENCE, long))):
        some = [pk for pk, key in keys if key is resumes]
        for start in range(0, len(some), MOST_RENEWED):
            batch = some[start : start + MOST_RENEWED]
            Seeker.objects.filter(pk__in=batch).update(heard_until=now + term)


def sweep() -> None:
    """End the tickets of the silent, and of those who waited too long."""
    now = timezone.now()
    for seeker in Seeker.objects.filter(open=True, heard_until__lt=now):
        tickets.drop_silent(seeker)
    waiting = Ticket.objects.waiting()
    for queue in Queue.objects.filter(pk__in=waiting.values("queue")):
        late = waiting.filter(queue=queue, since__lt=now - timedelta(seconds=queue.timeout))
        for pk in list(late.values_list("pk", flat=True)):
            tickets.time_out(pk)


def review() -> None:
    """Matches whose players have come begin; those that wait in vain go on without, or fall."""
    for pk in list(Match.objects.filter(state=Match.State.GATHERING).values_list("pk", flat=True)):
        with transaction.atomic():
            match = (
                Match.objects.select_for_update(of=("self",))
                .select_related("queue", "room")
                .get(pk=pk)
            )
            if match.state == Match.State.GATHERING:
                _review(match, timezone.now())


def _review(match: Match, now: datetime) -> None:
    room = match.room
    entrants = list(match.entrants.all())
    here = _here(match) if room is not None else set()
    absent = [one for one in entrants if not _is(one, here)]
    if absent and now < match.come_by and room is not None and room.state != Room.State.CLOSED:
        return
    come = [one for one in entrants if one not in absent]
    Entrant.objects.filter(pk__in=[one.pk for one in come]).update(came=True)
    goes_on = _is_a_match(match.queue, come) or (match.queue.backfill and bool(come))
    match.state = Match.State.PLAYING if goes_on else Match.State.FELL_THROUGH
    match.save(update_fields=["state"])
    if room is not None and absent:
        _let_go(room.code, absent) if goes_on else _fall(room.code, come)


def _here(match: Match) -> set[tuple[str, int]]:
    """Who plays, or has a page that shows signs of life; as pairs of player and number."""
    begun = match.made_at + membership.HOLD + timedelta(seconds=1)
    alive = Q(state=SEATED) | Q(state=HELD) & (~Q(page="") | Q(held_until__gt=begun))
    peers = Peer.objects.filter(alive, room=match.room)
    return set(peers.values_list("player", "number"))


def _is(entrant: Entrant, here: set[tuple[str, int]]) -> bool:
    if entrant.player:
        return any(player == entrant.player for player, _ in here)
    return any(number == entrant.number for _, number in here)


def _is_a_match(queue: Queue, come: list[Entrant]) -> bool:
    """Whether those who came are enough, in teams that are equal."""
    in_teams = {sum(one.team == team for one in come) for team in range(1, queue.teams + 1)}
    sizes = range(queue.least, queue.most + 1, queue.step)
    return len(come) in sizes and (queue.teams == 1 or len(in_teams) == 1)


def _let_go(code: str, absent: list[Entrant]) -> None:
    players = {one.player for one in absent if one.player}
    with ledger.locked(code=code) as room:
        if room is not None and room.state != Room.State.CLOSED:
            held = [p for p in room.present if p.state == HELD and p.player in players]
            membership.give_up(room, held)


def _fall(code: str, come: list[Entrant]) -> None:
    """The room ends, and whoever came with its party is first in line again."""
    with ledger.locked(code=code) as room:
        if room is not None and room.state != Room.State.CLOSED:
            membership.close(room, "match.fell_through")
    for pk in {one.ticket_id for one in come if one.ticket_id}:
        tickets.wait_again(pk, {one.player for one in come if one.player})
