"""Verbs of hosts: whose games are whose."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from lobby.models import Game


def games_of(user: User) -> QuerySet[Game]:
    """The games that this host may change: a superuser all."""
    return Game.objects.all() if user.is_superuser else Game.objects.of_host(user)


def check_upload(*, game: Game, size: int) -> None:
    """Refuse bytes beyond the quota of the game's owner."""


def bytes_left(*, game: Game) -> int | None:
    """What the quota of the game's owner has left; None without one."""
    return None
