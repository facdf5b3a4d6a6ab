"""What the environment may say: each value read by the rule of its kind, or refused in one line.

Knows no variable by name: `settings.py` reads them, each with a default that is also its example.
"""

import difflib
import ipaddress
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import dj_database_url
import dj_email_url

from lobby.origins import origin

PREFIX = "PLAYLOBBY_"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
DATABASES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}
YES, NO = {"on", "true", "yes", "1"}, {"off", "false", "no", "0"}
MOST = 1_000_000  # of a unit: a hundred years of hours
T = TypeVar("T")


class Environment:
    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._known: set[str] = set()

    def read(self, name: str, kind: Callable[[str], T], default: str) -> T:
        """What a variable says; empty is as good as none. What is wrong ends the process."""
        self._known.add(name)
        value = self._variables.get(name, "").strip() or default
        try:
            return kind(value)
        except ValueError as wrong:
            said = "" if "@" in value else f" is “{value}”. It"  # It may hold a password.
            sys.exit(f"{name}{said} {wrong}")

    def tell_of_unknown(self) -> None:
        """A name that nobody reads is most likely misspelt: a line tells which may be meant."""
        known = sorted(name.removeprefix(PREFIX) for name in self._known)
        for name in sorted(self._variables.keys() - self._known):
            if name.startswith(PREFIX):
                near = difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1)
                hint = f"Is {PREFIX}{near[0]} meant?" if near else "docs/settings.md lists all."
                print(f"Warning: there is no setting {name}. {hint}", file=sys.stderr)


def text(value: str) -> str:
    return value


def switch(value: str) -> bool:
    if value.lower() not in YES | NO:
        raise ValueError("must be on or off.")
    return value.lower() in YES


def one_of(*words: str) -> Callable[[str], str]:
    def kind(value: str) -> str:
        if value not in words:
            raise ValueError(f"must be {' or '.join(words)}.")
        return value

    return kind


def count(value: str, *, least: int = 0) -> int:
    if not re.fullmatch(r"\d{1,12}", value, re.ASCII) or int(value) < least:
        raise ValueError(f"must be a whole number from {least} on, such as 100.")
    return int(value)


def count_from_one(value: str) -> int:
    return count(value, least=1)


def minutes_of_a_day(value: str) -> int:
    """At least ten: clocks differ, and a game takes a while to load."""
    if not re.fullmatch(r"\d{1,12}", value, re.ASCII) or not 10 <= int(value) <= 1440:
        raise ValueError("must be a whole number of minutes from 10 to 1440, such as 360.")
    return int(value)


def seconds(value: str) -> float:
    return _number(value, "must be a number of seconds above 0, such as 30.", zero=False)


def seconds_or_none(value: str) -> float:
    return _number(value, "must be a number of seconds from 0 on, such as 10.", zero=True)


def hours(value: str) -> float:
    return _number(value, "must be a number of hours above 0, such as 24.", zero=False)


def _number(value: str, wrong: str, *, zero: bool) -> float:
    try:
        number = float(value)
    except ValueError:
        raise ValueError(wrong) from None
    if not 0 <= number <= MOST or (number == 0 and not zero):  # Nor `nan`.
        raise ValueError(wrong)
    return number


def folder(value: str) -> Path:
    """One that is there and can be written, or could be made."""
    path = Path(value).expanduser().resolve()
    there = next(parent for parent in (path, *path.parents) if parent.exists())
    if not there.is_dir():
        raise ValueError(f"must be a folder, such as /var/lib/playlobby, and {there} is a file.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise ValueError(f"must be a folder that this account may write to, and {there} is not.")
    return path


def file(value: str) -> str:
    """One that can be read; "" is none."""
    if value and not os.access(value, os.R_OK):
        raise ValueError("must be a file that this account may read.")
    return value


def address(value: str) -> SplitResult:
    wrong = ValueError("must be scheme and host alone, such as https://games.example.org.")
    try:
        split, found = urlsplit(value), origin(value)
    except ValueError:
        raise wrong from None
    if split.path not in ("", "/") or split.query or split.fragment or "@" in split.netloc:
        raise wrong
    return found


def redis(value: str) -> str:
    """Of one server; "" is none."""
    try:
        split = urlsplit(value)
        whole = (split.hostname and split.port != 0) or (split.scheme == "unix" and split.path)
    except ValueError:
        whole = None
    if value and not (whole and split.scheme in ("redis", "rediss", "unix")):
        raise ValueError("must be the address of a Redis, such as redis://127.0.0.1:6379/0.")
    return value


def database(value: str) -> dict[str, Any]:
    """Of Django's settings."""
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(value))
    except ValueError:
        found = {}
    if found.get("ENGINE") not in DATABASES or not found["NAME"]:
        raise ValueError(
            "must be the address of a PostgreSQL or SQLite database, such as "
            "postgres://user:password@127.0.0.1:5432/playlobby."
        )
    return found


def mail(value: str) -> dict[str, Any]:
    """Of Django's settings, all that are about mail."""
    try:
        found: dict[str, Any] = dj_email_url.parse(value)
    except ValueError:
        found = {}
    backend = found.get("EMAIL_BACKEND")
    if not backend or (backend == SMTP and not found["EMAIL_HOST"]):
        raise ValueError(
            "must say where mail goes, such as console: or "
            "submission://user:password@mail.example.org:587/."
        )
    return found


def networks(value: str) -> list[str]:
    found = [part.strip() for part in value.split(",") if part.strip()]
    for part in found:
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise ValueError(
                "must be addresses and networks with commas between, such as 127.0.0.1,10.0.0.0/8."
            ) from None
    return found


def location(value: str) -> str:
    if not re.fullmatch(r"((/[\w.-]+)+/)?", value):
        raise ValueError("must begin and end with a slash, such as /-blobs/.")
    return value
