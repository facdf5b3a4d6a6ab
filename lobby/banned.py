"""Pages refuse who is banned, with the reason and the term.

Not the staff, whom an address's ban must not lock out, nor the pages where they log in. What the
site has of somebody stays theirs to read and to delete.
"""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from lobby import bans
from lobby.bulletin import bulletin
from lobby.guests import STAFFS, GuestRequest
from lobby.views.pages import network

OPEN_TO_ALL = (STAFFS, "/accounts/", "/me/data")


class BanMiddleware:
    """After the guests': it has to know the player."""

    def __init__(self, get_response: Callable[[GuestRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: GuestRequest) -> HttpResponse:
        if request.path.startswith(OPEN_TO_ALL):
            return self.get_response(request)
        visitor = network(request)
        ban = bulletin.ban_of(request.player.id, visitor)
        if ban is None or request.user.is_staff:
            return self.get_response(request)
        if ban.with_network and not ban.network and visitor:
            bans.take_network(ban=ban.pk, network=visitor)
        response = render(request, "banned.html", {"ban": ban}, status=403)
        response["Cache-Control"] = "no-store"
        return response
