"""What every page has in common: the request as views see it, and how a part is answered."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from lobby import limits
from lobby.guests import GuestRequest


class PageRequest(GuestRequest):
    """A request after all middleware."""

    htmx: HtmxDetails


def network(request: HttpRequest) -> str:
    """The visitor's, as rates count visitors."""
    return limits.network(request.META.get("REMOTE_ADDR", ""))


def page_or_part(
    request: PageRequest, page: str, part: str, context: Mapping[str, object]
) -> HttpResponse:
    """Answer htmx with the part, everyone else with the page.

    A part has its page's address, so it must never be kept in its place.
    """
    response = render(request, part if request.htmx else page, context)
    patch_vary_headers(response, ["HX-Request"])
    if request.htmx:
        response["Cache-Control"] = "no-store"
    return response
