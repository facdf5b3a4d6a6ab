"""Takes in a zip or a folder from someone we do not trust, and hands out its files by path.

A zip's members are written under numbers, never under their own names: a path is only a key here.
Whatever `zipfile` says is checked against the bytes that really come. What the files mean is not
known here. Nothing is left when the context ends, however it ends.
"""

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from lobby.errors import Refusal
from lobby.exports import paths, zips

MOST_FILES = 2000
MOST_BYTES = 1024**3  # unpacked
MOST_ZIP_BYTES = MOST_BYTES
NEW = 10.0  # seconds: it may not be locked yet


@contextmanager
def unpacked(source: Path) -> Iterator[Mapping[str, Path]]:
    """The files of a zip or a folder, by path, for as long as the context lasts."""
    if source.is_dir():
        yield _from_folder(source)
        return
    incoming = Path(settings.DATA_DIR) / "incoming"
    if not source.is_file():
        raise Refusal("export.source", f"There is no zip or folder {paths.shown(source.name)}.")
    incoming.mkdir(parents=True, exist_ok=True)
    remove_those_of_the_dead()
    folder = Path(tempfile.mkdtemp(dir=incoming))
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _from_zip(source, folder)
    finally:
        os.close(lock)
        shutil.rmtree(folder)


def remove_those_of_the_dead() -> None:
    """Folders of processes that were killed: a lock dies with whoever had it."""
    for folder in (Path(settings.DATA_DIR) / "incoming").glob("*"):
        with suppress(OSError):  # It is in use, or just went.
            lock = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - os.fstat(lock).st_mtime > NEW:
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _from_zip(source: Path, folder: Path) -> Mapping[str, Path]:
    if source.stat().st_size > MOST_ZIP_BYTES:
        raise _too_large()
    with zips.opened(source) as archive:
        members = zips.members(archive)
        if len(members) > MOST_FILES:
            raise _too_many()
        if sum(member.file_size for member in members.values()) > MOST_BYTES:
            raise _too_large()
        files, left = {}, MOST_BYTES
        for number, (path, member) in enumerate(members.items()):
            files[path] = folder / str(number)
            left -= zips.extract(archive, member, files[path], at_most=left)
    return files


def _from_folder(folder: Path) -> Mapping[str, Path]:
    files: dict[str, Path] = {}
    left = MOST_BYTES
    waiting = [folder]
    while waiting:
        for found in sorted(waiting.pop().iterdir()):
            path = found.relative_to(folder).as_posix()
            if paths.is_left_out(path):
                continue
            paths.check_path(path)
            status = found.lstat()
            if stat.S_ISDIR(status.st_mode):
                waiting.append(found)
                continue
            _check_kind(path, status.st_mode)
            files[path] = found
            left -= status.st_size
            _check_room(len(files), left)
    paths.check_together(files)
    return files


def _check_kind(path: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise Refusal(
            "export.link", f"{paths.shown(path)} is a link or a device. Put the file itself there."
        )


def _too_many() -> Refusal:
    words = f"It has more than {MOST_FILES} files. Publish the export and nothing else."
    return Refusal("export.files", words)


def _too_large() -> Refusal:
    return Refusal("export.size", f"It is larger than {MOST_BYTES // 1024**2} MiB unpacked.")


def _check_room(count: int, left: int) -> None:
    if count > MOST_FILES:
        raise _too_many()
    if left < 0:
        raise _too_large()
