"""What a host says of a game; taking it off the site, and deleting it."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lobby import addresses, hosting
from lobby.exports import builds
from lobby.forms import DeleteGameForm
from lobby.game_forms import GameDetailsForm
from lobby.models import Game
from lobby.views.host.door import HostRequest, for_its_hosts, owns


@for_its_hosts
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HostRequest, game: Game) -> HttpResponse:
    # A copy: a form that is refused has written into its game all the same.
    form = GameDetailsForm(request.POST or None, request.FILES or None, instance=copy(game))
    if form.is_valid():
        cover = {name: form.cleaned_data[name] for name in ("new_cover", "no_cover")}
        hosting.change_game(game=form.instance, changed=form.changed_fields, **cover)
        messages.success(request, "Saved.")
        return redirect("lobby:host-settings", game.slug)
    return shown(request, game, form, DeleteGameForm(game=game))


def shown(
    request: HostRequest, game: Game, form: GameDetailsForm, goodbye: DeleteGameForm
) -> HttpResponse:
    context = {
        "tab": "settings",
        "game": game,
        "form": form,
        "goodbye": goodbye,
        "owns": owns(request, game),
        "embed_address": f"{addresses.play_origin(game.slug)}/",
    }
    return render(request, "host/settings.html", context)


@for_its_hosts
@require_POST
def take_off(request: HostRequest, game: Game) -> HttpResponse:
    builds.put_live(game=game, build=None)
    messages.success(request, f"{game.title} is off the site. Put a build live to bring it back.")
    return redirect("lobby:host-settings", game.slug)


@for_its_hosts
@require_POST
def delete(request: HostRequest, game: Game) -> HttpResponse:
    """Its owner alone may: nobody can bring it back."""
    if not owns(request, game):
        raise PermissionDenied
    goodbye = DeleteGameForm(request.POST, game=game)
    if not goodbye.is_valid():
        return shown(request, game, GameDetailsForm(instance=copy(game)), goodbye)
    hosting.delete_game(game=game)
    messages.success(request, f"{game.title} is deleted.")
    return redirect("lobby:host")
