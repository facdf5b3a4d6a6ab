"""Machines that ask whether this worker is well, before anything minds by which name they ask."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lobby.views.health import healthz, readyz
from lobby.views.metrics import metrics

ADDRESSES = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


class HealthMiddleware:
    """A check of one worker asks for `http://10.0.0.7:8001/readyz`: no host of the site's, and none
    to be led elsewhere. It gets no cookie either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = ADDRESSES.get(request.path)
        if view is None:
            return self.get_response(request)
        response = view(request)
        response._has_been_logged = True  # type: ignore[attr-defined] # No error to Django.
        return response
