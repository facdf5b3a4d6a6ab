"""`manage.py sweep`: lets go of what nobody needs any more. Workers call it every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from lobby import connections
from lobby.exports import builds, collecting, uploads
from lobby.matchmaking import rounds
from lobby.models import Game


class Command(BaseCommand):
    help = "Delete builds long out of use, unneeded files, uploads left behind, and old tickets."

    def handle(self, *args: Any, **options: Any) -> None:
        uploads.tidy()
        connections.forget()
        rounds.tidy()
        retired = sum(builds.retire(game=game) for game in Game.objects.all())
        freed = collecting.collect()
        self.stdout.write(f"{retired} builds and {freed / 1e6:.1f} MB were let go of.")
