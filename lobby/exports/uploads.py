"""Verbs on uploads: begun by a host, completed by the last byte, taken in by `manage.py ingest`.

Who takes them in holds a lock on the data folder that dies with the process: so an upload that is
"being unpacked" while the lock is free has lost its process, and is tried again.
"""

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from lobby import names
from lobby.errors import Refusal
from lobby.exports import incoming
from lobby.exports.unpacking import MOST_ZIP_BYTES
from lobby.models import Build, Game, PublishToken, Upload

MOST_UNDER_WAY = 5  # of a game
MOST_ATTEMPTS = 3
NAME_LENGTH = 255
ABANDONED_AFTER = timedelta(days=1)  # without a byte

DISK_IS_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SAME = "Its files are those of build {number}, which is live. So nothing has changed."
NOTHING_TO_DO = 3  # what the process exits with, if another one is at it

State = Upload.State
DIED = (
    "The process that unpacked it died, three times. It may need more memory than the server has: "
    "try a smaller export, or tell whoever runs this site."
)


@transaction.atomic
def begin(
    *,
    game: Game,
    length: int | None = None,
    name: str = "",
    live: bool = True,
    by: User | None = None,
    token: PublishToken | None = None,
) -> Upload:
    """A place for a zip of `length` bytes, if that is known. Raises Refusal."""
    if length is not None:
        check_length(length)
    Game.objects.select_for_update().get(pk=game.pk)
    if game.uploads.exclude(state__in=(State.PUBLISHED, State.FAILED)).count() >= MOST_UNDER_WAY:
        raise Refusal(
            "upload.too_many",
            f"{MOST_UNDER_WAY} uploads of this game are under way. Wait for one, or cancel it.",
        )
    name = names.tidy(name, NAME_LENGTH)
    return Upload.objects.create(game=game, length=length, name=name, live=live, by=by, token=token)


def check_length(length: int) -> None:
    """Refuse a zip that is empty, or larger than any may be."""
    if not length:
        raise Refusal("upload.empty", "The file is empty.")
    if length > MOST_ZIP_BYTES:
        words = f"The zip is larger than {MOST_ZIP_BYTES // 1024**2} MiB."
        raise Refusal("upload.size", words)


def complete(*, upload: Upload) -> None:
    """All bytes are there: it waits to be taken in. Raises Upload.DoesNotExist."""
    _step(upload, State.RECEIVING, State.WAITING)
    upload.refresh_from_db(fields=["state"])  # It may have been cancelled meanwhile.


def cancel(*, upload: Upload) -> None:
    """Its host does not want it any more, or has read why it failed. Raises Refusal if too late."""
    idle = (State.RECEIVING, State.WAITING, State.FAILED)
    known = Upload.objects.filter(pk=upload.pk)
    if not known.filter(state__in=idle).delete()[0] and known.exists():
        raise Refusal("upload.late", "It is being unpacked already, or has ended.")
    incoming.remove(upload.key)


def dismiss(*, upload: Upload) -> None:
    """Its host has read that it brought nothing new."""
    Upload.objects.filter(pk=upload.pk, state=State.PUBLISHED).update(words="")


def any_to_take_in() -> bool:
    return Upload.objects.filter(state__in=(State.WAITING, State.WORKING)).exists()


@contextmanager
def alone() -> Iterator[bool]:
    """Whether this process may take uploads in: one of all workers at a time."""
    with (Path(settings.DATA_DIR) / "ingest.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def is_free() -> bool:
    """Whether nobody takes uploads in right now: no need to start a process to learn that."""
    with alone() as nobody_else:
        return nobody_else


def claim() -> Upload | None:
    """The next to be taken in, by whoever is `alone`. One that killed its process goes last."""
    while True:
        waiting = Upload.objects.filter(state__in=(State.WAITING, State.WORKING))
        upload = waiting.order_by("attempts", "created_at").select_related("game").first()
        if upload is None:
            return None
        if upload.attempts >= MOST_ATTEMPTS:
            fail(upload=upload, words=DIED)
            continue
        upload.state, upload.attempts = State.WORKING, upload.attempts + 1
        if waiting.filter(pk=upload.pk).update(state=upload.state, attempts=upload.attempts):
            return upload


def give_back(*, upload: Upload) -> None:
    """Whoever claimed it has to stop; that is no failed attempt."""
    Upload.objects.filter(pk=upload.pk, state=State.WORKING).update(
        state=State.WAITING, attempts=upload.attempts - 1
    )


def publish_as(*, upload: Upload, build: Build, is_new: bool) -> None:
    """In the transaction that makes the build: both are there, or neither. Raises Refusal."""
    words = "" if is_new else SAME.format(number=build.number)
    if not _step(upload, State.WORKING, State.PUBLISHED, build=build, words=words):
        raise Refusal("upload.gone", "The game was removed.")
    upload.build, upload.words = build, words
    transaction.on_commit(lambda: incoming.remove(upload.key))


def fail(*, upload: Upload, words: str) -> None:
    """It becomes no build; `words` tell its host why."""
    upload.words = words
    _step(upload, upload.state, State.FAILED, words=words)
    incoming.remove(upload.key)


def tidy() -> None:
    """Forget uploads that nobody goes on with, and files that nobody knows."""
    long_ago = timezone.now() - ABANDONED_AFTER
    begun = Upload.objects.filter(state=State.RECEIVING, created_at__lt=long_ago)
    for upload in begun:
        if _is_abandoned(upload.key):
            upload.delete()
    known = set(Upload.objects.values_list("key", flat=True))
    for key in set(incoming.arrived()) - known:
        if _is_abandoned(key):
            incoming.remove(key)


def _is_abandoned(key: str) -> bool:
    return incoming.idle_for(key) > ABANDONED_AFTER.total_seconds()


def _step(upload: Upload, before: State | str, after: State, **more: object) -> bool:
    found = Upload.objects.filter(pk=upload.pk, state=before)
    changed = found.update(state=after, changed_at=timezone.now(), **more)
    if changed:
        upload.state = after
    return bool(changed)
