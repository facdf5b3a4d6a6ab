"""What a host reads of a queue: how many wait, and what has become of the last day's matches."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from lobby.matchmaking import waiting
from lobby.models import Game, Match, Queue

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """`usually` is the wait of late, in seconds, if there were matches enough to tell."""

    queue: Queue
    waiting: int
    usually: int | None
    matches: int
    fell_through: int


def figures(game: Game) -> list[Figures]:
    lately = Q(matches__made_at__gte=timezone.now() - DAY)
    fallen = lately & Q(matches__state=Match.State.FELL_THROUGH)
    queues = game.queues.select_related("game").annotate(
        made=Count("matches", filter=lately), fallen=Count("matches", filter=fallen)
    )
    return [
        Figures(one, waiting.players(one), waiting.usual_wait(one), one.made, one.fallen)
        for one in queues
    ]
