"""Finds the page that starts an export's engine, among all the pages that somebody put there.

What the engine and the pack are like is not known here.
"""

import posixpath
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote

from lobby.errors import Refusal
from lobby.exports import entry

EXPORT_AGAIN = (
    "In Godot, choose Project > Export > Web > Export Project, "
    "then publish all the files it writes, in one zip or folder."
)

MOST_PAGES = 50  # that are looked at, those in the upper folders first
PROJECT = "project.godot"

Opener = Callable[[str], BinaryIO]


@dataclass(frozen=True, slots=True)
class Candidate:
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


def candidates(paths: Collection[str], open_file: Opener) -> list[Candidate]:
    """The pages that can start an engine, the likeliest first; one at least."""
    pages = sorted(filter(entry.is_page, paths), key=lambda path: (path.count("/"), path))
    engine = any(path.endswith(".wasm") for path in paths)
    if not (pages and engine) and any(posixpath.basename(path) == PROJECT for path in paths):
        words = f"This is the game's project, not its web export. {EXPORT_AGAIN}"
        raise Refusal("export.project", words)
    if not pages:
        raise Refusal("export.no_page", f"There is no HTML page in it. {EXPORT_AGAIN}")
    if not engine:
        raise Refusal("export.no_engine", f"There is no engine (.wasm file) in it. {EXPORT_AGAIN}")
    found = list(_of_pages(pages[:MOST_PAGES], paths, open_file))
    if not found:
        raise Refusal(
            "export.no_entry",
            "None of its HTML pages starts the engine that lies beside it: the page, the .js and "
            f"the .wasm belong into one folder under the names Godot gave them. {EXPORT_AGAIN}",
        )
    return sorted(found, key=lambda candidate: candidate.rank)


def _of_pages(pages: list[str], paths: Collection[str], open_file: Opener) -> Iterator[Candidate]:
    wasms = [path.removesuffix(".wasm") for path in paths if path.endswith(".wasm")]
    pairs = [base for base in wasms if f"{base}.js" in paths]
    for path in pages:
        with open_file(path) as file:
            page = entry.read_page(file.read(entry.MOST_PAGE_BYTES))
        base = _base(path, page, wasms, pairs)
        if base is not None:
            yield Candidate(path, page, base)


def _base(path: str, page: entry.Page, wasms: list[str], pairs: list[str]) -> str | None:
    """The engine the page names; else the one of its own name, else the only one beside it."""
    folder, stem = posixpath.dirname(path), posixpath.splitext(path)[0]
    named = beside(path, page.executable)
    if page.executable and named in wasms:
        return named
    near = [base for base in pairs if posixpath.dirname(base) == folder]
    if stem in near:
        return stem
    return near[0] if len(near) == 1 else None


def beside(page: str, name: str) -> str:
    """The path of what a page calls `name`, which may be written as an address."""
    name = unquote(name.partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), name))
