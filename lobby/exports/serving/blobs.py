"""The shared address of blobs, `play…/blob/<sha256>.<ext>`: one copy in the cache for all games."""

from starlette.requests import Request
from starlette.responses import Response

from lobby.exports.blobs import path_of
from lobby.exports.serving import tables
from lobby.exports.serving.answers import FOREVER, missing, wrong_method
from lobby.exports.serving.files import PASSIVE_TYPES, file_answer
from lobby.isolation import CORP, CSP

FOLDER = "blob"
METHODS = "GET, HEAD, OPTIONS"
ANYONE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Encoding",  # else progress counts wrong
    CORP: "cross-origin",
    CSP: "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


async def answer(request: Request) -> Response:
    folder, _, name = request.scope["path"].removeprefix("/").partition("/")
    sha256, _, ending = name.partition(".")
    kind = PASSIVE_TYPES.get(f".{ending}")
    if folder != FOLDER or kind is None or not await tables.has_blob(sha256):
        return missing()
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=ANYONE | PREFLIGHT)
    if request.method not in ("GET", "HEAD"):
        return wrong_method(METHODS)
    headers = ANYONE | {"Cache-Control": FOREVER}
    return await file_answer(request, path_of(sha256), sha256=sha256, kind=kind, headers=headers)
