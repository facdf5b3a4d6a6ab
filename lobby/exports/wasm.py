"""Knows one thing about a WebAssembly module: whether it imports a shared memory.

That is what a Godot engine with threads does, whatever its page says. Source: WebAssembly core
specification, binary format, sections 5.2 (LEB128) and 5.5.5 (imports); threads proposal (flags).
"""

from io import BytesIO
from typing import BinaryIO

MAGIC = b"\0asm"
IMPORTS = 2
FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)
TYPED_REFERENCES = (0x63, 0x64)  # followed by the type they refer to
HAS_MAXIMUM, SHARED = 1, 2
MOST_SECTIONS_BEFORE = 64
MOST_IMPORT_BYTES = 8 * 1024 * 1024


class WasmError(Exception):
    """This is no WebAssembly module, or one that breaks off."""


def imports_shared_memory(stream: BinaryIO) -> bool:
    """Whether the module asks for a shared memory; reads no further than its imports."""
    if _take(stream, 8)[:4] != MAGIC:
        raise WasmError("This is not a WebAssembly file.")
    for _ in range(MOST_SECTIONS_BEFORE):
        section = stream.read(1)
        if not section:
            return False
        size = _number(stream)
        if section[0] == IMPORTS:
            if size > MOST_IMPORT_BYTES:
                raise WasmError("This WebAssembly file has absurdly many imports.")
            return _has_shared_memory(BytesIO(_take(stream, size)))
        stream.seek(size, 1)
    return False


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
