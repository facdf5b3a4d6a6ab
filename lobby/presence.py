"""Which workers are alive: each renews a lease, and whose lease ran out has lost its seats.

Time is the database's, so that no worker's clock matters.
"""

from datetime import timedelta

from django.db.models.functions import Now

from lobby import rooms
from lobby.models import Worker

LEASE = timedelta(seconds=15)
RENEW_EVERY = 5.0  # seconds
MOST_FREED = 50  # seats a sweep, so that joins get in between


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


def free_lapsed() -> None:
    """Free the seats of workers that have fallen silent. Any worker may, all may at once."""
    for worker in Worker.objects.filter(alive_until__lt=Now()).values_list("name", flat=True):
        if rooms.vacate(worker=worker, living=(), most=MOST_FREED) <= MOST_FREED:
            Worker.objects.filter(name=worker, alive_until__lt=Now()).delete()
