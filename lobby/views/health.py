"""Whether this worker answers, and all that it stands on: database, bus, storage and its lease."""

import tempfile

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import pluralize
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lobby import limits
from lobby.bus import bus
from lobby.database import ask_in_time
from lobby.models import Worker as Lease
from lobby.switchboard import switchboard
from lobby.worker import worker

NO_DATABASE = "the database does not answer"


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether new players should be sent here: 503 and why, if not; else how many workers there
    are."""
    reasons = ["stopping"] if limits.draining else []
    if bus.away:
        reasons.append("Redis is away")
    reasons += _of_the_lease() + _of_the_storage()
    if reasons:
        return HttpResponse(", ".join(reasons), content_type="text/plain", status=503)
    workers = max(len(bus.workers), 1)
    return HttpResponse(f"ok, {workers} worker{pluralize(workers)}", content_type="text/plain")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    if ask_in_time(_answers) is None:
        return HttpResponse(NO_DATABASE, content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


def _of_the_lease() -> list[str]:
    """Without one the other workers give its seats away. One that just began has it already."""
    known = ask_in_time(_has_lease)
    if known is None:
        return [NO_DATABASE]
    return [] if known or not worker.started else ["its lease has run out"]


def _answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _has_lease() -> bool:
    return Lease.objects.filter(name=switchboard.worker, alive_until__gte=Now()).exists()


def _of_the_storage() -> list[str]:
    """A disk may be full, gone, or read-only. The file never has a name."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            file.write(b"?")
            file.flush()
    except OSError:
        return ["the data folder cannot be written"]
    return []
