"""What the upload addresses answer: JSON, and problem documents (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

PROBLEM = "application/problem+json"
# Any page may ask: what opens the door is in a header that no browser adds by itself.
ANYONE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Location, Retry-After, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, "
        "Upload-Length, Upload-Offset"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
HTTP_OF_RULE = {
    "upload.size": 413,
    "upload.busy": 423,
    "upload.too_many": 429,
    "upload.late": 409,
    "upload.slow": 408,
    "upload.revoked": 401,
    "server.busy": 503,
    "server.full": 507,
    "host.bytes": 403,
    "export.size": 413,
}


def plain(status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status_code=status, headers={**ANYONE, **(headers or {})})


def data(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(content, status, {**ANYONE, **(headers or {})})


def problem(
    status: int, words: str, *, rule: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """What went wrong, in words for a host; `rule` is for scripts."""
    document = {"title": HTTPStatus(status).phrase, "status": status, "detail": words}
    if rule:
        document["rule"] = rule
    # What was not read of a body cannot be told from the next request.
    more = {"Connection": "close", **(headers or {})}
    return JSONResponse(document, status, {**ANYONE, **more}, PROBLEM)
