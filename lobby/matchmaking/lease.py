"""Which worker makes the matches: one at a time, by a lease that it renews.

A worker that slept may wake with a plan in its hands and a lease that another has taken over. So
each claim compares the epoch, which rises with each change of hands, in its own transaction. Time
is the database's.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from lobby.models import Matcher

TERM = timedelta(seconds=5)
ONLY = 1  # There is one row.


class Superseded(Exception):
    """Another worker makes the matches now."""


def take(*, worker: str) -> int | None:
    """The epoch in which this worker makes the matches; None while another one does."""
    until = Now() + TERM
    with transaction.atomic():
        Matcher.objects.bulk_create(
            [Matcher(pk=ONLY, worker=worker, until=until)], ignore_conflicts=True
        )
        row = Matcher.objects.select_for_update().get(pk=ONLY)
        if row.worker != worker:
            if not Matcher.objects.filter(pk=ONLY, until__lt=Now()).exists():
                return None
            row.worker, row.epoch = worker, row.epoch + 1
        row.until = until
        row.save()
        return row.epoch


def hold(*, epoch: int) -> None:
    """Keep the lease from changing hands until the transaction ends. Raises Superseded."""
    row = Matcher.objects.select_for_update().get(pk=ONLY)
    if row.epoch != epoch:
        raise Superseded
