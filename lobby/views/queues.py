"""Matchmaking's pages: choose a queue, search alone or as a party, go to the match.

Correct without scripts, by forms and by loading anew; live with them.
"""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lobby.errors import Refusal
from lobby.matchmaking import standings, tickets, waiting
from lobby.models import Game, Queue, Ticket
from lobby.views import match_parts
from lobby.views.games import play_address, published
from lobby.views.pages import PageRequest, network

CONFLICT = 409


def search(request: PageRequest, game: Game) -> HttpResponse:
    """`/games/<slug>/match` of a game with queues."""
    if request.method == "POST":
        return _act(request, game)
    tickets.stay(player=request.player.id)
    ticket = waiting.ticket_of(request.player.id, game)
    if ticket is None or "anew" in request.GET and not ticket.open:
        return choose(request, game)
    return show(request, ticket)


def show(request: PageRequest, ticket: Ticket) -> HttpResponse:
    """How a search stands; who has a match is led there."""
    context = match_parts.context(ticket, request.player.id)
    room = context["room"]
    if request.htmx and (ticket.open or room):
        response = HttpResponse(match_parts.frame(ticket, request.player.id))
        response["Cache-Control"] = "no-store"
        return response
    if room is not None:
        return HttpResponseRedirect(play_address(room))
    if ticket.open:
        waited = max(0, int((timezone.now() - ticket.since).total_seconds()))
        context |= {"invite_link": _link(ticket), "waited": waited}
        return render(request, "search.html", context)
    return choose(request, ticket.queue.game, words=ticket.words)


def choose(request: PageRequest, game: Game, words: str = "", status: int = 200) -> HttpResponse:
    """The game's queues, each with its one button."""
    if request.htmx:
        address = reverse("lobby:match", args=[game.slug])
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    offers = [
        {"queue": one, "usually": waiting.usual_wait(one), "players": waiting.players(one)}
        for one in game.queues.filter(on=True).select_related("game")
    ]
    context = {"game": game, "offers": offers, "words": words}
    return render(request, "queues.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def party(request: PageRequest, token: str) -> HttpResponse:
    """`/party/<token>`: the link that the first of a party shares."""
    player, words = request.player, ""
    try:
        game = tickets.party_of(token).queue.game
        if request.method == "POST" and "go" in request.POST:
            tickets.set_off(party=token, player=player.id, values=_values(request))
        elif request.method == "POST":
            tickets.come(party=token, player=player)
        if request.method == "POST" or tickets.is_in(party=token, player=player.id):
            return redirect("lobby:match", game.slug)
    except Refusal as refusal:
        words = refusal.words
    try:
        ticket = tickets.party_of(token)
    except Refusal as refusal:
        return render(request, "party.html", {"words": refusal.words}, status=404)
    context = match_parts.context(ticket, player.id) | {"words": words}
    return render(request, "party.html", context, status=CONFLICT if words else 200)


@require_safe
def leaderboard(request: PageRequest, slug: str, queue: str) -> HttpResponse:
    """`/games/<slug>/leaderboard/<queue>`: who plays most surely."""
    found = get_object_or_404(
        Queue.objects.select_related("game"), game=published(slug), slug=queue
    )
    lines = standings.leaderboard(found, request.player.id)
    context = {"game": found.game, "queue": found, "lines": lines}
    return render(request, "leaderboard.html", context)


def _act(request: PageRequest, game: Game) -> HttpResponse:
    if "stop" in request.POST:
        return _leave(request, game)
    queue = _named(request, game)
    if queue is None:
        return choose(request, game)
    who: dict[str, Any] = {"game": game, "queue": queue, "player": request.player}
    try:
        if "friends" in request.POST:
            tickets.gather(network=network(request), **who)
        else:
            tickets.enter(network=network(request), values=_values(request), **who)
    except Refusal as refusal:
        return choose(request, game, words=refusal.words, status=CONFLICT)
    return redirect("lobby:match", game.slug)


def _named(request: PageRequest, game: Game) -> str | None:
    """The queue that was pressed; of a game that has one without a choice, that."""
    if slug := request.POST.get("queue", ""):
        return slug
    queues = list(game.queues.filter(on=True).select_related("game")[:2])
    return queues[0].slug if len(queues) == 1 and not queues[0].choices else None


def _values(request: PageRequest) -> dict[str, object]:
    prefix = "value-"
    posted = request.POST.items()
    return {key.removeprefix(prefix): value for key, value in posted if key.startswith(prefix)}


def _leave(request: PageRequest, game: Game) -> HttpResponse:
    tickets.leave(player=request.player.id)
    return redirect("lobby:game", game.slug)


def _link(ticket: Ticket) -> str:
    """For friends; a word that games agreed on is none."""
    if not ticket.party or ticket.size:
        return ""
    return settings.SITE_ORIGIN + reverse("lobby:party", args=[ticket.party])
