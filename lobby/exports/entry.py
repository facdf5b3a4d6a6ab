"""Knows what the HTML page of a Godot web export says about its engine.

Godot writes `const GODOT_CONFIG = {…}` (3.5 to 4.6) and, since 4.3, `GODOT_THREADS_ENABLED`. A
custom page may write the same as a plain object anywhere else, so the page is searched, not
parsed. What lies beside the page is not known here.
"""

import json
import re
from dataclasses import dataclass

MOST_PAGE_BYTES = 2 * 1024 * 1024
PAGE_ENDINGS = (".html", ".htm")

_LOADS = re.compile(r"\bGODOT_CONFIG\b|\bnew\s+Engine\s*\(")
_THREADS = re.compile(r"\bGODOT_THREADS_ENABLED\s*=\s*true\b")
_LIBRARIES = re.compile(r"""\b(?:gdextensionLibs|gdnativeLibs)["']?\s*:\s*\[\s*["']""")
_SCRIPT = re.compile(r"""<script\b[^>]{0,200}?\bsrc\s*=\s*["']?([^"'\s>]{1,255})""", re.IGNORECASE)


def _text_of(name: str) -> re.Pattern[str]:
    """`"name": "value"` as JSON, or `name: 'value'` as a script may write it."""
    value = r'("(?:[^"\\\n]|\\.){0,255}")|' + r"'([^'\\\n]{0,255})'"
    return re.compile(rf"""\b{name}["']?\s*:\s*(?:{value})""")


_EXECUTABLE = _text_of("executable")
_MAIN_PACK = _text_of("mainPack")
_SERVICE_WORKER = _text_of("serviceWorker")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says; an empty text where it says nothing."""

    loads_engine: bool
    executable: str
    main_pack: str
    service_worker: str
    threads: bool
    libraries: bool
    scripts: tuple[str, ...]


def read_page(content: bytes) -> Page:
    text = content.decode("utf-8", "replace")
    return Page(
        loads_engine=bool(_LOADS.search(text)),
        executable=_value(_EXECUTABLE, text),
        main_pack=_value(_MAIN_PACK, text),
        service_worker=_value(_SERVICE_WORKER, text),
        threads=bool(_THREADS.search(text)),
        libraries=bool(_LIBRARIES.search(text)),
        scripts=tuple(_SCRIPT.findall(text)),
    )


def loads_engine(content: bytes) -> bool:
    """Whether a page starts Godot's engine by itself."""
    return bool(_LOADS.search(content.decode("utf-8", "replace")))


def is_page(path: str) -> bool:
    return path.lower().endswith(PAGE_ENDINGS)


def _value(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if not found:
        return ""
    quoted, plain = found.groups()
    if quoted is None:
        return str(plain)
    try:
        return str(json.loads(quoted))
    except ValueError:
        return ""
