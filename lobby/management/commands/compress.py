"""`manage.py compress`: games' files in their shortest forms. Workers call it now and then."""

import fcntl
import os
import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lobby.exports import encodings

NICENESS = 19  # Players first.


class Command(BaseCommand):
    help = "Make the shortest forms of games' files (brotli 11): minutes for an engine, once."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # So that nothing half done stays.
        os.nice(NICENESS)
        with (settings.DATA_DIR / "compress.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.stdout.write("It is being done already.")
                return
            for blob in encodings.improvable():
                share = encodings.improve(blob).stat().st_size / blob.stat().st_size
                self.stdout.write(f"{blob.name[:12]}: {share:.0%} of its size")
