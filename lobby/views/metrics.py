"""`/metrics`: what Prometheus reads of this worker, for who has the token. No cookie counts."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from lobby.exposition import exposition

SCHEME = "Bearer "


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 while there is no token; 401 for whoever does not show it."""
    if not settings.METRICS_TOKEN:
        return HttpResponseNotFound("There is nothing here.", content_type="text/plain")
    shown = request.headers.get("Authorization", "").encode()
    if not secrets.compare_digest(shown, f"{SCHEME}{settings.METRICS_TOKEN}".encode()):
        refused = HttpResponse("Show the token.", content_type="text/plain", status=401)
        refused["WWW-Authenticate"] = SCHEME.strip()
        return refused
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
