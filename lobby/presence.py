"""Which workers are alive: each renews a lease, and whose lease ran out has lost its seats.

Time is the database's, so that no worker's clock matters.
"""

from datetime import timedelta

from django.db.models.functions import Now

from lobby import upkeep
from lobby.models import Worker

LEASE = timedelta(seconds=15)
RENEW_EVERY = 5.0  # seconds
MOST_FREED = 50  # seats at once, so that joins get in between


def renew(*, worker: str) -> tuple[frozenset[str], bool]:
    """Say that a worker lives; the names of all that do, and whether it did all the while.

    One that was given up while it could not speak begins anew.
    """
    alive_until, own = Now() + LEASE, Worker.objects.filter(name=worker)
    lived = own.filter(alive_until__gte=Now()).exists()
    if not own.update(alive_until=alive_until):
        Worker.objects.create(name=worker, alive_until=alive_until)
    alive = Worker.objects.filter(alive_until__gte=Now())
    return frozenset(alive.values_list("name", flat=True)), lived


def release(*, worker: str) -> None:
    """Say that a worker has ended, and free what seats are left of it."""
    while upkeep.vacate(worker=worker, living=(), most=MOST_FREED) > MOST_FREED:
        pass
    Worker.objects.filter(name=worker).delete()


def free_lapsed(*, own: str) -> bool:
    """Free seats of another worker that has fallen silent; whether there may be more of them.

    Any worker may do this, all may at once; but one that has lapsed itself has slept, or its
    database was away, and knows nothing of the others.
    """
    lapsed = Worker.objects.filter(alive_until__lt=Now())
    worker = lapsed.values_list("name", flat=True).first()
    if worker is None or lapsed.filter(name=own).exists():
        return False
    if upkeep.vacate(worker=worker, living=(), most=MOST_FREED) <= MOST_FREED:
        lapsed.filter(name=worker).delete()
    return True
