"""Reads a Godot web export (3.5 to 4.6): which page starts it, and what it needs of a browser.

It takes paths and a way to open them, and does not know whether they came from a zip or a folder.
What is no such export is refused with a sentence that tells the host what to do.
"""

import posixpath
import struct
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO

from lobby.errors import Refusal
from lobby.exports import finding, pck, wasm
from lobby.exports.finding import EXPORT_AGAIN, Candidate, Opener, beside
from lobby.exports.paths import shown

HEADER = struct.Struct("<4s4I")  # of a .pck: magic, layout, Godot's version
NEWEST_LAYOUT = 3
# Beside the page and the pack, by what follows the engine's name; most exports lack some.
LOADED = (
    ".js",
    ".worker.js",
    ".audio.worklet.js",
    ".audio.position.worklet.js",
    ".wasm",
    ".side.wasm",
)


@dataclass(frozen=True, slots=True)
class Export:
    """What was read; every path is from the top of the export."""

    entry: str  # the page
    wasm: str
    pack: str
    engine: str  # Godot's version, such as "4.6"; "" if the pack does not tell
    threads: bool
    extensions: bool
    manifest: bool  # a PWA's, as the service worker
    service_worker: bool
    picture: str  # the one that the page shows while it loads, or ""
    loaded: tuple[str, ...]  # what a browser fetches before the game starts
    expected: Mapping[str, int]  # bytes of them, as the page says
    page_threads: bool | None  # what the page says of threads, and
    engine_threads: bool  # what the engine really has
    pages: tuple[str, ...]  # all that start an engine, the entry among them

    @property
    def installable(self) -> bool:
        return self.manifest or self.service_worker

    @property
    def isolated(self) -> bool:
        """Whether it runs in nothing but a cross-origin isolated page."""
        return self.threads or self.extensions


def read(paths: Collection[str], open_file: Opener) -> Export:
    """Read the export made of `paths`; raises Refusal if there is none."""
    candidates = finding.candidates(paths, open_file)
    found = candidates[0]
    base, page = found.base, found.page
    _check_loader(found, paths)
    pack, libraries = _pack(found, paths), _libraries(found, paths)
    shared = _shared_memory(f"{base}.wasm", open_file)
    _check_libraries(libraries, open_file)
    loaded = [found.path, *(f"{base}{ending}" for ending in LOADED), *libraries, pack]
    return Export(
        entry=found.path,
        wasm=f"{base}.wasm",
        pack=pack,
        engine=_version(pack, open_file),
        threads=shared or bool(page.threads) or f"{base}.worker.js" in paths,
        extensions=bool(page.libraries or libraries),
        manifest=page.manifest or f"{base}.manifest.json" in paths,
        service_worker=bool(page.service_worker) or f"{base}.service.worker.js" in paths,
        picture=f"{base}.png" if f"{base}.png" in paths else "",
        loaded=tuple(path for path in dict.fromkeys(loaded) if path in paths),
        expected={beside(found.path, name): size for name, size in page.sizes.items()},
        page_threads=page.threads,
        engine_threads=shared,
        pages=tuple(other.path for other in candidates if other.page.loads_engine),
    )


def _check_loader(found: Candidate, paths: Collection[str]) -> None:
    """A bundler may have swallowed the .js; but one that the page asks for must be there."""
    loader = f"{found.base}.js"
    if loader not in paths and posixpath.basename(loader) in found.page.scripts:
        words = f"{posixpath.basename(loader)} is missing. {EXPORT_AGAIN}"
        raise Refusal("export.no_loader", words)


def _pack(found: Candidate, paths: Collection[str]) -> str:
    """The pack the page names, else the engine's namesake, else the only one there is."""
    named = [name for name in found.page.main_packs if not _is_elsewhere(name)]
    for path in [beside(found.path, name) for name in named] or [f"{found.base}.pck"]:
        if path in paths:
            return path
    packs = [path for path in paths if path.endswith(".pck")]
    if len(packs) == 1 and not named:
        return packs[0]
    name = named[0] if named else f"{posixpath.basename(found.base)}.pck"
    words = f"The game's pack ({shown(name)}) is missing. {EXPORT_AGAIN}"
    raise Refusal("export.no_pack", words)


def _libraries(found: Candidate, paths: Collection[str]) -> list[str]:
    """The extensions that the page names, and the engine's other part, which is there for them.

    The loader fetches them all before the game starts, and gives up if one is not there.
    """
    folder = posixpath.dirname(found.path)
    sides = [p for p in paths if p.endswith(".side.wasm") and posixpath.dirname(p) == folder]
    for name in found.page.libraries:
        path = beside(found.path, name)
        if path in paths:
            sides.append(path)
        elif not _is_elsewhere(name):
            words = f"The page loads the extension {shown(name)}, which is missing. {EXPORT_AGAIN}"
            raise Refusal("export.no_library", words)
    return sides


def _is_elsewhere(name: str) -> bool:
    """Whether it is on another server, or another place of this: nobody here can tell."""
    return name.startswith("/") or "://" in name


def _version(path: str, open_file: Opener) -> str:
    """Godot's version, from the pack's header. A zip as pack, which Godot allows, has none."""
    with open_file(path) as file:
        if path.endswith(".zip"):
            if not zipfile.is_zipfile(file):
                raise _bad("pack", path, "This zip breaks off, or is none.")
            return ""
        header = file.read(HEADER.size).ljust(HEADER.size, b"\0")
        magic, layout, major, minor, patch = HEADER.unpack(header)
        file.seek(0)
        # A layout of a Godot to come has the same header; whether it is whole cannot be told.
        if magic != pck.MAGIC or layout <= NEWEST_LAYOUT:
            _check_pack(path, file)
    return f"{major}.{minor}.{patch}" if patch else f"{major}.{minor}"


def _check_pack(path: str, file: BinaryIO) -> None:
    try:
        table = pck.read(file)
    except pck.PckError as error:
        raise _bad("pack", path, str(error)) from None
    size = file.seek(0, SEEK_END)
    if table.end > size:
        words = f"It breaks off: it has {size:,} bytes, and its table tells of {table.end:,}."
        raise _bad("pack", path, words)


def _shared_memory(path: str, open_file: Opener) -> bool:
    with open_file(path) as file:
        try:
            return wasm.imports_shared_memory(file)
        except wasm.WasmError as error:
            raise _bad("engine", path, str(error)) from None


def _check_libraries(paths: Collection[str], open_file: Opener) -> None:
    for path in paths:
        with open_file(path) as file:
            try:
                wasm.check(file)
            except wasm.WasmError as error:
                raise _bad("engine", path, str(error)) from None


def _bad(part: str, path: str, words: str) -> Refusal:
    name = posixpath.basename(path)
    return Refusal(f"export.bad_{part}", f"{name} cannot be read. {words} {EXPORT_AGAIN}")
