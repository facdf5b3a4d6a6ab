"""A game's publish tokens: made, shown once, revoked."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from lobby import tokens
from lobby.errors import Refusal
from lobby.forms import TokenForm
from lobby.models import Game
from lobby.views.host.door import HostRequest, for_its_hosts


@for_its_hosts
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("made")
def listed(request: HostRequest, game: Game) -> HttpResponse:
    """The answer to the form is the one page that shows the token: it is kept nowhere."""
    form, made = TokenForm(request.POST or None), ""
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            made = tokens.make(game=game, name=name, by=request.user)
            form = TokenForm()
        except Refusal as refusal:
            form.add_error(None, refusal.words)
    context = {
        "tab": "tokens",
        "game": game,
        "form": form,
        "made": made,
        "address": f"{settings.SITE_ORIGIN}/api/v1/games/{game.slug}/builds",
        "tokens": game.tokens.select_related("made_by"),
    }
    return render(request, "host/tokens.html", context)


@for_its_hosts
@require_POST
def revoke(request: HostRequest, game: Game, token: int) -> HttpResponse:
    found = get_object_or_404(game.tokens, pk=token)
    tokens.revoke(token=found)
    messages.success(request, f"“{found.name}” is revoked. Nobody publishes with it any more.")
    return redirect("lobby:host-tokens", game.slug)
