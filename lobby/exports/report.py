"""What a host should know of a build, in words for somebody who is no web expert.

Each line is a note, or a warning if there is something to do. Nothing is read here: all of it
follows from what `reading` found, and from the sizes of the files.
"""

import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lobby.exports.paths import shown
from lobby.exports.reading import Export
from lobby.sizes import megabytes

NOTE, WARNING = "note", "warning"
LARGE_PACK = 50 * 1000**2  # bytes on the wire
MOST_NAMED = 3
ALWAYS_THREADED_UP_TO = 2  # Godot 4's minor version
MIXED = "Files of two exports seem to be mixed"
ANEW = "Export again into an empty folder, and publish that folder alone."

Line = tuple[str, str]  # NOTE or WARNING, and the words
PictureKind = Literal["own", "godots", "unreadable", "none"]

# What editors, and the tools of artists and programmers, leave beside an export.
OF_PROGRAMMERS = (".import", ".gd", ".gd.uid", ".tscn", ".tres", ".cs", ".csproj", ".sln")
OF_ARTISTS = (".psd", ".kra", ".xcf", ".blend", ".blend1", ".aseprite")
ARCHIVES = (".zip", ".7z", ".rar")
NAMES = {"project.godot", "export_presets.cfg", "node_modules"}

COVER = "a cover of yours can be chosen on its page."
PICTURES: Mapping[PictureKind, str] = {
    "own": "",
    "godots": f"It shows Godot's own picture while it loads; {COVER}",
    "unreadable": f"Its picture cannot be read; {COVER}",
    "none": f"It brings no picture; {COVER}",
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes by path: of every file, and of those that a browser loads, as they travel."""

    plain: Mapping[str, int]
    wire: Mapping[str, int]


def report(export: Export, sizes: Sizes, *, picture: PictureKind, secure: bool) -> list[Line]:
    """The lines on a build, warnings first. `secure`: browsers trust the site's address."""
    notes = [
        _version(export.engine),
        *_pages(export),
        _needs(export),
        _weight(export, sizes),
        *_app(export),
        PICTURES[picture],
    ]
    warnings = [
        *_mixed_sizes(export, sizes.plain),
        *_mixed_threads(export),
        *_insecure(export, secure),
        *_heavy(sizes.wire[export.pack]),
        *_left_over([path for path in sizes.plain if path not in export.loaded]),
    ]
    return [(WARNING, words) for words in warnings] + [(NOTE, words) for words in notes if words]


def _version(engine: str) -> str:
    if not engine:
        return "Its Godot version cannot be told: the pack is a zip."
    if engine.startswith("3."):
        return f"Made with Godot {engine}. Rooms speak Godot 3's text dialect as well as JSON."
    return f"Made with Godot {engine}."


def _pages(export: Export) -> Iterator[str]:
    others = [path for path in export.pages if path != export.entry]
    if others:
        players_get = f"players get {shown(export.entry)}, not {_some(others)}"
        yield f"More than one page starts the game: {players_get}."
    elif export.entry != "index.html":
        yield f"The page that starts the game is {shown(export.entry)}."


def _needs(export: Export) -> str:
    if not export.isolated:
        return "Runs everywhere; where its settings allow it, in frames of other sites too."
    return (
        f"Built with {_features(export)}: it needs a secure address and cannot be embedded on "
        f"other sites. {_how_to_do_without(export)}"
    )


def _features(export: Export) -> str:
    features = {"threads": export.threads, "extensions": export.extensions}
    return " and ".join(name for name, is_on in features.items() if is_on)


def _how_to_do_without(export: Export) -> str:
    major, minor = ([int(number) for number in export.engine.split(".")[:2]] + [0, 0])[:2]
    if major == 3:
        return 'In Godot, choose "Regular" as the export type unless you need it.'
    if export.threads and major == 4 and minor <= ALWAYS_THREADED_UP_TO:
        return (
            f"Every web export of Godot 4.0 to 4.{ALWAYS_THREADED_UP_TO} has threads; later ones "
            "can turn Thread Support off."
        )
    options = {"Thread Support": export.threads, "Extensions Support": export.extensions}
    names = " and ".join(name for name, is_on in options.items() if is_on)
    return f"In Godot, turn off {names} in the web export unless you need it."


def _insecure(export: Export, secure: bool) -> Iterator[str]:
    if export.isolated and not secure:
        yield (
            "It cannot run at this site's plain http address: browsers allow "
            f"{_features(export)} on https alone. Put the site on https, or export the game "
            "without."
        )


def _weight(export: Export, sizes: Sizes) -> str:
    wire = sum(sizes.wire.values())
    unpacked = sum(sizes.plain[path] for path in sizes.wire)
    engine = sizes.wire[export.wasm]
    return (
        f"Players load {megabytes(wire)} the first time ({megabytes(unpacked)} unpacked); the "
        f"engine, {megabytes(engine)} of it, is shared with every game made with the same Godot."
    )


def _heavy(pack: int) -> Iterator[str]:
    if pack > LARGE_PACK:
        yield (
            f"Its pack is {megabytes(pack)} to load, which many players will not wait for. Leave "
            "out what the game does not use (the export's Resources tab), keep music as Ogg "
            "Vorbis in place of WAV, and import large pictures smaller, or as lossy WebP."
        )


def _app(export: Export) -> Iterator[str]:
    if export.service_worker:
        yield (
            "Exported as an app (PWA). Its service worker is switched off here, so that players "
            "never get stuck on an old build."
        )


def _mixed_sizes(export: Export, plain: Mapping[str, int]) -> Iterator[str]:
    for path in (export.wasm, export.pack):
        expected = export.expected.get(path)
        if expected and expected != plain[path]:
            yield (
                f"{MIXED}: {posixpath.basename(path)} has {plain[path]:,} bytes where the page "
                f"expects {expected:,}. {ANEW}"
            )


def _mixed_threads(export: Export) -> Iterator[str]:
    if export.page_threads is None or export.page_threads == export.engine_threads:
        return
    page = "expects" if export.page_threads else "does not expect"
    engine = "has them" if export.engine_threads else "has none"
    yield f"{MIXED}: the page {page} an engine with threads, and this one {engine}. {ANEW}"


def _left_over(paths: Collection[str]) -> Iterator[str]:
    found = [path for path in paths if _is_left_over(path)]
    if len(found) == 1:
        yield f"{_some(found)} looks like no player needs it, yet everybody can get it. {ANEW}"
    elif found:
        yield f"{_some(found)} look like no player needs them, yet everybody can get them. {ANEW}"


def _is_left_over(path: str) -> bool:
    endings = OF_PROGRAMMERS + OF_ARTISTS + ARCHIVES
    return path.lower().endswith(endings) or not NAMES.isdisjoint(path.split("/"))


def _some(paths: Collection[str]) -> str:
    """The first few by name, the others by number."""
    first = sorted(paths, key=lambda path: (path.count("/"), path))[:MOST_NAMED]
    names = [shown(path) for path in first]
    if len(paths) > len(names):
        names.append(f"{len(paths) - len(names)} more")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
