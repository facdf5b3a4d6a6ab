"""Knows how to make a complete Godot web export without the editor.

Takes a project of text resources (scenes, scripts, configuration; imported assets only if
the editor has imported them before), engine files, and writes page, pack and engine. The
same input gives the same bytes.
"""

import html
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lobby.exports import pck

NO_ICON = '<link rel="icon" href="data:,">'  # else the browser asks for one
PAGE = Path(__file__).with_name("page.html")
# Hidden folders hold the editor's own state, of which a game needs what it imported.
KEPT_HIDDEN = (".godot/imported/", ".godot/uid_cache.bin")
# Not the game's: presets can hold signing passwords, the rest is for readers.
LEFT_OUT = ("export_presets.cfg",)
LEFT_OUT_ENDINGS = (".md", ".import~", ".tmp")
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
_NAME = re.compile(r'^config/name="((?:[^"\\]|\\.)*)"', re.MULTILINE)


class PackError(Exception):
    """The project cannot be packed; the text is one sentence for its maker."""


def pack(
    *, project: Path, out: Path, engine: Mapping[str, bytes], title: str | None = None
) -> dict[str, int]:
    """Write the web export of `project` to `out`, a `.zip` or a folder; {file: bytes}.

    `engine` is {"index.js": …, "index.wasm": …, …}; `title` defaults to the project's name.
    """
    files = export(project=project, engine=engine, title=title)
    if out.suffix.lower() == ".zip":
        _write_zip(out, files)
    else:
        _write_folder(out, files)
    return {name: len(content) for name, content in sorted(files.items())}


def export(
    *, project: Path, engine: Mapping[str, bytes], title: str | None = None
) -> dict[str, bytes]:
    """The files of the web export of `project`, by name."""
    sources = dict(_sources(project))
    if "project.godot" not in sources:
        raise PackError(f"{project} is no Godot project: it has no project.godot.")
    files = {**engine, "index.pck": pck.write(sources)}
    icon = sources.get("icon.png")
    if icon:
        files |= {"index.png": icon, "index.icon.png": icon}
    name = title or _project_name(sources["project.godot"])
    files["index.html"] = _page(name, files).encode()
    return files


def _sources(project: Path) -> Iterator[tuple[str, bytes]]:
    """What goes into the pack, by path; a link is never followed out of the project."""
    for folder, folders, names in os.walk(project):
        folders[:] = [name for name in folders if not Path(folder, name, ".gdignore").exists()]
        for name in names:
            path = Path(folder, name)
            inner = path.relative_to(project).as_posix()
            if _belongs(inner) and not path.is_symlink():
                yield inner, path.read_bytes()


def _belongs(inner: str) -> bool:
    if inner.startswith(KEPT_HIDDEN):
        return True
    hidden = any(part.startswith(".") for part in inner.split("/"))
    return not hidden and inner not in LEFT_OUT and not inner.endswith(LEFT_OUT_ENDINGS)


def _project_name(settings: bytes) -> str:
    found = _NAME.search(settings.decode("utf-8", "replace"))
    return re.sub(r"\\(.)", r"\1", found[1]) if found else "Untitled game"


def _page(title: str, files: Mapping[str, bytes]) -> str:
    config = {
        "args": [],
        "canvasResizePolicy": 2,
        "ensureCrossOriginIsolationHeaders": False,
        "executable": "index",
        "experimentalVK": True,
        "fileSizes": {name: len(files[name]) for name in ("index.pck", "index.wasm")},
        "focusCanvas": True,
        "gdextensionLibs": [],
    }
    icon = '<link rel="icon" href="index.icon.png">' if "index.icon.png" in files else NO_ICON
    # `</script>` inside a JSON string would end the script: no `<` may stand in it.
    text = json.dumps(config, sort_keys=True).replace("<", "\\u003c")
    fields = {"TITLE": html.escape(title), "ICON": icon, "CONFIG": text}
    return re.sub(r"\{\{(\w+)\}\}", lambda m: fields[m[1]], PAGE.read_text("utf-8"))


def _write_zip(out: Path, files: Mapping[str, bytes]) -> None:
    unfinished = out.with_name(out.name + ".part")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever this runs, so that the bytes agree
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    os.replace(unfinished, out)


def _write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
