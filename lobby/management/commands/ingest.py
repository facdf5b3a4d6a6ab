"""`manage.py ingest`: one upload becomes a build, or is told why not. Workers call it.

What it unpacks comes from strangers, so it runs in a process of its own, with bounds that a hostile
zip cannot pass whatever it makes a library do.
"""

import os
import resource
import signal
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from lobby import hosting
from lobby.errors import Refusal
from lobby.exports import builds, incoming, uploads
from lobby.exports.publishing import publish
from lobby.models import Upload

NICENESS = 10  # Players first.
MOST_MEMORY = 1024**3  # bytes of addresses
MOST_FILE = 2 * 1024**3  # bytes
MOST_SECONDS = 300  # of a processor
TOO_LONG = "It took too long to unpack. Zip only what the export wrote."
TOO_MUCH = "It needs more memory to unpack than an export should. Zip only what the export wrote."
FULL = "The server's disk is full. Tell whoever runs it."


class _TooLong(Exception):
    """The processor's time is up."""


class Command(BaseCommand):
    help = "Take in one upload: unpack it, and make it a build. Workers call it by themselves."

    def handle(self, *args: Any, **options: Any) -> None:
        with uploads.alone() as alone:
            _bound()
            upload = uploads.claim() if alone else None
            if upload is None:
                sys.exit(uploads.NOTHING_TO_DO)
            try:
                self.stdout.write(_take_in(upload))
            except SystemExit:
                uploads.give_back(upload=upload)
                raise


def _take_in(upload: Upload) -> str:
    """What came of it. Any other failure ends the process, and the next one tries again."""
    try:
        build = publish(
            slug=upload.game.slug,
            source=incoming.path_of(upload.key),
            live=upload.live,
            known=True,
            most_bytes=hosting.bytes_left(game=upload.game),
            upload=upload,
        )
    except Refusal as refusal:
        words = refusal.words
    except MemoryError:
        words = TOO_MUCH
    except _TooLong:
        words = TOO_LONG
    except OSError as error:
        if error.errno not in uploads.DISK_IS_FULL:
            raise
        words = FULL
    else:
        builds.retire(game=build.game)
        return f"{build}: published"
    uploads.fail(upload=upload, words=words)
    return f"{upload}: {words}"


def _bound() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE, MOST_FILE))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXCPU, _give_up)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def _give_up(*_: Any) -> NoReturn:
    raise _TooLong
