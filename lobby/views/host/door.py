"""Who may come in: hosts, and of a game those alone who own or edit it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from lobby import hosting
from lobby.models import Game
from lobby.seating import OF_A_GAME
from lobby.views.pages import PageRequest

View = Callable[..., HttpResponse]


class HostRequest(PageRequest):
    """A request after the door."""

    user: User


def for_hosts(view: View) -> View:
    """Visitors log in and come back; who asks from within a page is told so by a bare 401."""

    @never_cache
    @wraps(view)
    def entered(request: PageRequest, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.htmx:
                return HttpResponse("Log in first.", status=401, content_type="text/plain")
            asked = request.method in ("GET", "HEAD")
            return redirect_to_login(request.get_full_path() if asked else reverse("lobby:host"))
        if not hosting.is_host(request.user):
            context = {"signup_is_open": settings.SIGNUP == "open"}
            return render(request, "host/not-a-host.html", context, status=403)
        return view(request, **named)

    return entered


def for_its_hosts(view: View) -> View:
    """The view gets the game; of another's game not even the existence is told."""

    @for_hosts
    @wraps(view)
    def entered(request: HostRequest, slug: str, **named: Any) -> HttpResponse:
        games = hosting.games_of(request.user).select_related("owner", *OF_A_GAME)
        return view(request, get_object_or_404(games, slug=slug), **named)

    return entered


def owns(request: HostRequest, game: Game) -> bool:
    """Whether somebody may say who else edits a game."""
    return request.user.is_superuser or game.owner_id == request.user.pk
