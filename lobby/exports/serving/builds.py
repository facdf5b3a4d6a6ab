"""A game's own origin, `<slug>.play…`: the files of its builds, at addresses nobody can guess."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lobby import addresses
from lobby.exports import entry
from lobby.exports.blobs import path_of
from lobby.exports.serving import scripts, tables
from lobby.exports.serving.answers import CHECK_FIRST, FOREVER, NEVER, missing, wrong_method
from lobby.exports.serving.files import file_answer, media_type
from lobby.exports.serving.page import page_answer
from lobby.exports.serving.tables import Table
from lobby.isolation import game_headers

METHODS = ("GET", "HEAD")


async def answer(request: Request, slug: str) -> Response:
    if request.method not in METHODS:
        return wrong_method(", ".join(METHODS))
    if scripts.is_wanted_as_service_worker(request):
        return scripts.retired_service_worker(game_headers(isolated=True, embeddable=False))
    first, _, path = request.scope["path"].removeprefix("/").partition("/")
    if first == scripts.FOLDER:
        return scripts.script_answer(request, path)
    build = await (tables.build(first) if first else _live(slug, path))
    if build is None or build.slug != slug:
        return missing()
    if not path:
        return _to_entry(request, build)
    return await _file(request, build, path)


async def _live(slug: str, path: str) -> Table | None:
    key = None if path else await tables.live_key(slug)
    return await tables.build(key) if key else None


def _to_entry(request: Request, build: Table) -> Response:
    """The browser takes the fragment along by itself (RFC 9110, section 10.2.2)."""
    query = f"?{request.url.query}" if request.url.query else ""
    headers = _headers(build) | {"Cache-Control": NEVER}
    return RedirectResponse(f"/{build.key}/{quote(build.entry)}{query}", 302, headers)


def _headers(build: Table) -> dict[str, str]:
    return game_headers(isolated=build.isolated, embeddable=build.embeddable)


async def _file(request: Request, build: Table, path: str) -> Response:
    sha256 = build.files.get(path)
    if sha256 is None:
        return missing()
    headers = _headers(build)
    if path.endswith(scripts.SERVICE_WORKER_ENDING):
        return scripts.retired_service_worker(headers)
    if entry.is_page(path):
        headers["Cache-Control"] = CHECK_FIRST
        return await page_answer(
            request,
            path_of(sha256),
            sha256=sha256,
            is_entry=path == build.entry,
            tag=scripts.shim_tag(build),
            headers=headers,
        )
    headers["Cache-Control"] = FOREVER
    if path.lower().endswith(".wasm"):
        return RedirectResponse(addresses.blob_url(sha256, path), 302, headers)
    return await file_answer(
        request, path_of(sha256), sha256=sha256, kind=media_type(path), headers=headers
    )
