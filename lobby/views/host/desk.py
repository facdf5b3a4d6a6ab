"""A game's desk: builds come in, are tried, put live, rolled back and deleted."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lobby import permits
from lobby.errors import Refusal
from lobby.exports import builds
from lobby.exports import uploads as verbs
from lobby.exports.unpacking import MOST_ZIP_BYTES
from lobby.models import Game
from lobby.permits import Permit
from lobby.views.host import shelf
from lobby.views.host.door import HostRequest, for_its_hosts


@for_its_hosts
@require_safe
def desk(request: HostRequest, game: Game) -> HttpResponse:
    context = {"tab": "builds", "most_bytes": MOST_ZIP_BYTES, "site": settings.SITE_ORIGIN}
    return render(request, "host/desk.html", shelf.desk(game, every=every(request)) | context)


@for_its_hosts
@require_safe
def uploads(request: HostRequest, game: Game) -> HttpResponse:
    """What changed on the desk since the page was drawn; nothing, if nothing did."""
    if not request.htmx:
        return redirect("lobby:host-desk", game.slug)
    context = shelf.desk(game, every=every(request), mine=request.GET.get("mine", ""))
    if context["stamp"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "host/parts/news.html", context)


def every(request: HostRequest) -> bool:
    """Whether all builds are asked for, not the newest alone."""
    return request.GET.get("builds") == "all"


@for_its_hosts
@require_POST
def discard(request: HostRequest, game: Game, key: str) -> HttpResponse:
    """Of an upload that nobody goes on with, or that came to nothing."""
    upload = get_object_or_404(game.uploads, key=key)
    try:
        if upload.state == upload.State.PUBLISHED:
            verbs.dismiss(upload=upload)
        else:
            verbs.cancel(upload=upload)
    except Refusal as refusal:
        messages.error(request, refusal.words)
    return redirect("lobby:host-desk", game.slug)


@for_its_hosts
@require_POST
def permit(request: HostRequest, game: Game) -> HttpResponse:
    """The upload address reads no cookie: its page shows this instead."""
    return JsonResponse({"permit": permits.sign(Permit(host=request.user.pk, game=game.pk))})


@for_its_hosts
@require_POST
def put_live(request: HostRequest, game: Game, number: int) -> HttpResponse:
    build = get_object_or_404(game.builds, number=number)
    builds.put_live(game=game, build=build)
    messages.success(request, f"Build {number} is live. Rooms that are open finish on theirs.")
    return redirect("lobby:host-desk", game.slug)


@for_its_hosts
@require_POST
def delete_build(request: HostRequest, game: Game, number: int) -> HttpResponse:
    try:
        builds.delete(build=get_object_or_404(game.builds, number=number))
        messages.success(request, f"Build {number} is deleted.")
    except Refusal as refusal:
        messages.error(request, refusal.words)
    return redirect("lobby:host-desk", game.slug)
