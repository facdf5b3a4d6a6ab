"""Zips from someone we do not trust: refused with a reason, and nothing left behind."""

import os
import stat
import struct
import zipfile

import pytest

from lobby.errors import Refusal
from lobby.exports import unpacking, zips
from lobby.exports.unpacking import unpacked

BAD_PATHS = [
    "../index.html",
    "a/../../index.html",
    "/etc/passwd",
    "//index.html",
    "C:/index.html",
    "a\\..\\b",
    "game/./index.html",
    "bell\x07.png",
    "nul\x00.png",
    "line\nbreak.png",
    "cafe\u0301.png",  # e and an accent of its own: NFD
    "CON",
    "game/aux.txt",
    "com1.png",
    "lpt\u00b9.png",
    "dot./x",
    "space /x",
    "/".join("abcdefghijklmnopqrstu"),
    "x" * 256,
]


def files_of(source):
    with unpacked(source) as files:
        return {path: file.read_bytes() for path, file in files.items()}


def refused(source) -> str:
    with pytest.raises(Refusal) as refusal:
        files_of(source)
    assert refusal.value.words
    return refusal.value.rule


@pytest.fixture(autouse=True)
def nothing_left_behind(left_over):
    yield
    assert left_over() == []


def test_an_export_is_unpacked_for_as_long_as_it_is_needed(samples, data):
    source = samples.zip(samples.export())
    with unpacked(source) as files:
        assert {path: file.read_bytes() for path, file in files.items()} == samples.export()
        assert all(file.is_relative_to(data) for file in files.values())
    assert not any(file.exists() for file in files.values())


def test_files_are_removed_when_their_reader_fails(samples):
    with pytest.raises(KeyError), unpacked(samples.zip(samples.export())):
        raise KeyError


@pytest.mark.parametrize("path", BAD_PATHS)
def test_a_path_that_not_every_system_can_have_is_refused(samples, path):
    member = zipfile.ZipInfo("replaced")
    member.filename = path
    assert refused(samples.zip({"index.html": b"", member: b"x"})) == "export.path"


def test_a_member_never_lands_under_its_own_name(samples, tmp_path):
    refused(samples.zip({"../../escaped.txt": b"x"}))
    assert not list(tmp_path.rglob("escaped.txt"))


@pytest.mark.parametrize("twin", ["index.html", "INDEX.html", "Index.HTML"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_twins_are_refused(samples, twin):
    first, second = zipfile.ZipInfo("index.html"), zipfile.ZipInfo(twin)
    assert refused(samples.zip({first: b"1", second: b"2"})) == "export.path"


def test_a_file_that_is_a_folder_too_is_refused(samples):
    assert refused(samples.zip({"game": b"", "game/index.html": b""})) == "export.path"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO])
def test_links_and_devices_are_refused(samples, kind):
    member = zipfile.ZipInfo("link")
    member.external_attr = (kind | 0o777) << 16
    assert refused(samples.zip({member: b"/etc/passwd"})) == "export.link"


def test_an_encrypted_member_is_refused(samples):
    source = samples.zip({"index.html": b"secret"})
    content = bytearray(source.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    source.write_bytes(content)
    assert refused(source) == "export.encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unbounded_compression_is_refused(samples, method):
    assert refused(samples.zip({"index.html": b"x"}, compression=method)) == "export.zip"


def test_a_bomb_is_refused(samples):
    assert refused(samples.zip({"zeros.pck": bytes(50_000_000)})) == "export.bomb"


def test_many_small_bombs_are_refused(samples):
    files = {f"{number}.bin": bytes(4_000_000) for number in range(10)}
    assert refused(samples.zip(files)) == "export.bomb"


def test_a_small_file_of_zeros_is_fine(samples):
    files = samples.export() | {"blank.png": bytes(5_000_000)}
    assert files_of(samples.zip(files)) == files


def overlapping(samples, count=20):
    """One file's bytes, named by many members of the table (the quoted-overlap trick, simply)."""
    source = samples.zip({"0.bin": os.urandom(5000)})
    content = source.read_bytes()
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    local, entry = content[:start], content[start:end]
    table = b"".join(entry.replace(b"0.bin", b"%c.bin" % (65 + number)) for number in range(count))
    size = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(table), start, 0)
    source.write_bytes(local + table + size)
    return source


def test_members_that_overlap_are_refused(samples):
    assert refused(overlapping(samples)) == "export.overlap"


def test_a_member_that_runs_into_the_table_is_refused(samples):
    source = samples.zip({"a.bin": b"x" * 100}, compression=zipfile.ZIP_STORED)
    content = bytearray(source.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 20 : at + 28] = struct.pack("<2I", 5000, 5000)
    source.write_bytes(content)
    assert refused(source) == "export.zip"


@pytest.mark.parametrize("says", [10, 90_000])
def test_a_member_that_lies_about_its_size_is_refused(samples, says):
    source = samples.zip({"a.bin": b"x" * 50_000})
    content = bytearray(source.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", says)
    source.write_bytes(content)
    assert refused(source) == "export.zip"


@pytest.mark.parametrize("kept", [10, 200, -1, -30])
def test_a_truncated_zip_is_refused(samples, kept):
    source = samples.zip(samples.export())
    source.write_bytes(source.read_bytes()[:kept])
    assert refused(source) == "export.zip"


def test_a_flipped_bit_is_noticed(samples):
    source = samples.zip({"a.bin": b"x" * 1000}, compression=zipfile.ZIP_STORED)
    content = bytearray(source.read_bytes())
    content[500] ^= 1
    source.write_bytes(content)
    assert refused(source) == "export.zip"


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_refused(tmp_path, content):
    source = tmp_path / "export.zip"
    source.write_bytes(content)
    assert refused(source) == "export.zip"


@pytest.mark.parametrize("at", range(4, 22, 2))
def test_a_table_whose_numbers_are_nonsense_is_refused(samples, at):
    source = samples.zip(samples.export())
    content = bytearray(source.read_bytes())
    end = content.rindex(b"PK\x05\x06")
    content[end + at : end + at + 2] = b"\xee\xee"
    source.write_bytes(content)
    try:
        files_of(source)
    except Refusal as refusal:
        assert refusal.rule in ("export.zip", "export.files")


def test_what_is_not_there_is_refused(tmp_path):
    assert refused(tmp_path / "no.zip") == "export.source"


def test_too_many_files_are_refused(samples, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_FILES", 3)
    assert refused(samples.zip(samples.export())) == "export.files"
    assert refused(samples.unzip(samples.export())) == "export.files"


def test_an_endless_table_is_refused_before_it_is_read(samples, monkeypatch):
    monkeypatch.setattr(zips, "MOST_TABLE_BYTES", 1000)
    assert refused(samples.zip({f"{n:090}": b"" for n in range(20)})) == "export.files"


def test_too_many_bytes_are_refused(samples, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_BYTES", 100)
    assert refused(samples.zip(samples.export())) == "export.size"
    assert refused(samples.unzip(samples.export())) == "export.size"


def test_hidden_files_are_never_published(samples):
    files = samples.export()
    hidden = {"__MACOSX/._index.html": b"", ".git/config": b"", "a/.DS_Store": b""}
    assert files_of(samples.zip(files | hidden)) == files
    assert files_of(samples.unzip(files | hidden)) == files


def test_an_unmarked_utf8_path_is_read_as_utf8(samples):
    source = samples.zip({"Käse.html": b"x"})
    content = source.read_bytes()
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(magic) + at
        content = content[:place] + b"\0\0" + content[place + 2 :]
    source.write_bytes(content)
    assert files_of(source) == {"Käse.html": b"x"}


def test_a_folder_is_read_where_it_lies(samples):
    files = {f"sub/{path}": content for path, content in samples.export().items()}
    assert files_of(samples.unzip(files)) == files


@pytest.mark.parametrize("target", ["index.html", "/etc/passwd", "nowhere", "."])
def test_a_link_in_a_folder_is_refused(samples, target):
    folder = samples.unzip(samples.export())
    (folder / "link.png").symlink_to(target)
    assert refused(folder) == "export.link"


def test_a_pipe_in_a_folder_is_refused(samples):
    folder = samples.unzip(samples.export())
    os.mkfifo(folder / "pipe.png")
    assert refused(folder) == "export.link"
