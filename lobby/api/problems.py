"""What is answered where a rule said no: problem documents (RFC 9457)."""

import logging
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from lobby.api.rules import RULES, UNLISTED
from lobby.errors import Refusal

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20  # told at once
WAIT = "60"  # seconds: rates are those of a minute
BUSY = "The server is busy. Try again in a moment."
BROKEN = "Something broke here. It has been written down."
NO_PASS = (
    "Send a pass of this site as “Authorization: Bearer …”. It holds for ten minutes, "
    "and a fresh one replaces it."
)

WHOLE, OBJECT = "It is a whole number.", "It is a JSON object."
WRONG = {  # what pydantic calls it
    "extra_forbidden": "There is no such key here.",
    "missing": "This is needed.",
    "literal_error": "It is one of {expected}.",
    "string_type": "It is a text.",
    "bool_type": "It is true or false.",
    "plain_type": "It is a text, a number, or true or false.",
    **dict.fromkeys(("int_type", "int_from_float", "int_parsing", "int_parsing_size"), WHOLE),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), OBJECT),
    "string_too_long": "It has {max_length} characters at most.",
    "too_long": "It has {max_length} keys at most.",
    "greater_than_equal": "It is {ge} at least.",
    "less_than_equal": "It is {le} at most.",
}


def problem(rule: str, words: str, **more: Any) -> HttpResponse:
    """The document of a rule; `more` is for programs."""
    known = RULES.get(rule, UNLISTED)
    document = {
        "type": f"{settings.SITE_ORIGIN}/api/docs#{rule}",
        "title": known.title,
        "status": known.status,
        "detail": words,
        "rule": rule,
    }
    response = HttpResponse(
        msgspec.json.encode(document | more), status=known.status, content_type=MEDIA_TYPE
    )
    if known.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if known.status in (429, 503):
        response["Retry-After"] = WAIT
    if known.status in (408, 413):
        response["Connection"] = "close"  # What was not read cannot be told from the next request.
    # Django would write it down once more.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def of(error: Exception) -> HttpResponse:
    """What an error says to who asked; what nobody foresaw is told to the log alone."""
    match error:
        case Refusal():
            return problem(error.rule, error.words)
        case ValidationError():
            return _of_values(error)
        case AuthenticationError():
            return problem("pass.invalid", NO_PASS)
        case HttpError():
            return problem("body.unreadable", "The body is no JSON.")
        case Http404():
            return problem("address.unknown", "There is nothing at this address.")
        case SuspiciousOperation():
            return problem("request.invalid", "That request makes no sense here.")
        case DatabaseError():
            logger.warning("The database failed a request of the API", exc_info=error)
            return problem("server.busy", BUSY)
    logger.error("A request of the API failed", exc_info=error)
    return problem("server.error", BROKEN)


def _of_values(error: ValidationError) -> HttpResponse:
    found = error.errors[:MOST_ERRORS]
    errors = [{"at": _at(one["loc"]), "says": _says(one)} for one in found]
    first = errors[0]
    words = f"{first['at']}: {first['says']}" if first["at"] else first["says"]
    return problem("value.invalid", words, errors=errors)


def _at(place: tuple[str | int, ...]) -> str:
    """Where it stands, such as `seats`. A body's place begins with the name of an argument."""
    return ".".join(str(part) for part in place[2 if place[0] == "body" else 1 :])


def _says(error: dict[str, Any]) -> str:
    words = WRONG.get(error["type"], "")
    return words.format(**error.get("ctx", {})) or f"{error['msg']}."
