"""Who visits a page: a guest, known by a signed cookie, or whoever has logged in.

The cookie of who has logged in names the same player, so that sockets need to read nothing else;
it says that it is of an account, and is worth nothing on pages once that has logged out.
"""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import astuple, replace
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import User
from django.core import signing
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from lobby import decency, names
from lobby.errors import Refusal
from lobby.models import PlayerAccount
from lobby.passes import Player

ID_BYTES = 16  # 22 characters of base64url
STAFFS = "/admin/"
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
        if request.path.startswith(STAFFS):  # Nobody plays there.
            return self.get_response(request)
        known, of_account = _read(request.COOKIES.get(settings.GUEST_COOKIE_NAME, ""))
        guest = known if known and not of_account else stranger()
        account = _account(request, guest)
        before = request.player = Player(account.player, account.name) if account else guest
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if account and request.player.name != before.name:
            PlayerAccount.objects.filter(pk=account.pk).update(name=request.player.name)
        now = (request.player, account is not None)
        if now != (known, of_account) and not _made_elsewhere(request, response):
            _remember(response, *now)
        return response


def suggested_name() -> str:
    return f"{secrets.choice(_FIRST.split())} {secrets.choice(_SECOND.split())}"


def named(wished: str) -> Player:
    """Somebody new, of that name if it is one. Raises Refusal for one that is unfit."""
    name = names.tidy(wished, names.PLAYER_LENGTH) or suggested_name()
    if not decency.may_name(name):
        raise Refusal("name.unfit", decency.UNFIT)
    return Player(secrets.token_urlsafe(ID_BYTES), name)


def rename(request: GuestRequest, name: str) -> None:
    """Change the player's name; one that is empty, once tidied, or unfit changes nothing."""
    tidied = names.tidy(name, names.PLAYER_LENGTH)
    if tidied and decency.may_name(tidied):
        request.player = replace(request.player, name=tidied)


def read(cookies: Mapping[str, str]) -> Player | None:
    """The player that a socket's cookies name, None if there is none; one of an account, as on
    pages, only while it is logged in. In the database's thread."""
    player, of_account = _read(cookies.get(settings.GUEST_COOKIE_NAME, ""))
    if player is None or not of_account:
        return player
    request = HttpRequest()
    sessions = import_module(settings.SESSION_ENGINE)
    request.session = sessions.SessionStore(cookies.get(settings.SESSION_COOKIE_NAME, ""))
    user = get_user(request)
    logged_in = isinstance(user, User) and PlayerAccount.objects.filter(user=user, player=player.id)
    return player if logged_in else None


def _read(cookie: str) -> tuple[Player | None, bool]:
    """The same, and whether it is an account's."""
    try:
        identity, name, *account = signing.loads(cookie, salt=_SALT, max_age=YEAR)
        return Player(identity, name), account == [True]
    except (signing.BadSignature, TypeError, ValueError):
        return None, False


def stranger() -> Player:
    """Somebody new."""
    return named("")


def _account(request: HttpRequest, guest: Player) -> PlayerAccount | None:
    """The account of who has logged in. Its first time, it takes over who the guest was."""
    if not isinstance(request.user, User):
        return None
    for player in (guest.id, stranger().id):
        with suppress(IntegrityError):  # Another account has taken that guest over.
            found, _ = PlayerAccount.objects.get_or_create(
                user=request.user, defaults={"player": player, "name": guest.name}
            )
            return found
    return None


def _made_elsewhere(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this may be a form of somebody else's page: it is refused, and comes without the
    cookies that the browser has, which a new one must not take the place of."""
    return request.method not in ("GET", "HEAD") and response.status_code >= 400


def _remember(response: HttpResponse, player: Player, of_account: bool) -> None:
    told = (*astuple(player), True) if of_account else astuple(player)
    response.set_cookie(
        settings.GUEST_COOKIE_NAME,
        signing.dumps(told, salt=_SALT),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.GUEST_COOKIE_SECURE,
    )
