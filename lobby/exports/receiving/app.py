"""The upload addresses below `/api/v1/games/<slug>/`, and who may use them."""

import re

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lobby.database import in_database_for_files
from lobby.errors import Refusal
from lobby.exports.receiving import builds, senders, tus
from lobby.exports.receiving.answers import HTTP_OF_RULE, plain, problem
from lobby.exports.receiving.body import GoneAway
from lobby.models.game import SLUG_PATTERN

_ADDRESS = re.compile(
    rf"/api/v1/games/(?P<slug>{SLUG_PATTERN})/(?P<what>builds|uploads)(?:/(?P<key>[\w-]{{22}}))?/?",
    re.ASCII,
)
METHODS = "OPTIONS, HEAD, GET, POST, PUT, PATCH, DELETE"
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
}
WHO = (
    "Send a publish token of this game as “Authorization: Bearer …”. "
    "Its host makes one on the game's page under Tokens."
)
GONE = "The upload was cancelled, or its game was removed."


def is_upload(path: str) -> bool:
    """Whether a request's path is for `upload_app`."""
    return _ADDRESS.fullmatch(path) is not None


async def upload_app(scope: Scope, receive: Receive, send: Send) -> None:
    """An ASGI application for `http` requests whose path `is_upload`."""
    request = Request(scope, receive)
    try:
        response = await _answer(request)
    except GoneAway:
        return
    except Refusal as refusal:
        response = problem(HTTP_OF_RULE.get(refusal.rule, 422), refusal.words, rule=refusal.rule)
    except ObjectDoesNotExist:
        response = problem(404, GONE, rule="upload.gone")
    except DatabaseError:
        response = problem(503, "The server is busy. Try again in a moment.", rule="server.busy")
    if request.method == "HEAD":
        response.body = b""
    await response(scope, receive, send)


async def _answer(request: Request) -> Response:
    found = _ADDRESS.fullmatch(request.url.path)
    assert found is not None
    if request.method == "OPTIONS":
        return plain(204, PREFLIGHT | tus.OFFERED)
    authorization = request.headers.get("authorization", "")
    sender = await in_database_for_files(senders.find, authorization, found["slug"])
    if sender is None:
        return problem(401, WHO, headers={"WWW-Authenticate": "Bearer"})
    if found["what"] == "builds":
        return await builds.answer(request, sender)
    return await tus.answer(request, sender, found["key"])
