"""Verbs on a game's builds: put one live, delete one, and let go of those long out of use.

A build never changes. Rooms stay on the one they were opened on.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lobby.errors import Refusal
from lobby.models import Build, Game, Room

KEPT_AFTER = timedelta(days=1)  # A page that was opened before still loads its files.


@transaction.atomic
def put_live(*, game: Game, build: Build | None) -> None:
    """Players who come from now on load this build: a new one, an old one again, or none."""
    before = Game.objects.select_for_update(of=("self",)).get(pk=game.pk).live_build
    if before and before != build:
        Build.objects.filter(pk=before.pk).update(left_at=timezone.now())
    if build:
        Build.objects.filter(pk=build.pk).update(left_at=None)
    Game.objects.filter(pk=game.pk).update(live_build=build)
    game.live_build = build


@transaction.atomic
def delete(*, build: Build) -> None:
    """Raises Refusal for the live one, and for one that a room is open on."""
    game = Game.objects.select_for_update().get(pk=build.game_id)
    if game.live_build_id == build.pk:
        raise Refusal("build.live", "This build is live. Put another one live first.")
    if Room.objects.living().filter(build=build).exists():
        raise Refusal("build.in_use", "Players have a room open on this build. Try again later.")
    build.delete()


@transaction.atomic
def retire(*, game: Game) -> int:
    """Delete what goes beyond `PLAYLOBBY_KEEP_BUILDS` and nobody can be playing; how many."""
    game = Game.objects.select_for_update().get(pk=game.pk)
    newest = game.builds.order_by("-number").values_list("pk", flat=True)[: settings.KEEP_BUILDS]
    long_ago = timezone.now() - KEPT_AFTER
    old = (
        game.builds.exclude(pk__in=[*newest, game.live_build_id])
        .exclude(rooms__in=Room.objects.living())
        .filter(Q(left_at__lt=long_ago) | Q(left_at=None, created_at__lt=long_ago))
    )
    builds = list(old)
    for build in builds:
        build.delete()
    return len(builds)
