"""A game's queues: made, changed, switched off, deleted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lobby.matchmaking.figures import figures
from lobby.models import Game
from lobby.queue_forms import QueueForm
from lobby.views.host.door import HostRequest, for_its_hosts


@for_its_hosts
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HostRequest, game: Game) -> HttpResponse:
    form = QueueForm(request.POST or None, game=game)
    if form.is_valid():
        form.save()
        messages.success(request, f"“{form.instance.name}” is open.")
        return redirect("lobby:host-queues", game.slug)
    context = {"tab": "queues", "game": game, "form": form, "figures": figures(game)}
    return render(request, "host/queues.html", context)


@for_its_hosts
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HostRequest, game: Game, queue: str) -> HttpResponse:
    found = get_object_or_404(game.queues, slug=queue)
    form = QueueForm(request.POST or None, instance=found, game=game)
    if form.is_valid():
        form.save()
        messages.success(request, f"“{found.name}” is saved.")
        return redirect("lobby:host-queues", game.slug)
    context = {"tab": "queues", "game": game, "form": form, "queue": found}
    return render(request, "host/queue.html", context)


@for_its_hosts
@require_POST
def delete(request: HostRequest, game: Game, queue: str) -> HttpResponse:
    """With its tickets, its matches and its leaderboard."""
    found = get_object_or_404(game.queues, slug=queue)
    found.delete()
    messages.success(request, f"“{found.name}” is deleted.")
    return redirect("lobby:host-queues", game.slug)
