"""A host's games, and the way to one more."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lobby import hosting
from lobby.errors import Refusal
from lobby.game_forms import NewGameForm
from lobby.models import Game, Peer, Room
from lobby.seating import OF_A_GAME
from lobby.views.host.door import HostRequest, for_hosts
from lobby.views.pages import page_or_part

SLUG_RULE = "game.slug"


@dataclass(frozen=True, slots=True)
class Card:
    """A game, and what goes on in it now."""

    game: Game
    rooms: int
    people: int
    mine: bool


@for_hosts
@require_safe
def games(request: HostRequest) -> HttpResponse:
    context = {"cards": cards(request.user), "usage": hosting.usage(owner=request.user)}
    return render(request, "host/games.html", context)


def cards(user: User) -> list[Card]:
    """Three queries, however many games."""
    found = list(hosting.games_of(user).select_related("owner", *OF_A_GAME))
    living = Room.objects.living().filter(game__in=found)
    rooms = dict(living.values_list("game").annotate(Count("pk")))
    present = Peer.objects.present().filter(room__in=living)
    people = dict(present.values_list("room__game").annotate(Count("pk")))
    return [
        Card(game, rooms.get(game.pk, 0), people.get(game.pk, 0), game.owner_id == user.pk)
        for game in found
    ]


@for_hosts
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HostRequest) -> HttpResponse:
    form = NewGameForm(request.POST or None)
    if form.is_valid():
        try:
            game = hosting.make_game(owner=request.user, **form.cleaned_data)
            return HttpResponseRedirect(reverse("lobby:host-desk", args=[game.slug]))
        except Refusal as refusal:
            form.add_error("slug" if refusal.rule == SLUG_RULE else None, refusal.words)
    context = {"form": form, "pages": f"{settings.SITE_ORIGIN}/games/"}
    return page_or_part(request, "host/new.html", "host/parts/new-form.html", context)
