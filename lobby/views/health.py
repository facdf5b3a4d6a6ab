"""Whether this worker answers, and its database too."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import pluralize
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lobby import limits
from lobby.bus import bus


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether new players should be sent here: 503 and why, if not; else how many workers there
    are."""
    reasons = []
    if limits.draining:
        reasons.append("stopping")
    if bus.away:
        reasons.append("Redis is away")
    if reasons:
        return HttpResponse(", ".join(reasons), content_type="text/plain", status=503)
    workers = max(len(bus.workers), 1)
    return HttpResponse(f"ok, {workers} worker{pluralize(workers)}", content_type="text/plain")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
