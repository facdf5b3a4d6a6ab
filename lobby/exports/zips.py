"""What `zipfile` does not do for us: every check on a zip from someone we do not trust.

Knows the zip format (APPNOTE.TXT) and attacks on it: members that overlap, lie about their size,
are links, or blow up. Does not know Godot, nor where the files go.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lobby.errors import Refusal
from lobby.exports import paths

MOST_RATIO = 200
# A small file of zeros shrinks a thousandfold in all honesty; what a bomb wants is bytes.
RATIO_COUNTS_FROM = 10 * 1024 * 1024
MOST_TABLE_BYTES = 2 * 1024 * 1024  # of the central directory: some 20,000 members
CHUNK = 1024 * 1024

ENCRYPTED = 0x0001 | 0x0040 | 0x2000
UTF8 = 0x0800
LOCAL_HEADER = struct.Struct("<4s22xHH")
LOCAL_MAGIC = b"PK\x03\x04"
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    UnicodeDecodeError,
)
# A table whose numbers point nowhere shows as this, while it is read.
NONSENSE = (*BROKEN, OSError, OverflowError, ValueError)


class _Bounded(io.FileIO):
    """A file of which nobody can read much at once: the table of members is read in one go."""

    def read(self, size: int | None = -1, /) -> bytes:
        everything = size is None or size < 0
        wanted = MOST_TABLE_BYTES + 1 if everything else min(size or 0, MOST_TABLE_BYTES + 1)
        data = super().read(wanted) or b""
        if len(data) > MOST_TABLE_BYTES:
            raise Refusal("export.files", "The zip has far more files than an export.")
        return data


@contextmanager
def opened(source: Path) -> Iterator[zipfile.ZipFile]:
    """The zip at `source`; whatever is wrong with it becomes a Refusal."""
    with _Bounded(source) as file:
        begins_well = file.read(4) == LOCAL_MAGIC
        try:
            archive = zipfile.ZipFile(file)
        except NONSENSE:
            raise _broken(begins_well) from None
        with archive:
            try:
                yield archive
            except BROKEN:
                raise _broken(begins_well) from None


def _broken(begins_well: bool) -> Refusal:
    reason = "The zip breaks off or is damaged" if begins_well else "This is not a zip file"
    return Refusal("export.zip", f"{reason}. Make a new zip of the export.")


def members(archive: zipfile.ZipFile) -> Mapping[str, zipfile.ZipInfo]:
    """The files in the zip, by path, once every one of its members has been checked."""
    found: list[tuple[str, zipfile.ZipInfo]] = []
    for member in archive.infolist():
        path = _path(member)
        paths.check_path(path.removesuffix("/"))
        _check_member(path, member)
        if not path.endswith("/") and not paths.is_left_out(path):
            found.append((path, member))
    _check_overlaps(archive)
    _check_ratio(
        sum(member.file_size for member in archive.infolist()),
        sum(member.compress_size for member in archive.infolist()),
    )
    paths.check_together([path for path, _ in found])
    return dict(found)


def extract(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, *, at_most: int
) -> int:
    """Write one member to `target`; the number of bytes that really came."""
    written = 0
    with archive.open(member) as source, target.open("xb") as file:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > min(at_most, member.file_size):
                raise _bomb()
            file.write(chunk)
    if written != member.file_size:
        raise zipfile.BadZipFile("shorter than it says")
    return written


def _path(member: zipfile.ZipInfo) -> str:
    """Its path as it was written: zipfile cuts at NUL, and reads unmarked UTF-8 as CP437."""
    path = member.orig_filename
    if not member.flag_bits & UTF8:
        try:
            return path.encode("cp437").decode("utf-8")
        except UnicodeError:
            return path
    return path


def _check_member(path: str, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & ENCRYPTED:
        raise Refusal("export.encrypted", "The zip is encrypted. Zip it without a password.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refusal("export.zip", "The zip is compressed in an unusual way. Use plain deflate.")
    kind = stat.S_IFMT(member.external_attr >> 16)
    folder = path.endswith("/")
    if kind not in (0, stat.S_IFDIR if folder else stat.S_IFREG):
        raise Refusal("export.link", f"{paths.shown(path)} in the zip is a link or a device.")
    if folder and member.file_size:
        raise Refusal("export.path", f"{paths.shown(path)} in the zip is a folder with content.")
    _check_ratio(member.file_size, member.compress_size)


def _bomb() -> Refusal:
    return Refusal("export.bomb", "The zip unpacks to far more than an export would.")


def _check_ratio(size: int, compressed: int) -> None:
    if size > RATIO_COUNTS_FROM and size > MOST_RATIO * compressed:
        raise _bomb()


def _check_overlaps(archive: zipfile.ZipFile) -> None:
    """Members that share bytes make a small file large (Fifield, "A better zip bomb", 2019)."""
    end = 0
    for member in sorted(archive.infolist(), key=lambda member: member.header_offset):
        if not 0 <= member.header_offset <= archive.start_dir:
            raise zipfile.BadZipFile("a member begins outside the file")
        if member.header_offset < end:
            raise Refusal("export.overlap", "Files in the zip overlap. Zip the export again.")
        end = _data_offset(archive, member) + member.compress_size
    if end > archive.start_dir:
        raise zipfile.BadZipFile("a member runs into the table")


def _data_offset(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    file = archive.fp
    assert file is not None  # It is, only once the archive is closed.
    file.seek(member.header_offset)
    magic, name, extra = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    if magic != LOCAL_MAGIC:
        raise zipfile.BadZipFile("no local header")
    return member.header_offset + LOCAL_HEADER.size + int(name) + int(extra)
