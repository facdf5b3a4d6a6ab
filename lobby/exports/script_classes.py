"""Knows how Godot's editor lists a project's `class_name` scripts, and writes that list.

It reads declarations line by line and does not parse GDScript: a `class_name` inside a
multi-line string would fool it.
"""

import re
from collections.abc import Mapping

CACHE_PATH = ".godot/global_script_class_cache.cfg"

_CLASS = re.compile(r"^(?:@\w+(?:\([^)]*\))?\s+)*class_name\s+(\w+)", re.MULTILINE)
_EXTENDS = re.compile(
    r"^(?:@\w+\s+)*(?:class_name\s+\w+\s+)?extends\s+(\"[^\"]+\"|'[^']+'|[\w.]+)", re.MULTILINE
)
_ICON = re.compile(r"^@icon\(\s*[\"']([^\"']*)[\"']\s*\)", re.MULTILINE)
_ABSTRACT = re.compile(
    r"^@abstract\b[^\n]*\n?(?:[ \t]*\n|@\w+[^\n]*\n|#[^\n]*\n)*class_name\b", re.M
)
_TOOL = re.compile(r"^@tool\b", re.MULTILINE)

_ENTRY = """{{
"base": &"{base}",
"class": &"{name}",
"icon": "{icon}",
"is_abstract": {abstract},
"is_tool": {tool},
"language": &"GDScript",
"path": "res://{path}"
}}"""


def class_cache(files: Mapping[str, bytes]) -> bytes:
    """The text of the cache for `files` ({path without res://: content}): sorted by path."""
    scripts = {
        path: content.decode("utf-8", "replace").replace("\r\n", "\n")
        for path, content in sorted(files.items())
        if path.endswith(".gd")
    }
    entries = (_entry(path, text, scripts) for path, text in scripts.items())
    return f"list=[{', '.join(filter(None, entries))}]\n".encode()


def _entry(path: str, text: str, scripts: Mapping[str, str]) -> str | None:
    name = _CLASS.search(text)
    if not name:
        return None
    icon = _ICON.search(text)
    return _ENTRY.format(
        base=_base(text, scripts),
        name=name[1],
        icon=icon[1] if icon else "",
        abstract=str(bool(_ABSTRACT.search(text))).lower(),
        tool=str(bool(_TOOL.search(text))).lower(),
        path=path,
    )


def _base(text: str, scripts: Mapping[str, str], depth: int = 0) -> str:
    """The class a script extends: a name as it stands, a path followed to its class."""
    found = _EXTENDS.search(text)
    if not found:
        return "RefCounted"
    base = found[1]
    if base[0] not in "\"'":
        return base
    parent = scripts.get(base[1:-1].removeprefix("res://"), "")
    named = _CLASS.search(parent)
    if named or not parent or depth > 20:
        return named[1] if named else "RefCounted"
    return _base(parent, scripts, depth + 1)
