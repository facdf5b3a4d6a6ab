"""Lets go of what has outlived its term; see `lobby.privacy.terms`."""

from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from lobby.privacy.terms import KINDS, Kind

MOST_AT_ONCE = 500  # rows a transaction: nobody's join waits long for it


def enforce(now: datetime | None = None) -> dict[str, int]:
    """Let go of what has outlived its term; how many rows of each kind went."""
    moment = now or timezone.now()
    return {kind.name: _let_go(kind, moment) for kind in KINDS if kind.over}


def _let_go(kind: Kind, now: datetime) -> int:
    """Many short transactions: players come in between, and so do other workers that sweep."""
    assert kind.over is not None and kind.after is not None
    model = apps.get_model(kind.models[0])
    over = kind.over(model._default_manager.order_by("pk"), now - kind.after)
    gone = 0
    while True:
        with transaction.atomic():
            some = over.select_for_update(of=("self",), skip_locked=True)[:MOST_AT_ONCE]
            found = [row.pk for row in some]
            model._default_manager.filter(pk__in=found).delete()
        gone += len(found)
        if len(found) < MOST_AT_ONCE:
            return gone
