"""How the players of a game got through to each other."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lobby.connection_figures import figures
from lobby.models import ConnectionTally, Game
from lobby.views.host.door import HostRequest, for_its_hosts


@for_its_hosts
@require_safe
def connections(request: HostRequest, game: Game) -> HttpResponse:
    context = {
        "tab": "connections",
        "game": game,
        "figures": figures(ConnectionTally.objects.filter(game=game)),
    }
    return render(request, "host/connections.html", context)
