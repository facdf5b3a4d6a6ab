"""What a web export says of itself, from Godot 3.5 to 4.6, and what is none."""

import struct
from io import BytesIO

import pytest

from lobby.errors import Refusal
from lobby.exports import wasm
from lobby.exports.reading import read

CONFIG = '{"args":[],"executable":"index","gdextensionLibs":[]}'


def read_files(files):
    return read(files.keys(), lambda path: BytesIO(files[path]))


def refused(files) -> str:
    with pytest.raises(Refusal) as refusal:
        read_files(files)
    return refusal.value.rule


def old_pck(*version: int, format: int) -> bytes:
    header = b"GDPC" + struct.pack("<4I", format, *version)
    return header + (bytes(12) if format == 2 else b"") + bytes(64) + bytes(4)


def test_an_export_without_threads_is_read(samples):
    export = read_files(samples.export())
    assert (export.entry, export.wasm, export.pack) == ("index.html", "index.wasm", "index.pck")
    assert export.engine == "4.6"
    assert not (export.threads or export.extensions or export.service_worker)


def test_an_export_with_threads_is_read(samples):
    assert read_files(samples.export(threads=True)).threads


def test_a_shared_memory_tells_threads_whatever_the_page_says(samples):
    assert read_files(samples.export(index__wasm=samples.wasm(shared=True))).threads


def test_the_worker_of_godot_4_0_tells_threads(samples):
    page = samples.page().encode()
    assert read_files(samples.export(index__html=page, index__worker__js=b"")).threads


def test_a_service_worker_is_no_sign_of_threads(samples):
    export = read_files(samples.export(index__service__worker__js=b""))
    assert export.service_worker and not export.threads


@pytest.mark.parametrize(
    ("version", "format", "said"),
    [
        ((3, 5, 3), 1, "3.5.3"),
        ((3, 6, 0), 1, "3.6"),
        ((4, 2, 2), 2, "4.2.2"),
        ((4, 0, 0), 2, "4.0"),
        ((4, 9, 1), 4, "4.9.1"),
    ],
)
def test_the_packs_header_names_the_version(samples, version, format, said):
    pack = old_pck(*version, format=format)
    assert read_files(samples.export(index__pck=pack)).engine == said


@pytest.mark.parametrize("name", ["gdextensionLibs", "gdnativeLibs"])
def test_libraries_are_extensions(samples, name):
    config = f'{{"executable":"index","{name}":["libgame.wasm"]}}'
    export = read_files(samples.export(index__html=samples.page(config).encode()))
    assert export.extensions


def test_a_side_module_is_an_extension(samples):
    assert read_files(samples.export(index__side__wasm=samples.wasm())).extensions


def test_the_page_may_have_any_name_and_folder(samples):
    files = {f"web/my game/{path}": content for path, content in samples.export().items()}
    files["web/my game/Play me.HTM"] = files.pop("web/my game/index.html")
    export = read_files(files)
    assert export.entry == "web/my game/Play me.HTM"
    assert export.wasm == "web/my game/index.wasm"


def test_a_custom_page_may_write_a_plain_object(samples):
    script = "const engine = new Engine({ executable: 'index', mainPack: 'data/level.pck' })"
    files = samples.export(index__html=f"<script>{script}</script>".encode())
    files["data/level.pck"] = files["index.pck"]
    assert read_files(files).pack == "data/level.pck"


def test_a_page_whose_script_is_elsewhere_is_found_by_its_name(samples):
    files = samples.export(index__html=b"<script src=start.js></script>")
    assert read_files(files | {"about.html": b"<p>About"}).entry == "index.html"


def test_the_page_that_starts_the_engine_wins(samples):
    files = samples.export()
    files |= {"a.html": b"<p>Nothing", "embed.html": files["index.html"], "sub/a.html": b""}
    assert read_files(files).entry == "index.html"


def test_an_engine_in_a_folder_below_is_found(samples):
    config = '{"executable":"engine/godot","mainPack":"index.pck"}'
    files = samples.export(index__html=samples.page(config).encode())
    files["engine/godot.wasm"], files["engine/godot.js"] = files.pop("index.wasm"), b""
    assert read_files(files).wasm == "engine/godot.wasm"


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        ("index.html", "export.no_page"),
        ("index.wasm", "export.no_engine"),
        ("index.pck", "export.no_pack"),
        ("index.js", "export.no_loader"),
    ],
)
def test_an_export_that_lacks_a_part_is_refused(samples, missing, rule):
    files = samples.export()
    del files[missing]
    assert refused(files) == rule


def test_pages_that_start_no_engine_are_refused(samples):
    files = samples.export(index__html=b"<p>Hello")
    files["other/page.html"] = files.pop("index.html")
    assert refused(files) == "export.no_entry"


@pytest.mark.parametrize("content", [b"", b"\0asm", b"<html>404</html>", b"\0asm\1\0\0\0\2\x90"])
def test_what_is_no_engine_is_refused(samples, content):
    assert refused(samples.export(index__wasm=content)) == "export.bad_engine"


@pytest.mark.parametrize(
    "content", [b"", b"GDPC", b"<html>404</html>", b"GDPC\2\0\0\0" + bytes(20)]
)
def test_what_is_no_pack_is_refused(samples, content):
    assert refused(samples.export(index__pck=content)) == "export.bad_pack"


def test_every_kind_of_import_is_passed_over_on_the_way_to_the_memory():
    name = b"\x01a\x01b"
    imports = [
        name + b"\x00\x85\x01",  # a function of type 133
        name + b"\x01\x70\x01\x00\x80\x02",  # a table of functions with a maximum
        name + b"\x01\x63\x00\x00\x05",  # a table of typed references
        name + b"\x03\x7f\x01",  # a global
        name + b"\x04\x00\x03",  # a tag
        name + b"\x02\x03\x01\x02",  # a shared memory
    ]
    content = bytes([len(imports)]) + b"".join(imports)
    module = b"\0asm\1\0\0\0\2" + bytes([len(content)]) + content
    assert wasm.imports_shared_memory(BytesIO(module))
    assert not wasm.imports_shared_memory(BytesIO(module[:-3] + b"\x01\x01\x02"))
