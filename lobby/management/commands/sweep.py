"""`manage.py sweep`: lets go of what nobody needs any more. Workers call it every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from lobby.exports import builds, collecting, uploads
from lobby.models import Game
from lobby.privacy import retention


class Command(BaseCommand):
    help = "Delete what has outlived its term, builds long out of use, and unneeded files."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = retention.enforce()
        uploads.tidy()
        retired = sum(builds.retire(game=game) for game in Game.objects.all())
        freed = collecting.collect()
        self.stdout.write(f"{retired} builds and {freed / 1e6:.1f} MB were let go of.")
        for name, rows in gone.items():
            if rows:
                self.stdout.write(f"{name}: {rows} went.")
