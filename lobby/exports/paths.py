"""Which paths a build's files may have: such as mean the same on every system and in every URL.

Raises Refusal with the path in it. Does not look at the files themselves.
"""

import re
import unicodedata
from collections.abc import Collection

from lobby.errors import Refusal

MOST_PATH_CHARACTERS = 255  # what BuildFile.path holds
MOST_DEPTH = 16

# On Windows these are devices, with any ending.
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE
)
_NOT_FOR_PLAYERS = ("__macosx", "thumbs.db", "desktop.ini")


def check_path(path: str) -> None:
    """Refuse a path that could leave its folder, or that not every system can have."""
    reason = _what_is_wrong(path)
    if reason:
        raise Refusal("export.path", f"The path {shown(path)} {reason}. Rename it and try again.")


def check_together(paths: Collection[str]) -> None:
    """Refuse paths that some system would take for one and the same."""
    seen: set[str] = set()
    for path in paths:
        folded = path.casefold()
        if folded in seen:
            raise Refusal(
                "export.path",
                f"The path {shown(path)} is there twice, perhaps in capitals. Remove one of them.",
            )
        seen.add(folded)
    for folded in seen:
        parts = folded.split("/")
        if any("/".join(parts[:depth]) in seen for depth in range(1, len(parts))):
            raise Refusal(
                "export.path", f"{shown(folded)} lies in a folder that is a file as well."
            )


def is_left_out(path: str) -> bool:
    """Hidden files and what desktops leave behind: `.git` was never meant to be published."""
    return any(part.startswith(".") or part.lower() in _NOT_FOR_PLAYERS for part in path.split("/"))


def shown(path: str) -> str:
    """A path that may hold anything, fit for a sentence."""
    short = path if len(path) <= 80 else path[:79] + "…"
    return ascii(short) if _unprintable(short) else f'"{short}"'


def _what_is_wrong(path: str) -> str:
    if not path or len(path) > MOST_PATH_CHARACTERS:
        return f"is empty or longer than {MOST_PATH_CHARACTERS} characters"
    if _unprintable(path):
        return "has a control character in it"
    if "\\" in path or ":" in path:
        return "has a backslash or a colon in it"
    if unicodedata.normalize("NFC", path) != path:
        return "is not written in Unicode's composed form (NFC)"
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "does not stay in its folder"
    if len(parts) > MOST_DEPTH:
        return f"is more than {MOST_DEPTH} folders deep"
    if any(part.endswith((".", " ")) or _RESERVED.fullmatch(part) for part in parts):
        return "is one that Windows cannot have"
    return ""


def _unprintable(path: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in path)
