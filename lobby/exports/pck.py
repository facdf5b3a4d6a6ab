"""Knows Godot's .pck container: writes format 3, reads the table of formats 1, 2 and 3.

It does not look into the files a pack holds, and it never decrypts: of a pack with an
encrypted directory only the header is known. Source: `core/io/file_access_pack.{h,cpp}`.
"""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from typing import BinaryIO

from lobby.exports.script_classes import CACHE_PATH, class_cache

MAGIC = b"GDPC"
DIRECTORY_ENCRYPTED = 1
OFFSETS_FROM_BASE = 2
FILES_ELSEWHERE = 4  # a "sparse bundle": its table tells of files beside it
RESERVED = bytes(16 * 4)
ALIGNMENT = 16
FILE_BASE = 112  # the 104 bytes of a format 3 header, padded to the alignment
MAX_FILES = 200_000
MAX_PATH_BYTES = 4096
MAX_TABLE_BYTES = 32 * 1024 * 1024  # of paths, all of which are kept
BREAKS_OFF = "This .pck breaks off before its table ends."


class PckError(Exception):
    """This is no .pck, or one that breaks off; the text is a sentence for a host."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: `path` without `res://`, `offset` from the start of the pack, bytes."""

    path: str
    offset: int
    size: int
    md5: bytes


@dataclass(frozen=True, slots=True)
class Pck:
    """A pack's table. `engine` is what wrote it; `files` is empty when `encrypted`.

    `end` is how many bytes the pack must have for all of its files to be in it.
    """

    format: int
    engine: tuple[int, int, int]
    files: tuple[Entry, ...]
    encrypted: bool = False
    end: int = 0


def write(files: Mapping[str, bytes], engine: tuple[int, int, int] = (4, 6, 0)) -> bytes:
    """A format 3 pack of `files` ({path without res://: content}), in order of path.

    The script class cache is added if it is missing: without it the engine logs an error
    and no `class_name` resolves. The same files always give the same bytes.
    """
    if CACHE_PATH not in files:
        files = {**files, CACHE_PATH: class_cache(files)}
    body, directory = BytesIO(), BytesIO()
    directory.write(struct.pack("<I", len(files)))
    for path, content in sorted(files.items()):
        name = _padded(path.encode(), 4)
        directory.write(struct.pack("<I", len(name)) + name)
        directory.write(struct.pack("<QQ", body.tell(), len(content)))
        directory.write(hashlib.md5(content, usedforsecurity=False).digest() + bytes(4))
        body.write(_padded(content, ALIGNMENT))
    directory_at = FILE_BASE + body.tell()
    header = MAGIC + struct.pack("<5I", 3, *engine, OFFSETS_FROM_BASE)
    header += struct.pack("<QQ", FILE_BASE, directory_at) + RESERVED
    return header.ljust(FILE_BASE, b"\0") + body.getvalue() + directory.getvalue()


def read(stream: BinaryIO) -> Pck:
    """The table of the pack that starts where `stream` stands; no content is read.

    Raises PckError for anything that is no pack, breaks off, or names absurd numbers.
    """
    start = stream.tell()
    length = stream.seek(0, SEEK_END) - start
    stream.seek(start)
    if _take(stream, 4) != MAGIC:
        raise PckError("This is not a Godot .pck file.")
    format_, *engine = _numbers(stream, "<4I")
    if format_ not in (1, 2, 3):
        raise PckError(f"This .pck has format {format_}; formats 1 to 3 are known.")
    flags, base, directory_at = _layout(stream, format_)
    version = (engine[0], engine[1], engine[2])
    if flags & DIRECTORY_ENCRYPTED:
        return Pck(format_, version, (), encrypted=True)
    if directory_at > length:
        raise PckError(BREAKS_OFF)
    if directory_at:
        stream.seek(start + directory_at)
    files = tuple(_directory(stream, format_, base))
    elsewhere = flags & FILES_ELSEWHERE
    end = 0 if elsewhere else max((entry.offset + entry.size for entry in files), default=0)
    return Pck(format_, version, files, end=end)


def _layout(stream: BinaryIO, format_: int) -> tuple[int, int, int]:
    """Flags, base of the offsets and place of the directory (0: it follows at once)."""
    flags = base = directory_at = 0
    if format_ >= 2:
        flags, base = _numbers(stream, "<IQ")
    if format_ == 3:
        (directory_at,) = _numbers(stream, "<Q")
    _take(stream, len(RESERVED))
    return flags, base, directory_at


def _directory(stream: BinaryIO, format_: int, base: int) -> list[Entry]:
    (count,) = _numbers(stream, "<I")
    if count > MAX_FILES:
        raise PckError(f"This .pck claims {count} files; {MAX_FILES} is the most.")
    after = struct.Struct("<QQ16s" if format_ == 1 else "<QQ16s4x")  # at last the file's flags
    entries, left = [], MAX_TABLE_BYTES
    for _ in range(count):
        (length,) = _numbers(stream, "<I")
        left -= length
        if length > MAX_PATH_BYTES or left < 0:
            raise PckError("This .pck names a file by a path that is too long.")
        data = _take(stream, length + after.size)
        path = data[:length].rstrip(b"\0").decode("utf-8", "replace")
        offset, size, md5 = after.unpack_from(data, length)
        entries.append(Entry(path.removeprefix("res://"), base + offset, size, md5))
    return entries


def _numbers(stream: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, _take(stream, struct.calcsize(layout)))


def _take(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise PckError(BREAKS_OFF)
    return data


def _padded(data: bytes, multiple: int) -> bytes:
    return data + bytes(-len(data) % multiple)
