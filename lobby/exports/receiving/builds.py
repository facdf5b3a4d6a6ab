"""`PUT …/builds`: a zip in one request, one line in a CI job; it is answered with its outcome."""

import asyncio
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from lobby import hosting
from lobby.database import in_database_for_files
from lobby.exports import incoming, uploads
from lobby.exports.receiving import body, outcomes, senders
from lobby.exports.receiving.answers import problem
from lobby.exports.receiving.senders import Sender
from lobby.exports.unpacking import MOST_ZIP_BYTES
from lobby.models import Upload

NAME = "by a script"


async def answer(request: Request, sender: Sender) -> Response:
    if request.method != "PUT":
        words = "Send a zip of the web export with PUT."
        return problem(405, words, headers={"Allow": "PUT, OPTIONS"})
    length = _length(request)
    live = request.query_params.get("live", "true").lower() not in ("false", "no", "0")
    upload = await in_database_for_files(_begin, sender, length, live)
    try:
        with incoming.opened(upload.key) as file:
            at_most = MOST_ZIP_BYTES if length is None else length
            size = await body.write(request.receive, file, at_most=at_most)
        await in_database_for_files(_complete, sender, upload, size)
    except BaseException:
        with suppress(Exception):
            await asyncio.shield(in_database_for_files(uploads.cancel, upload=upload))
        raise
    return await outcomes.wait(upload)


def _length(request: Request) -> int | None:
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() else None


def _begin(sender: Sender, length: int | None, live: bool) -> Upload:
    hosting.check_upload(game=sender.game, size=length or 0)
    return uploads.begin(
        game=sender.game, length=length, name=NAME, live=live, by=sender.by, token=sender.token
    )


def _complete(sender: Sender, upload: Upload, size: int) -> None:
    """A body in chunks has told its length by its end."""
    senders.check_again(sender)
    hosting.check_upload(game=sender.game, size=size, upload=upload)
    uploads.complete(upload=upload)
