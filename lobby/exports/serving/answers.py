"""How long the play origin's answers last, and those that say no."""

from collections.abc import Mapping
from html import escape

from django.conf import settings
from starlette.responses import Response

from lobby.isolation import COEP, CORP, CSP

FOREVER = "public, max-age=31536000, immutable"
CHECK_FIRST = "no-cache"
NEVER = "no-store"


def missing() -> Response:
    return _failure(404, "There is nothing here. The game may have moved or been taken down.")


def busy() -> Response:
    return _failure(503, "The server is busy. Try again in a moment.", {"Retry-After": "2"})


def wrong_method(allowed: str) -> Response:
    return _failure(405, "This address can only be read.", {"Allow": allowed})


def _failure(status: int, words: str, more: Mapping[str, str] | None = None) -> Response:
    """A short page. It may show in an isolated frame: without COEP and CORP it would be blocked."""
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Playlobby</title>'
        f"<p>{words}</p>"
        f'<p><a href="{escape(settings.SITE_ORIGIN)}" target="_top">To the games</a></p></html>'
    )
    headers = {
        CSP: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *",
        COEP: "require-corp",
        CORP: "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": NEVER,
    }
    return Response(page, status, headers | dict(more or {}), "text/html")
