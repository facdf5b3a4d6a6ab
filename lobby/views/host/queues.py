"""A game's queues: opened, changed, switched off, deleted."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lobby import queues
from lobby.errors import Refusal
from lobby.matchmaking.figures import figures
from lobby.models import Game
from lobby.queue_forms import QueueForm
from lobby.views.host.door import HostRequest, for_its_hosts
from lobby.views.host.queue_words import Line

SLUG_RULE = "queue.slug"


@for_its_hosts
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HostRequest, game: Game) -> HttpResponse:
    form = QueueForm(request.POST or None, game=game)
    if form.is_valid():
        try:
            queues.open_queue(queue=form.instance)
            messages.success(request, f"“{form.instance.name}” is open.")
            return redirect("lobby:host-queues", game.slug)
        except Refusal as refusal:
            form.add_error("slug" if refusal.rule == SLUG_RULE else None, refusal.words)
    lines = [Line(one.queue, one) for one in figures(game)]
    full = len(lines) >= queues.MOST_QUEUES
    context = {"tab": "queues", "game": game, "form": form, "lines": lines, "full": full}
    return render(request, "host/queues.html", context)


@for_its_hosts
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HostRequest, game: Game, queue: str) -> HttpResponse:
    found = get_object_or_404(game.queues.select_related("game"), slug=queue)
    # A copy: a form that is refused has written into its queue all the same.
    form = QueueForm(request.POST or None, instance=copy(found), game=game)
    if form.is_valid():
        queues.change(queue=form.instance, changed=form.changed_fields)
        messages.success(request, f"“{form.instance.name}” is saved.")
        return redirect("lobby:host-queues", game.slug)
    kept = queues.IN_USE if queues.in_use(found) else ""
    context = {"tab": "queues", "game": game, "form": form, "queue": found, "kept": kept}
    return render(request, "host/queue.html", context)


@for_its_hosts
@require_POST
def switch(request: HostRequest, game: Game, queue: str) -> HttpResponse:
    found = get_object_or_404(game.queues, slug=queue)
    on = "on" in request.POST
    queues.switch(queue=found, on=on)
    said = "is open again" if on else "is off: nobody new can wait in it"
    messages.success(request, f"“{found.name}” {said}.")
    return redirect("lobby:host-queues", game.slug)


@for_its_hosts
@require_POST
def delete(request: HostRequest, game: Game, queue: str) -> HttpResponse:
    """With its tickets, its matches and its leaderboard."""
    found = get_object_or_404(game.queues, slug=queue)
    try:
        queues.delete(queue=found)
    except Refusal as refusal:
        messages.error(request, refusal.words)
        return redirect("lobby:host-queue", game.slug, found.slug)
    messages.success(request, f"“{found.name}” is deleted.")
    return redirect("lobby:host-queues", game.slug)
