"""The play origin's files: their types, ranges and validators, in constant memory.

Types come from a table of our own: what a machine's `mime.types` holds is nobody's promise.
"""

import asyncio
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from django.conf import settings
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from lobby.exports.encodings import FORMS, form_of
from lobby.exports.serving.answers import missing

# May be had from the shared address, whoever uploaded them: no browser runs any of these.
PASSIVE_TYPES = {
    ".wasm": "application/wasm",
    ".pck": "application/octet-stream",
    ".zip": "application/zip",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".ogv": "video/ogg",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
}
TYPES = PASSIVE_TYPES | {
    ".html": "text/html",
    ".htm": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".txt": "text/plain",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
}
OTHER_TYPE = "application/octet-stream"

_RANGES = re.compile(r"bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*\s*", re.ASCII)
_TAGS = re.compile(r'"[^"]*"')


def media_type(path: str) -> str:
    return TYPES.get(PurePosixPath(path).suffix.lower(), OTHER_TYPE)


CHUNK = 48 * 1024  # bytes: what a slow reader costs
NOTHING = {"type": "http.response.body", "body": b"", "more_body": True}
_OF_CONTENT = (b"content-type", b"content-length", b"etag", b"last-modified", b"cache-control")


class _File(FileResponse):
    """A file, with our headers on its failures too, and ranges that make no sense ignored."""

    chunk_size = CHUNK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                kept = [h for h in self.raw_headers if h[0] not in _OF_CONTENT]
                message = {**message, "headers": [*message["headers"], *kept]}
            await send(message)
            if message.get("more_body"):
                # Waits until the reader has caught up: before the next part is read, not after.
                await send(NOTHING)

        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"range" or _RANGES.fullmatch(value.decode("latin-1"))
        ]
        await super().__call__({**scope, "headers": headers}, receive, send_with_headers)


async def file_answer(
    request: Request, path: Path, *, sha256: str, kind: str, headers: Mapping[str, str]
) -> Response:
    """A blob's file from disk, in constant memory, in the shortest form that the browser reads.

    Its SHA-256 and the form are its strong ETag. A part is of the plain form. With
    `PLAYLOBBY_ACCEL` the answer is without a body: it tells nginx which file to send.
    """
    headers = {**headers, "Vary": "Accept-Encoding"}
    readable = _read(request)
    for suffix in ("", *readable):
        if is_known(request, _tag(sha256, suffix)):
            return Response(status_code=304, headers={**headers, "ETag": _tag(sha256, suffix)})
    read = () if "range" in request.headers else readable
    found = await asyncio.to_thread(_shortest, path, read)
    if found is None:
        return missing()
    suffix, file, status = found
    headers["ETag"] = _tag(sha256, suffix)
    if suffix:
        headers["Content-Encoding"] = FORMS[suffix]
    if settings.ACCEL:
        headers["X-Accel-Redirect"] = f"{settings.ACCEL}{file.parent.name}/{file.name}"
        return Response(headers=headers, media_type=kind)
    return _File(file, headers=headers, media_type=kind, stat_result=status)


def _read(request: Request) -> tuple[str, ...]:
    """The suffixes of the forms that the browser reads."""
    wanted = readable_forms(request)
    return tuple(suffix for suffix, form in FORMS.items() if form in wanted)


def readable_forms(request: Request) -> set[str]:
    """The encodings that the browser reads (RFC 9110, section 12.5.3)."""
    asked = ",".join(request.headers.getlist("accept-encoding")).lower().replace(" ", "")
    return {
        name
        for name, _, weight in (one.partition(";q=") for one in asked.split(","))
        if not re.fullmatch(r"0(\.0*)?", weight)
    }


def _shortest(path: Path, read: Iterable[str]) -> tuple[str, Path, os.stat_result] | None:
    for suffix in (*read, ""):
        file = form_of(path, suffix)
        with suppress(FileNotFoundError):
            return suffix, file, os.stat(file)
    return None


def _tag(sha256: str, suffix: str) -> str:
    return f'"{sha256}{suffix}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether the browser has this already (RFC 9110, section 13.1.2)."""
    known = ",".join(request.headers.getlist("if-none-match"))
    return known.strip() == "*" or etag in _TAGS.findall(known)
