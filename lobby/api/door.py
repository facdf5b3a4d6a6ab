"""Every request to `/api/` passes here, and goes no further: sessions, forms and guests, which live
by cookies, never see it.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from lobby import limits
from lobby.api import problems
from lobby.api.bounds import MOST_BYTES, PREFIX, STALLED
from lobby.api.rules import RULES
from lobby.bulletin import bulletin
from lobby.errors import Refusal
from lobby.views.pages import network

READS_A_MINUTE = 120  # by one network
WRITES_A_MINUTE = 30  # likewise; opening rooms has a rate of its own beside it
REPORTS_A_MINUTE = 1_200  # likewise: a class that meets has as many connections
REPORTS = f"{PREFIX}v1/connections"
JSON = "application/json"
READS = ("GET", "HEAD")

# Any page may ask: what opens a door is in a header that no browser adds by itself.
ANYONE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Location, Retry-After, WWW-Authenticate",
    "Cache-Control": "no-store",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "86400",
}

_reads = limits.Window()
_writes = limits.Window()
_reports = limits.Window()


class ApiMiddleware:
    """Answers `/api/`, before anything that reads or sets a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        response = _answer(request)
        for name, value in ANYONE.items():
            response.setdefault(name, value)
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=PREFLIGHT)
    try:
        request.get_host()  # Raises for one that is not the site's.
        bulletin.check("", network(request))
        _check_rate(request)
        _check_body(request)
        found = request.resolver_match = resolve(request.path_info)
        if request.method == "HEAD":
            request.method = "GET"  # The server leaves the body out.
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    except Exception as error:
        return problems.of(error)
    refused = response.status_code == RULES["method.unknown"].status
    return _wrong_method(response["Allow"]) if refused else response


def _wrong_method(allowed: str) -> HttpResponse:
    methods = ", ".join(sorted(allowed.split(", ")))
    response = problems.problem("method.unknown", f"This address takes {methods}.")
    response["Allow"] = methods
    return response


def _check_rate(request: HttpRequest) -> None:
    visitor = network(request)
    window, most = _rate(request)
    if visitor and not window.hit(visitor, most):
        raise Refusal("api.too_fast", "Too many requests came from here. Wait a minute.")


def _rate(request: HttpRequest) -> tuple[limits.Window, int]:
    if request.method in READS:
        return _reads, READS_A_MINUTE
    if request.path_info == REPORTS:  # By pages, not by people: it leaves theirs alone.
        return _reports, REPORTS_A_MINUTE
    return _writes, WRITES_A_MINUTE


def _check_body(request: HttpRequest) -> None:
    """Raises Refusal for one that stopped coming, is too large, or is not said to be JSON."""
    if STALLED in getattr(request, "scope", {}):
        raise Refusal("body.stalled", "The rest of the body did not come.")
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if (announced.isdigit() and int(announced) > MOST_BYTES) or len(request.body) > MOST_BYTES:
        raise Refusal("body.too_large", f"A body has {MOST_BYTES} bytes at most.")
    if request.body and request.content_type != JSON:
        raise Refusal("body.not_json", f"Send the body as {JSON}.")
