"""How log lines look, for people or for machines, and what they never show.

A line knows the request or socket it is about, by `about`. It shows no network address, cookie,
pass, token or query: what looks like one is struck out, and of an address of the site the pattern
is shown, not what a visitor filled in. For machines (one JSON object a line) an exception is its
type and where it was raised: its words may quote anything.
"""

import ipaddress
import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

STRUCK = "[…]"

# Of the running request or socket: its `request` id, later `room` and `peer`. One that lasts adds
# to it as it learns more.
about: ContextVar[dict[str, Any] | None] = ContextVar("about", default=None)

_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"'<>]*")
_NAMED = re.compile(
    r"(?i)\b(playlobby\.pass\.|bearer\s+|[\w-]*"
    r"(?:cookie|session|csrf|guest|token|pass|password|secret|authorization)[\"']?\s*[=:]\s*)"
    r"(?:(?:bearer|basic)\s+)?[^\s,;]+"
)
_LONG = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}")  # keys, signatures, passes
_ADDRESS = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)(?!\w)")


def strike(text: str) -> str:
    """Without what may tell who somebody is, or let one be somebody."""
    text = _NAMED.sub(lambda found: found[1] + STRUCK, _QUERY.sub(f"?{STRUCK}", text))
    return _ADDRESS.sub(_struck_if_address, _LONG.sub(STRUCK, text))


def _struck_if_address(found: re.Match[str]) -> str:
    try:
        ipaddress.ip_address(found[0].rstrip(".:") if found[0] != "::" else found[0])
    except ValueError:
        return found[0]
    return STRUCK


def said(record: logging.LogRecord) -> str:
    """The words of a line. Django's own quote paths, which hold codes and tokens."""
    words = record.getMessage()
    request = getattr(record, "request", None)
    path = getattr(request, "path", "")
    if len(path) > 1:
        match = getattr(request, "resolver_match", None)
        words = words.replace(path, f"/{match.route}" if match else STRUCK)
    return strike(words)


class PlainLines(logging.Formatter):
    """For people: level, logger, words, then whom it is about; a trace below."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name}: {said(record)}"
        known = about.get()
        if known:
            line += f" ({', '.join(f'{name} {value}' for name, value in known.items())})"
        if record.exc_info:
            line += "\n" + strike(self.formatException(record.exc_info))
        return line


class JsonLines(logging.Formatter):
    """For machines: `time` (UTC), `level`, `logger`, `message`, what it is about, and of an
    exception `error` and `trace`, the innermost call last."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": said(record),
            **(about.get() or {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, frames = record.exc_info
            line["error"] = f"{kind.__module__}.{kind.__qualname__}"
            line["trace"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(frames)
            ]
        return json.dumps(line, ensure_ascii=False)
