"""A game's HTML page, with our script put before everything else in it.

Works on bytes: whatever a page is encoded in stays as it is.
"""

import asyncio
import re
from collections.abc import Mapping
from hashlib import sha256 as digest
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from lobby.exports.entry import MOST_PAGE_BYTES, loads_engine
from lobby.exports.serving.files import file_answer, is_known

HTML = "text/html"
UTF8_MARK = b"\xef\xbb\xbf"

_TAG = re.compile(
    rb"<!--|<(body|script)(?=[\s/>])|<(!doctype|html|head)(?=[\s/>])[^<>]{0,1000}>", re.IGNORECASE
)

# Of the pages served lately, by SHA-256: where a script goes, and whether they start the engine.
_searched: dict[str, tuple[int, bool]] = {}
REMEMBERED_PAGES = 1024


async def page_answer(
    request: Request,
    path: Path,
    *,
    sha256: str,
    is_entry: bool,
    tag: bytes,
    headers: Mapping[str, str],
) -> Response:
    """The entry page, or one that starts the engine, gets the shim; any other stays as it is."""
    content = await asyncio.to_thread(_with_shim, path, sha256, is_entry, tag)
    if content is None:
        return await file_answer(request, path, sha256=sha256, kind=HTML, headers=headers)
    headers = {**headers, "ETag": f'"{digest(content).hexdigest()}"'}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=HTML)


def _with_shim(path: Path, sha256: str, is_entry: bool, tag: bytes) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_PAGE_BYTES + 1)
    except FileNotFoundError:
        return None
    if len(content) > MOST_PAGE_BYTES:
        return None
    at, starts_engine = _search(content, sha256)
    if not (is_entry or starts_engine):
        return None
    return content[:at] + tag + content[at:]


def _search(content: bytes, sha256: str) -> tuple[int, bool]:
    """Once a page, not once a request: a long one takes a while."""
    known = _searched.get(sha256)
    if known is None:
        if len(_searched) >= REMEMBERED_PAGES:
            _searched.clear()
        known = _searched[sha256] = (first_place(content), loads_engine(content))
    return known


def first_place(content: bytes) -> int:
    """Where an element comes before any script of the page.

    That is behind `<head>`; without one behind `<html>` or the doctype, or at the very start.
    What stands in a comment must not fool us, nor may a long page without an end take long.
    """
    place = at = len(UTF8_MARK) if content.startswith(UTF8_MARK) else 0
    while found := _TAG.search(content, at):
        if found[1]:
            break
        name = (found[2] or b"").lower()
        if name:
            place = at = found.end()
            if name == b"head":
                break
        else:
            at = content.find(b"-->", found.start() + 2) + len(b"-->")
            if at < found.end():
                break
    return place
