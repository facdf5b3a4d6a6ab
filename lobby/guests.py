"""Guests: players without an account, known by a signed cookie of the site's pages."""

import secrets
from collections.abc import Callable
from dataclasses import astuple, replace

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from lobby import names
from lobby.passes import Player

ID_BYTES = 16  # 22 characters of base64url
YEAR = 365 * 24 * 60 * 60
_SALT = "playlobby.guest"
_FIRST = "Amber Brave Calm Clever Daring Eager Gentle Happy Jolly Kind Lucky Merry Quick Sunny"
_SECOND = "Badger Crane Dolphin Falcon Finch Fox Hare Heron Lynx Marten Otter Owl Robin Seal Wren"


class GuestRequest(HttpRequest):
    """A request as views see it after `GuestMiddleware`."""

    player: Player


class GuestMiddleware:
    """Give every visitor of a page a name, and remember it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: GuestRequest) -> HttpResponse:
        known = read(request.COOKIES.get(settings.GUEST_COOKIE_NAME, ""))
        request.player = known or Player(secrets.token_urlsafe(ID_BYTES), suggested_name())
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if request.player != known and not _made_elsewhere(request, response):
            _remember(response, request.player)
        return response


def suggested_name() -> str:
    return f"{secrets.choice(_FIRST.split())} {secrets.choice(_SECOND.split())}"


def rename(request: GuestRequest, name: str) -> None:
    """Change the player's name; an empty one, once tidied, changes nothing."""
    if tidied := names.tidy(name, names.PLAYER_LENGTH):
        request.player = replace(request.player, name=tidied)


def read(cookie: str) -> Player | None:
    """The player that a cookie names; None if it is not ours, was altered, or is too old."""
    try:
        return Player(*signing.loads(cookie, salt=_SALT, max_age=YEAR))
    except (signing.BadSignature, TypeError):
        return None


def _made_elsewhere(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this may be a form of somebody else's page: it is refused, and comes without the
    cookies that the browser has, which a new one must not take the place of."""
    return request.method not in ("GET", "HEAD") and response.status_code >= 400


def _remember(response: HttpResponse, player: Player) -> None:
    response.set_cookie(
        settings.GUEST_COOKIE_NAME,
        signing.dumps(astuple(player), salt=_SALT),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.GUEST_COOKIE_SECURE,
    )
