"""What every page has in common: the request as views see it, and how a part is answered."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, QueryDict
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


def number(given: QueryDict, name: str) -> int:
    """A number that a page of ours sends; 0, which nothing has, for what is none."""
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


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
