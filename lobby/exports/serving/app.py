"""Tells the play hosts apart: the play domain itself has blobs, each child of it one game."""

import re

from django.conf import settings
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from lobby.errors import Refusal
from lobby.exports.serving import blobs, builds
from lobby.exports.serving.answers import busy, missing
from lobby.models.game import SLUG_PATTERN


def is_play_host(host: str) -> bool:
    """Whether a request with this `Host` (port and all) is for `play_app`."""
    return _slug(host) is not None


async def play_app(scope: Scope, receive: Receive, send: Send) -> None:
    """An ASGI application for `http` requests to play hosts."""
    request = Request(scope)
    try:
        response = await _answer(request)
    except Refusal:
        response = busy()
    if request.method == "HEAD" and not isinstance(response, FileResponse):
        response.body = b""  # Its length has been told by now, as it should be.
    await response(scope, receive, send)


async def _answer(request: Request) -> Response:
    slug = _slug(request.headers.get("host", ""))
    if slug is None:
        return missing()
    response = await (builds.answer(request, slug) if slug else blobs.answer(request))
    if response.status_code < 400:  # Else anybody could have us count games that are none.
        request.scope["counts"] = slug
    return response


def _slug(host: str) -> str | None:
    """The game a host belongs to; "" for the play domain itself, None for any other host."""
    host, domain = host.lower(), settings.PLAY_HOST
    if host == settings.SITE_URL.netloc:  # Games may live on a domain above the site's.
        return None
    if host == domain:
        return ""
    label = host.removesuffix(f".{domain}")
    return label if label != host and re.fullmatch(SLUG_PATTERN, label) else None
