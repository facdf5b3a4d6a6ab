"""Knows what the HTML page of a Godot web export says about its engine.

Godot writes `const GODOT_CONFIG = {…}` (3.5 to 4.6) and, since 4.3, `GODOT_THREADS_ENABLED`. A
custom page may write the same as a plain object anywhere else, so the page is searched, not
parsed. What lies beside the page is not known here. Whatever a page holds, no search goes over
the same characters more than a few times: each ends at what could begin another.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

MOST_PAGE_BYTES = 2 * 1024 * 1024
MOST_NAMES = 100  # of each kind, in one page
PAGE_ENDINGS = (".html", ".htm")

# Each begins with plain letters, which are found many times quicker than a word's edge.
_LOADS = re.compile(r"GODOT_CONFIG\b|new\s+Engine\s*\(")
_THREADS = re.compile(r"GODOT_THREADS_ENABLED\s*=\s*(true|false)\b")
_MANIFEST = re.compile(r"""rel=["']?manifest\b""")
_SCRIPT = re.compile(
    r"""<script\b[^<>]{0,200}?\bsrc\s{0,9}=\s{0,9}["']?([^"'\s<>]{1,255})""", re.IGNORECASE
)
_LIBRARIES = re.compile(r"""gd(?:extension|native)Libs["']?\s*:\s*\[([^\[\]]{1,8192})\]""")
_LIBRARY = re.compile(r"""["']([^"'\\\n]{1,255})["']""")
_SIZES = re.compile(r"""fileSizes["']?\s*:\s*\{([^{}]{1,8192})\}""")
_SIZE = re.compile(r"""["']([^"'\\\n]{1,255})["']\s*:\s*(\d{1,15})""")


def _text_of(name: str) -> re.Pattern[str]:
    """`"name": "value"` as JSON, or `name: 'value'` as a script may write it."""
    value = r'("(?:[^"\\\n]|\\.){1,255}")|' + r"'([^'\\\n]{1,255})'"
    return re.compile(rf"""{name}["']?\s*:\s*(?:{value})""")


_EXECUTABLE = _text_of("executable")
_MAIN_PACK = _text_of("mainPack")
_SERVICE_WORKER = _text_of("serviceWorker")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says; nothing where it says nothing. Names are as the page writes them."""

    loads_engine: bool
    executable: str
    main_packs: tuple[str, ...]  # it may override what it said before
    service_worker: str
    manifest: bool
    threads: bool | None
    libraries: tuple[str, ...]
    sizes: Mapping[str, int]  # bytes that its progress bar expects
    scripts: tuple[str, ...]


def read_page(content: bytes) -> Page:
    text = content.decode("utf-8", "replace")
    threads = _THREADS.search(text)
    return Page(
        loads_engine=bool(_LOADS.search(text)),
        executable=next(_values(_EXECUTABLE, text), ""),
        main_packs=tuple(_values(_MAIN_PACK, text)),
        service_worker=next(_values(_SERVICE_WORKER, text), ""),
        manifest=bool(_MANIFEST.search(text)),
        threads=threads[1] == "true" if threads else None,
        libraries=_libraries(text),
        sizes=_sizes(text),
        scripts=tuple(found[1] for found in islice(_SCRIPT.finditer(text), MOST_NAMES)),
    )


def loads_engine(content: bytes) -> bool:
    """Whether a page starts Godot's engine by itself."""
    return bool(_LOADS.search(content.decode("utf-8", "replace")))


def is_page(path: str) -> bool:
    return path.lower().endswith(PAGE_ENDINGS)


def _values(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """What is not empty: a loader within the page has `executable: ''` as its default."""
    for found in islice(pattern.finditer(text), MOST_NAMES):
        quoted, plain = found.groups()
        try:
            value = str(json.loads(quoted)) if quoted else str(plain)
        except ValueError:
            continue
        if value:
            yield value


def _libraries(text: str) -> tuple[str, ...]:
    for found in _LIBRARIES.finditer(text):
        if names := _LIBRARY.findall(found[1]):
            return tuple(dict.fromkeys(names))[:MOST_NAMES]
    return ()


def _sizes(text: str) -> Mapping[str, int]:
    for found in _SIZES.finditer(text):
        if sizes := _SIZE.findall(found[1]):
            return {name: int(size) for name, size in sizes[:MOST_NAMES]}
    return {}
