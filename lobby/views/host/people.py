"""Who edits a game: its owner says."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lobby import hosting
from lobby.errors import Refusal
from lobby.forms import EditorForm
from lobby.models import Game
from lobby.views.host.door import HostRequest, for_its_hosts, owns


@for_its_hosts
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HostRequest, game: Game) -> HttpResponse:
    """Editors see who else there is."""
    form = EditorForm(request.POST or None)
    if request.method == "POST" and not owns(request, game):
        raise PermissionDenied
    if form.is_valid():
        try:
            editor = hosting.add_editor(game=game, name=form.cleaned_data["name"])
            messages.success(request, f"{editor.get_username()} edits {game.title} now.")
            return redirect("lobby:host-people", game.slug)
        except Refusal as refusal:
            form.add_error("name", refusal.words)
    context = {
        "tab": "people",
        "game": game,
        "form": form,
        "owns": owns(request, game),
        "editors": game.editors.order_by("username"),
    }
    return render(request, "host/people.html", context)


@for_its_hosts
@require_POST
def remove(request: HostRequest, game: Game, editor: int) -> HttpResponse:
    """The owner removes anybody; everybody may go."""
    found = get_object_or_404(game.editors, pk=editor)
    leaves = found == request.user
    if not leaves and not owns(request, game):
        raise PermissionDenied
    hosting.remove_editor(game=game, editor=found)
    if leaves:
        messages.success(request, f"You don’t edit {game.title} any more.")
        return redirect("lobby:host")
    messages.success(request, f"{found.get_username()} doesn’t edit {game.title} any more.")
    return redirect("lobby:host-people", game.slug)
