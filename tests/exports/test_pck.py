"""What a .pck says about itself, written by us or by any Godot 4."""

import hashlib
import struct
from io import BytesIO

import pytest

from lobby.exports import pck
from lobby.exports.script_classes import CACHE_PATH, class_cache

PROJECT = {"project.godot": b"config_version=5\n", "game/main.gd": b"extends Node\n", "empty": b""}


def older(format_: int, files: dict[str, bytes]) -> bytes:
    """A pack as Godot 3 (format 1) and Godot 4.0 to 4.4 (format 2) lay it out."""
    head = b"GDPC" + struct.pack("<4I", format_, 4, 2, 1)
    head += struct.pack("<IQ", 2, 0) if format_ == 2 else b""
    head += bytes(64) + struct.pack("<I", len(files))
    for path, content in files.items():
        name = f"res://{path}".encode() + b"\0"
        head += struct.pack("<I", len(name)) + name + struct.pack("<QQ", 4096, len(content))
        head += hashlib.md5(content).digest() + (bytes(4) if format_ == 2 else b"")
    return head


def test_a_written_pack_lists_its_files_and_finds_them_again() -> None:
    data = pck.write(PROJECT)
    table = pck.read(BytesIO(data))
    assert (table.format, table.engine, table.encrypted) == (3, (4, 6, 0), False)
    found = {entry.path: data[entry.offset : entry.offset + entry.size] for entry in table.files}
    assert found.pop(CACHE_PATH) == b"list=[]\n"
    assert found == PROJECT


def test_each_file_starts_on_a_multiple_of_sixteen_and_carries_its_md5() -> None:
    for entry in pck.read(BytesIO(pck.write(PROJECT))).files:
        assert entry.offset % 16 == 0
        if entry.path in PROJECT:
            assert entry.md5 == hashlib.md5(PROJECT[entry.path]).digest()


def test_the_same_files_in_another_order_give_the_same_bytes() -> None:
    assert pck.write(PROJECT) == pck.write(dict(reversed(PROJECT.items())))


@pytest.mark.parametrize("format_", [1, 2])
def test_packs_of_older_engines_are_read_too(format_: int) -> None:
    table = pck.read(BytesIO(older(format_, PROJECT)))
    assert (table.format, table.engine) == (format_, (4, 2, 1))
    assert [entry.path for entry in table.files] == list(PROJECT)
    assert table.files[0].size == len(PROJECT["project.godot"])


def test_a_pack_inside_another_file_is_read_from_where_it_starts() -> None:
    stream = BytesIO(b"before" + pck.write(PROJECT))
    stream.seek(6)
    assert len(pck.read(stream).files) == 4


def test_an_encrypted_directory_is_reported_and_left_alone() -> None:
    data = bytearray(pck.write(PROJECT))
    data[20] |= pck.DIRECTORY_ENCRYPTED
    table = pck.read(BytesIO(bytes(data)))
    assert table.encrypted and table.files == ()


@pytest.mark.parametrize("length", [0, 3, 20, 111, 300])
def test_a_pack_that_breaks_off_is_refused(length: int) -> None:
    with pytest.raises(pck.PckError):
        pck.read(BytesIO(pck.write(PROJECT)[:length]))


@pytest.mark.parametrize("format_", [1, 2])
def test_a_pack_tells_where_its_last_file_ends(format_: int) -> None:
    assert pck.read(BytesIO(older(format_, {"a": b"12345"}))).end == 4096 + 5
    data = pck.write(PROJECT)
    assert 0 < pck.read(BytesIO(data)).end <= len(data)


def test_a_pack_whose_files_lie_elsewhere_needs_none_of_them() -> None:
    data = bytearray(older(2, {"a": b"12345"}))
    data[20] |= pck.FILES_ELSEWHERE
    assert pck.read(BytesIO(bytes(data))).end == 0


def test_a_table_beyond_the_end_is_not_looked_for() -> None:
    data = bytearray(pck.write(PROJECT))
    data[32:40] = b"\xff" * 8
    with pytest.raises(pck.PckError, match="breaks off"):
        pck.read(BytesIO(bytes(data)))


def test_absurd_counts_and_paths_are_refused_before_they_are_believed() -> None:
    head = b"GDPC" + struct.pack("<4I", 1, 3, 5, 0) + bytes(64)
    with pytest.raises(pck.PckError, match="files"):
        pck.read(BytesIO(head + struct.pack("<I", 2**32 - 1)))
    with pytest.raises(pck.PckError, match="too long"):
        pck.read(BytesIO(head + struct.pack("<II", 1, 2**31)))
    path = struct.pack("<I", 4096) + bytes(4096 + 32)
    many = struct.pack("<I", 9000) + path * 9000
    with pytest.raises(pck.PckError, match="too long"):
        pck.read(BytesIO(head + many))
    with pytest.raises(pck.PckError, match="format 9"):
        pck.read(BytesIO(b"GDPC" + struct.pack("<4I", 9, 4, 6, 0)))


def test_a_class_cache_that_is_there_already_is_kept() -> None:
    data = pck.write({CACHE_PATH: b"list=[1]\n"})
    (entry,) = pck.read(BytesIO(data)).files
    assert data[entry.offset :][: entry.size] == b"list=[1]\n"


def test_scripts_with_a_class_name_are_listed_with_what_they_extend() -> None:
    cache = class_cache(
        {
            "a.gd": b"@tool\nclass_name Alpha\nextends Node2D\n",
            "b.gd": b'@icon("res://b.svg")\nclass_name Beta extends Alpha\n',
            "c.gd": b'extends "res://a.gd"\nclass_name Gamma\n',
            "d.gd": b"class_name Delta\n",
            "e.gd": b"extends Node # class_name Nobody\n",
        }
    ).decode()
    rows = [row for row in cache.split("{") if '"class"' in row]
    assert [row.split('"class": &"')[1].split('"')[0] for row in rows] == [
        "Alpha",
        "Beta",
        "Gamma",
        "Delta",
    ]
    assert [row.split('"base": &"')[1].split('"')[0] for row in rows] == [
        "Node2D",
        "Alpha",
        "Alpha",
        "RefCounted",
    ]
    assert '"is_tool": true' in rows[0] and '"icon": "res://b.svg"' in rows[1]
    assert '"path": "res://d.gd"' in rows[3]
