"""Which workers are alive: each renews a lease, and whose lease ran out has lost its seats.

Time is the database's, so that no worker's clock matters.
"""

from datetime import timedelta

from django.db.models.functions import Now

from lobby import rooms
from lobby.models import Worker

LEASE = timedelta(seconds=15)
RENEW_EVERY = 5.0  # seconds
MOST_FREED = 50  # seats at once, so that joins get in between


def renew(*, worker: str) -> frozenset[str]:
    """Say that a worker lives; the names of all that do.

    One that was given up while it could not speak begins anew.
    """
    alive_until = Now() + LEASE
    if not Worker.objects.filter(name=worker).update(alive_until=alive_until):
        Worker.objects.create(name=worker, alive_until=alive_until)
    alive = Worker.objects.filter(alive_until__gte=Now())
    return frozenset(alive.values_list("name", flat=True))


def release(*, worker: str) -> None:
    """Say that a worker has ended, and free what seats are left of it."""
    while rooms.vacate(worker=worker, living=(), most=MOST_FREED) > MOST_FREED:
        pass
    Worker.objects.filter(name=worker).delete()


def free_lapsed() -> bool:
    """Free seats of a worker that has fallen silent; whether there may be more of them.

    Any worker may do this, all may at once.
    """
    lapsed = Worker.objects.filter(alive_until__lt=Now())
    worker = lapsed.values_list("name", flat=True).first()
    if worker is None:
        return False
    if rooms.vacate(worker=worker, living=(), most=MOST_FREED) <= MOST_FREED:
        lapsed.filter(name=worker).delete()
    return True
