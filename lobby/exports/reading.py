"""Reads a Godot web export (3.5 to 4.6): which page starts it, and what it needs of a browser.

It takes paths and a way to open them, and does not know whether they came from a zip or a folder.
What is no such export is refused with a sentence that tells the host what to do.
"""

import posixpath
import struct
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lobby.errors import Refusal
from lobby.exports import entry, pck, wasm

EXPORT_AGAIN = (
    "In Godot, choose Project > Export > Web > Export Project, "
    "then publish all the files it writes, in one zip or folder."
)

HEADER = struct.Struct("<4s4I")  # of a .pck: magic, layout, Godot's version
NEWEST_LAYOUT = 3
MOST_PAGES = 50  # that are looked at, those in the upper folders first

Opener = Callable[[str], BinaryIO]


@dataclass(frozen=True, slots=True)
class Export:
    """What was read. `entry` is the page; `engine` is Godot's version, such as "4.6"."""

    entry: str
    wasm: str
    pack: str
    engine: str
    threads: bool
    extensions: bool
    service_worker: bool
    picture: str  # the one that the page shows while it loads, or ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A page, and the path of its engine's wasm without the ending."""

    path: str
    page: entry.Page
    base: str

    @property
    def rank(self) -> tuple[object, ...]:
        """The likelier one first. An export can hold more pages than the one Godot wrote."""
        stem = posixpath.splitext(self.path)[0]
        index = posixpath.basename(stem) == "index"
        depth = self.path.count("/")
        return (not self.page.loads_engine, stem != self.base, depth, not index, self.path)


def read(paths: Collection[str], open_file: Opener) -> Export:
    """Read the export made of `paths`; raises Refusal if there is none."""
    found = _entry(paths, open_file)
    folder, base = posixpath.dirname(found.path), found.base
    _check_loader(found, paths)
    pack = _pack(found, paths)
    worker = f"{base}.service.worker.js" in paths
    return Export(
        entry=found.path,
        wasm=f"{base}.wasm",
        pack=pack,
        engine=_version(pack, open_file),
        threads=_shared_memory(f"{base}.wasm", open_file)
        or found.page.threads
        or f"{base}.worker.js" in paths,
        extensions=found.page.libraries or _has_side_module(folder, paths),
        service_worker=bool(found.page.service_worker) or worker,
        picture=f"{base}.png" if f"{base}.png" in paths else "",
    )


def _entry(paths: Collection[str], open_file: Opener) -> _Candidate:
    pages = sorted(filter(entry.is_page, paths), key=lambda path: (path.count("/"), path))
    if not pages:
        raise Refusal("export.no_page", f"There is no HTML page in it. {EXPORT_AGAIN}")
    if not any(path.endswith(".wasm") for path in paths):
        raise Refusal("export.no_engine", f"There is no engine (.wasm file) in it. {EXPORT_AGAIN}")
    candidates = list(_candidates(pages[:MOST_PAGES], paths, open_file))
    if not candidates:
        raise Refusal(
            "export.no_entry",
            "None of its HTML pages starts the engine that lies beside it: the page, the .js and "
            f"the .wasm belong into one folder under the names Godot gave them. {EXPORT_AGAIN}",
        )
    return min(candidates, key=lambda candidate: candidate.rank)


def _candidates(
    pages: list[str], paths: Collection[str], open_file: Opener
) -> Iterator[_Candidate]:
    wasms = [path.removesuffix(".wasm") for path in paths if path.endswith(".wasm")]
    pairs = [base for base in wasms if f"{base}.js" in paths]
    for path in pages:
        with open_file(path) as file:
            page = entry.read_page(file.read(entry.MOST_PAGE_BYTES))
        base = _base(path, page, wasms, pairs)
        if base is not None:
            yield _Candidate(path, page, base)


def _base(path: str, page: entry.Page, wasms: list[str], pairs: list[str]) -> str | None:
    """The engine the page names; else the one of its own name, else the only one beside it."""
    folder, stem = posixpath.dirname(path), posixpath.splitext(path)[0]
    named = posixpath.normpath(posixpath.join(folder, page.executable))
    if page.executable and named in wasms:
        return named
    beside = [base for base in pairs if posixpath.dirname(base) == folder]
    if stem in beside:
        return stem
    return beside[0] if len(beside) == 1 else None


def _check_loader(found: _Candidate, paths: Collection[str]) -> None:
    """A bundler may have swallowed the .js; but one that the page asks for must be there."""
    loader = f"{found.base}.js"
    if loader not in paths and posixpath.basename(loader) in found.page.scripts:
        words = f"{posixpath.basename(loader)} is missing. {EXPORT_AGAIN}"
        raise Refusal("export.no_loader", words)


def _pack(found: _Candidate, paths: Collection[str]) -> str:
    """The pack the page names, else the engine's namesake, else the only one there is."""
    folder = posixpath.dirname(found.path)
    named = posixpath.normpath(posixpath.join(folder, found.page.main_pack))
    for path in (named, f"{found.base}.pck"):
        if path in paths:
            return path
    packs = [path for path in paths if path.endswith(".pck")]
    if len(packs) == 1:
        return packs[0]
    raise Refusal(
        "export.no_pack",
        f"The game's pack ({posixpath.basename(found.base)}.pck) is missing. {EXPORT_AGAIN}",
    )


def _version(path: str, open_file: Opener) -> str:
    """Godot's version, from the pack's header. A zip as pack, which Godot allows, has none."""
    if path.endswith(".zip"):
        return ""
    with open_file(path) as file:
        header = file.read(HEADER.size).ljust(HEADER.size, b"\0")
        magic, layout, major, minor, patch = HEADER.unpack(header)
        file.seek(0)
        # A layout of a Godot to come has the same header; whether it is whole cannot be told.
        if magic != pck.MAGIC or layout <= NEWEST_LAYOUT:
            _check_pack(path, file)
    return f"{major}.{minor}.{patch}" if patch else f"{major}.{minor}"


def _check_pack(path: str, file: BinaryIO) -> None:
    try:
        pck.read(file)
    except pck.PckError as error:
        raise Refusal(
            "export.bad_pack", f"{posixpath.basename(path)} cannot be read. {error} {EXPORT_AGAIN}"
        ) from None


def _shared_memory(path: str, open_file: Opener) -> bool:
    with open_file(path) as file:
        try:
            return wasm.imports_shared_memory(file)
        except wasm.WasmError as error:
            raise Refusal(
                "export.bad_engine",
                f"{posixpath.basename(path)} is no engine. {error} {EXPORT_AGAIN}",
            ) from None


def _has_side_module(folder: str, paths: Collection[str]) -> bool:
    return any(path.endswith(".side.wasm") and posixpath.dirname(path) == folder for path in paths)
