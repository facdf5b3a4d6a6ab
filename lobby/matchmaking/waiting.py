"""What those who wait are shown: their ticket, how many wait, and how long it usually takes."""

from datetime import timedelta
from statistics import median
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from lobby.models import Game, Queue, Seeker, Ticket

LATELY = timedelta(hours=1)
MOST_READ = 50  # waits of that time, the latest
FEWEST_READ = 3  # fewer say nothing
SHOWN = timedelta(minutes=2)  # how a wait has ended


def ticket_of(player: str, game: Game) -> Ticket | None:
    """The ticket that a player waits with, or that ended a moment ago; the last of them."""
    own = Seeker.objects.filter(player=player, ticket__queue__game=game)
    whole = own.select_related("ticket__queue__game", "ticket__match__room")
    seeker = whole.order_by("-pk").first()
    if not player or seeker is None:
        return None
    ticket = seeker.ticket
    recent = ticket.ended_at is None or ticket.ended_at > timezone.now() - SHOWN
    return ticket if recent else None


def usual_wait(queue: Queue) -> int | None:
    """Seconds, the median of the last matches; None if there were too few to tell."""
    matched = queue.tickets.filter(
        state=Ticket.State.MATCHED, ended_at__gte=timezone.now() - LATELY
    )
    moments = matched.order_by("-ended_at").values_list("since", "ended_at")[:MOST_READ]
    waits = [(ended - since).total_seconds() for since, ended in moments if ended is not None]
    return round(median(waits)) if len(waits) >= FEWEST_READ else None


def players(queue: Queue) -> int:
    """How many wait in a queue."""
    counted = queue.tickets.waiting().aggregate(players=Sum("size"))
    return int(counted["players"] or 0)


def queue_told(queue: Queue) -> dict[str, Any]:
    return {
        "queue": queue.slug,
        "name": queue.name,
        "least": queue.least,
        "most": queue.most,
        "teams": queue.teams,
        "properties": queue.agree_on,
        "players": players(queue),
        "usually": usual_wait(queue),
    }


def told(*, ticket: Ticket) -> dict[str, Any]:
    """A ticket, as programs read it; docs/protocol.md tells what each part is."""
    queue = ticket.queue
    return {
        "ticket": ticket.key,
        "queue": queue.slug,
        "state": ticket.state,
        "waited": round((timezone.now() - ticket.since).total_seconds()),
        "usually": usual_wait(queue),
        "players": players(queue),
        "words": ticket.words,
    }
