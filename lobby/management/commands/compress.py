"""`manage.py compress`: games' files in their shortest forms. Workers call it now and then."""

import fcntl
import os
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lobby.exports import encodings
from lobby.models import BuildFile
from lobby.sizes import megabytes

NICENESS = 19  # Players first.
INTERRUPTED = 130  # by Ctrl+C, as shells tell it


class Command(BaseCommand):
    help = "Make the shortest forms of games' files (brotli 11): minutes for an engine, once."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # So that nothing half done stays.
        os.nice(NICENESS)
        with (settings.DATA_DIR / "compress.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.stdout.write("Another process compresses them already.")
                return
            try:
                self._compress()
            except KeyboardInterrupt:
                self.stdout.write("\nStopped. What is compressed stays so; the rest waits.")
                sys.exit(INTERRUPTED)

    def _compress(self) -> None:
        said = "All games’ files have their shortest form."
        for blob in encodings.improvable():
            before = megabytes(blob.stat().st_size)
            self.stdout.write(f"{_called(blob)}: {before}", ending="")
            self.stdout.flush()
            self.stdout.write(
                f", compressed to {megabytes(encodings.improve(blob).stat().st_size)}"
            )
            said = "Done."
        self.stdout.write(said)


def _called(blob: Path) -> str:
    """A path and a game that people know a blob by; any of them, if they share it."""
    file = BuildFile.objects.filter(blob=blob.name).select_related("build__game").first()
    return f"{file.path} of {file.build}" if file else "A file of a build that is gone"
