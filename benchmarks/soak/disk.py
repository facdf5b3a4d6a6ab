"""A disk of the soak's own, in memory, that can fill: it takes who may mount one (root)."""

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = 768  # MiB: a database, its journal, and what hosts upload
CHUNK = bytes(1024**2)


class Disk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Not a byte is free afterwards."""
        with self._ballast.open("wb", buffering=0) as ballast:
            for chunk in (CHUNK, CHUNK[:4096]):
                while _took(ballast, chunk):
                    pass

    def free(self) -> None:
        self._ballast.unlink()


def _took(file, chunk: bytes) -> bool:
    try:
        return file.write(chunk) == len(chunk)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False


@contextmanager
def mounted(folder: Path) -> Iterator[Disk]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "soak", folder], check=True)
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
