"""Uploads that go on after a lost connection: tus 1.0, core with creation and termination.

Source: https://tus.io/protocols/resumable-upload. How far an upload has come is its file's size.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from lobby import hosting
from lobby.database import in_database_for_files
from lobby.exports import incoming, uploads
from lobby.exports.receiving import body, outcomes, senders
from lobby.exports.receiving.answers import data, plain, problem
from lobby.exports.receiving.senders import Sender
from lobby.exports.unpacking import MOST_ZIP_BYTES
from lobby.models import Upload
from lobby.worker import worker

VERSION = "1.0.0"
OFFERED = {
    "Tus-Resumable": VERSION,
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination",
    "Tus-Max-Size": str(MOST_ZIP_BYTES),
}
SPOKEN = {"Tus-Resumable": VERSION}
OFFSET_TYPE = "application/offset+octet-stream"
GONE = "There is no such upload. It may have ended, or was cancelled: begin again."


async def answer(request: Request, sender: Sender, key: str | None) -> Response:
    method = request.headers.get("x-http-method-override", request.method).upper()
    if method == "GET" and key:  # No part of tus: what came of it.
        upload = await in_database_for_files(_find, sender, key)
        return data(await in_database_for_files(outcomes.told, upload)) if upload else _gone()
    if request.headers.get("tus-resumable") != VERSION:
        words = f"Only tus {VERSION} is spoken here."
        return problem(412, words, headers=OFFERED)
    if key is None:
        return await _create(request, sender) if method == "POST" else _wrong_method("POST")
    verb = _VERBS.get(method)
    if verb is None:
        return _wrong_method("HEAD, PATCH, DELETE, GET")
    upload = await in_database_for_files(_find, sender, key)
    return await verb(request, sender, upload) if upload else _gone()


async def _create(request: Request, sender: Sender) -> Response:
    length = _number(request, "upload-length")
    if length is None:
        return problem(400, "Upload-Length must say how many bytes will come.", headers=SPOKEN)
    known = _metadata(request.headers.get("upload-metadata", ""))
    upload = await in_database_for_files(_begin, sender, length, known)
    address = f"{request.url.path.rstrip('/')}/{upload.key}"
    return plain(201, SPOKEN | {"Location": address, "Upload-Offset": "0"})


async def _tell(request: Request, sender: Sender, upload: Upload) -> Response:
    offset = upload.length if upload.state != State.RECEIVING else incoming.size_of(upload.key)
    return plain(200, SPOKEN | {"Upload-Offset": str(offset), "Upload-Length": str(upload.length)})


async def _go_on(request: Request, sender: Sender, upload: Upload) -> Response:
    if request.headers.get("content-type", "") != OFFSET_TYPE:
        return problem(415, f"The Content-Type must be {OFFSET_TYPE}.", headers=SPOKEN)
    if upload.state != State.RECEIVING or upload.length is None:
        return problem(409, "All of it has come already.", headers=SPOKEN)
    with incoming.opened(upload.key) as file:
        offset = file.tell()
        if _number(request, "upload-offset") != offset:
            return problem(409, f"The next byte is number {offset}.", headers=SPOKEN)
        offset += await body.write(request.receive, file, at_most=upload.length - offset)
    if offset == upload.length:
        await in_database_for_files(_complete, sender, upload)
        worker.take_in_soon()
    return plain(204, SPOKEN | {"Upload-Offset": str(offset)})


async def _cancel(request: Request, sender: Sender, upload: Upload) -> Response:
    await in_database_for_files(uploads.cancel, upload=upload)
    return plain(204, SPOKEN)


_VERBS: dict[str, Callable[[Request, Sender, Upload], Awaitable[Response]]] = {
    "HEAD": _tell,
    "PATCH": _go_on,
    "DELETE": _cancel,
}
State = Upload.State


def _begin(sender: Sender, length: int, known: dict[str, str]) -> Upload:
    hosting.check_upload(game=sender.game, size=length)
    return uploads.begin(
        game=sender.game,
        length=length,
        name=known.get("filename", ""),
        live=known.get("live", "true") != "false",
        by=sender.by,
        token=sender.token,
    )


def _complete(sender: Sender, upload: Upload) -> None:
    senders.check_again(sender)
    uploads.complete(upload=upload)


def _find(sender: Sender, key: str) -> Upload | None:
    return Upload.objects.filter(game=sender.game, key=key).select_related("game").first()


def _number(request: Request, header: str) -> int | None:
    said = request.headers.get(header, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _metadata(header: str) -> dict[str, str]:
    """`key base64,key base64`; what makes no sense is left out."""
    known = {}
    for pair in header.split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            known[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return known


def _gone() -> Response:
    return problem(404, GONE, headers=SPOKEN)


def _wrong_method(allowed: str) -> Response:
    return problem(405, "This address takes another method.", headers={"Allow": allowed})
