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
    assert export.service_worker and export.installable and not export.threads


def test_a_manifest_makes_an_app(samples):
    page = samples.page().replace("</head>", "<link rel='manifest' href='app.webmanifest'></head>")
    assert read_files(samples.export(index__html=page.encode())).installable
    assert read_files(samples.export(index__manifest__json=b"{}")).installable
    assert not read_files(samples.export()).installable


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
    page = samples.page(config).encode()
    export = read_files(samples.export(index__html=page, libgame__wasm=samples.wasm()))
    assert export.extensions and "libgame.wasm" in export.loaded


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


def test_a_page_may_write_names_as_addresses(samples):
    config = '{"executable":"index","mainPack":"my%20level.pck?v=3"}'
    files = samples.export(index__html=samples.page(config).encode())
    files["my level.pck"] = files.pop("index.pck")
    assert read_files(files).pack == "my level.pck"


def test_a_loader_within_the_page_has_defaults_that_say_nothing(samples):
    loader = "const defaults = {executable: '', mainPack: '', fileSizes: {}, gdextensionLibs: []}"
    config = '{"executable":"index","fileSizes":{"index.pck":7},"gdextensionLibs":["a.wasm"]}'
    page = f"<script>{loader}</script>{samples.page(config)}"
    export = read_files(samples.export(index__html=page.encode(), a__wasm=samples.wasm()))
    assert export.expected == {"index.pck": 7} and export.extensions


def test_what_a_browser_loads_first_is_known(samples):
    export = read_files(
        samples.export(index__side__wasm=samples.wasm(), index__audio__worklet__js=b"")
    )
    parts = {"index.html", "index.js", "index.wasm", "index.side.wasm", "index.pck"}
    assert set(export.loaded) == parts | {"index.audio.worklet.js"}


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


@pytest.mark.parametrize(
    ("config", "rule"),
    [
        ('{"executable":"index","mainPack":"level.pck"}', "export.no_pack"),
        ('{"executable":"index","gdextensionLibs":["libgame.wasm"]}', "export.no_library"),
    ],
)
def test_a_page_that_loads_what_is_not_there_is_refused(samples, config, rule):
    assert refused(samples.export(index__html=samples.page(config).encode())) == rule


def test_what_lies_on_another_server_is_not_missed(samples):
    config = '{"executable":"index","mainPack":"https://cdn.example.org/level.pck"}'
    assert read_files(samples.export(index__html=samples.page(config).encode())).entry


@pytest.mark.parametrize("left", ["", "index.html"])
def test_a_project_is_told_from_its_export(samples, left):
    page = {path: b"" for path in [left] if path}
    assert refused({"game/project.godot": b"", "game/main.gd": b""} | page) == "export.project"


def test_an_export_beside_its_project_is_read(samples):
    files = {f"web/{path}": content for path, content in samples.export().items()}
    assert read_files(files | {"project.godot": b""}).entry == "web/index.html"


@pytest.mark.parametrize("name", ["index.wasm", "index.side.wasm"])
def test_an_engine_whose_upload_broke_off_is_refused(samples, name):
    files = samples.export(index__side__wasm=samples.wasm())
    files[name] += b"\x0a\x90\x4e" + bytes(500)  # code, of 10,000 bytes
    assert refused(files) == "export.bad_engine"


def test_a_pack_whose_upload_broke_off_is_refused(samples):
    entry = struct.pack("<I4s2Q16s", 4, b"a.gd", 104, 5000, b"")
    pack = b"GDPC" + struct.pack("<4I", 1, 3, 5, 0) + bytes(64) + b"\1\0\0\0" + entry
    assert refused(samples.export(index__pck=pack + bytes(4000))) == "export.bad_pack"
    assert read_files(samples.export(index__pck=pack + bytes(5000))).engine == "3.5"


def test_a_zip_that_broke_off_is_no_pack(samples):
    files = samples.export(index__html=samples.page('{"mainPack":"game.zip"}').encode())
    files["game.zip"] = samples.zip({"project.godot": b""}).read_bytes()[:-9]
    assert refused(files) == "export.bad_pack"


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


@pytest.mark.parametrize(
    "sections",
    [
        b"\x00\x00" * 1001,
        b"\x02\x80\x80\x80\x01" + bytes(2 * 1024 * 1024),  # imports, of 2 MiB
        b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f",  # code, of some exabytes
    ],
)
def test_an_engine_made_to_be_slow_to_read_is_refused(sections):
    with pytest.raises(wasm.WasmError):
        wasm.imports_shared_memory(BytesIO(b"\0asm\1\0\0\0" + sections))
