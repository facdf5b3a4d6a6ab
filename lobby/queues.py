"""A game's queues: opened, changed, switched off and on, deleted. What they do is matchmaking's."""

from collections.abc import Collection

from django.db import transaction

from lobby.errors import Refusal
from lobby.models import Game, Match, Queue

MOST_QUEUES = 12  # of a game
IN_USE = "Players wait in it, so it stays for now. Switch it off, and delete it once they are gone."


@transaction.atomic
def open_queue(*, queue: Queue) -> None:
    """Save a new one. Raises Refusal."""
    Game.objects.select_for_update(no_key=True).get(pk=queue.game_id)  # Two are counted in turn.
    own = Queue.objects.filter(game=queue.game_id)
    if own.count() >= MOST_QUEUES:
        words = f"A game has at most {MOST_QUEUES} queues. Delete one, or change it."
        raise Refusal("queue.most", words)
    if own.filter(slug=queue.slug).exists():
        raise Refusal("queue.slug", "Another queue of this game has that code. Choose another.")
    queue.save(force_insert=True)


@transaction.atomic
def change(*, queue: Queue, changed: Collection[str]) -> None:
    """Save those fields alone: somebody may have switched it off meanwhile."""
    queue.save(update_fields=set(changed))


@transaction.atomic
def switch(*, queue: Queue, on: bool) -> None:
    """Off, nobody can begin to wait; who waits already goes on waiting."""
    Queue.objects.filter(pk=queue.pk).update(on=on)


@transaction.atomic
def delete(*, queue: Queue) -> None:
    """With its tickets, matches and ratings, for good. Raises Refusal while it is in use."""
    locked = Queue.objects.select_for_update().get(pk=queue.pk)  # Nobody begins to wait meanwhile.
    if in_use(locked):
        raise Refusal("queue.in_use", IN_USE)
    locked.delete()


def in_use(queue: Queue) -> bool:
    """Whether somebody waits in it, or is on the way to a match of it."""
    coming = queue.matches.filter(state=Match.State.GATHERING)
    return queue.tickets.open().exists() or coming.exists()
