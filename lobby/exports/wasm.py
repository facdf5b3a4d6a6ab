"""Knows two things about a WebAssembly module: if it is whole, and if it imports a shared memory.

That is what a Godot engine with threads does, whatever its page says. Source: WebAssembly core
specification, binary format, sections 5.2 (LEB128), 5.5.2 (sections) and 5.5.5 (imports); threads
proposal (flags). What is within the other sections is not known here.
"""

from collections.abc import Iterator
from io import SEEK_END, BytesIO
from typing import BinaryIO

MAGIC = b"\0asm"
IMPORTS = 2
FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)
TYPED_REFERENCES = (0x63, 0x64)  # followed by the type they refer to
HAS_MAXIMUM, SHARED = 1, 2
MOST_SECTIONS = 1000  # each has to be visited; an engine has some twenty
MOST_IMPORT_BYTES = 1024 * 1024  # an engine's are some ten thousand


class WasmError(Exception):
    """This is no WebAssembly module, or one that breaks off."""


def imports_shared_memory(stream: BinaryIO) -> bool:
    """Whether the module asks for a shared memory. Raises WasmError, as `check` does."""
    shared = None
    for section, size in _sections(stream):
        if section == IMPORTS and shared is None:
            if size > MOST_IMPORT_BYTES:
                raise WasmError("This WebAssembly file has absurdly many imports.")
            shared = _has_shared_memory(BytesIO(_take(stream, size)))
    return bool(shared)


def check(stream: BinaryIO) -> None:
    """Raises WasmError for what is no WebAssembly module, or one whose end is missing."""
    for _ in _sections(stream):
        pass


def _sections(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """The number and size of each section, with the stream at the start of its content."""
    end = stream.seek(0, SEEK_END)
    stream.seek(0)
    if _take(stream, 8)[:4] != MAGIC:
        raise WasmError("This is not a WebAssembly file.")
    for _ in range(MOST_SECTIONS):
        section = stream.read(1)
        if not section:
            return
        size = _number(stream)
        following = stream.tell() + size
        if following > end:
            raise WasmError("This WebAssembly file breaks off.")
        yield section[0], size
        stream.seek(following)
    raise WasmError("This WebAssembly file has absurdly many sections.")


def _has_shared_memory(imports: BinaryIO) -> bool:
    for _ in range(_number(imports)):
        _take(imports, _number(imports))  # the module's name
        _take(imports, _number(imports))  # the field's name
        kind = _take(imports, 1)[0]
        if kind == MEMORY:
            return bool(_take(imports, 1)[0] & SHARED)
        _skip(imports, kind)
    return False


def _skip(imports: BinaryIO, kind: int) -> None:
    if kind == FUNCTION:
        _number(imports)
    elif kind == TABLE:
        _skip_type(imports)
        flags = _take(imports, 1)[0]
        for _ in range(2 if flags & HAS_MAXIMUM else 1):
            _number(imports)
    elif kind == GLOBAL:
        _skip_type(imports)
        _take(imports, 1)
    elif kind == TAG:
        _take(imports, 1)
        _number(imports)
    else:
        raise WasmError("This WebAssembly file imports something unknown.")


def _skip_type(imports: BinaryIO) -> None:
    if _take(imports, 1)[0] in TYPED_REFERENCES:
        _number(imports)


def _number(stream: BinaryIO) -> int:
    """An unsigned LEB128 number of at most 64 bits."""
    value = 0
    for shift in range(0, 70, 7):
        byte = _take(stream, 1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
    raise WasmError("This WebAssembly file holds a number that never ends.")


def _take(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise WasmError("This WebAssembly file breaks off.")
    return data
