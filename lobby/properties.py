"""What a room may choose beyond its name and seats, as its game declares it.

One property a line, a label and what it may be:

    Mode: Duel, Teams, Free for all
    Rounds: 1 to 9, usually 3
    Friendly fire: no or yes
    Motto: text

The first choice is the usual one. A property's key is its label in small letters, of any script,
with `_` for what is neither letter nor digit: `friendly_fire`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.core.exceptions import ValidationError

from lobby import names
from lobby.errors import Refusal

MOST_PROPERTIES = 12
MOST_CHOICES = 20
LABEL_LENGTH = 40
TEXT_LENGTH = 60

Value = str | int | bool
_NUMBER = re.compile(r"(-?\d{1,9}) to (-?\d{1,9})(?:, usually (-?\d{1,9}))?")
_FIGURE = r"-?\d+(?:\.\d+)?"
_NEARLY = re.compile(rf"usually\b.*|{_FIGURE} *(?:to|-|–) *{_FIGURE}")
_LIKE = "Write “1 to 9, usually 3”, “no or yes”, “text”, or choices, the usual one first."
_SWITCH = {"no or yes": False, "yes or no": True}


@dataclass(frozen=True, slots=True)
class Property:
    """`choices` of a choice; `least` and `most` of a number."""

    key: str
    label: str
    kind: Literal["choice", "number", "switch", "text"]
    usual: Value
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0

    def read(self, value: object) -> Value:
        """The value that is meant. Raises Refusal."""
        read = self._read(value)
        if read is None:
            raise Refusal("property.invalid", f"“{self.label}” is {self.says()}.")
        return read

    def kept(self, value: object) -> Value:
        """A value from before, if it is declared yet; else the usual one."""
        read = self._read(value)
        return self.usual if read is None else read

    def says(self) -> str:
        match self.kind:
            case "choice":
                return "one of " + ", ".join(self.choices)
            case "number":
                return f"a number from {self.least} to {self.most}"
            case "switch":
                return "yes or no"
        return f"a text of up to {TEXT_LENGTH} characters"

    def shown(self, value: Value) -> str:
        """How a list writes it; "" for what needs no word."""
        if self.kind == "switch":
            return self.label if value else ""
        # “9” alone says nothing, be it counted or chosen.
        bare = self.kind == "choice" and not any(c.isalpha() for c in str(value))
        return f"{value} {self.label.lower()}" if bare or self.kind == "number" else str(value)

    def _read(self, value: object) -> Value | None:
        match self.kind, value:
            case "choice", str() | int() | float() if not isinstance(value, bool):
                said = f"{value:g}" if isinstance(value, float) else str(value).lower()
                return next((c for c in self.choices if c.lower() == said), None)
            case "switch", bool():
                return value
            case "switch", str():
                return {"yes": True, "true": True, "no": False, "false": False}.get(value.lower())
            case "number", int() | float() | str() if not isinstance(value, bool):
                return self._number(value)
            case "text", str():
                return names.tidy(value, TEXT_LENGTH)
        return None

    def _number(self, value: float | str) -> int | None:
        try:
            number = int(value)
            whole = number == float(value)
        except (ValueError, OverflowError):
            return None
        return number if whole and self.least <= number <= self.most else None


def check(text: str) -> None:
    """Raises ValidationError, in words, if a line cannot be read."""
    try:
        _parse(text)
    except ValueError as error:
        raise ValidationError(str(error)) from None


@lru_cache(maxsize=256)
def declared(text: str) -> tuple[Property, ...]:
    """The properties that lines declare; none if they cannot be read."""
    try:
        return _parse(text)
    except ValueError:
        return ()


def chosen(
    properties: tuple[Property, ...],
    given: Mapping[str, object],
    before: Mapping[str, Value] | None = None,
) -> dict[str, Value]:
    """All values of a room: those given, else those from before that may still be, else the usual
    ones.

    Raises Refusal for a value that cannot be, and for a key that nobody declared.
    """
    by_key = {one.key: one for one in properties}
    for key in given:
        if key not in by_key:
            raise Refusal("property.unknown", f"This game has no “{key[:LABEL_LENGTH]}”.")
    kept = before or {}
    return {
        key: one.read(given[key]) if key in given else one.kept(kept.get(key))
        for key, one in by_key.items()
    }


def _parse(text: str) -> tuple[Property, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_PROPERTIES:
        raise ValueError(f"At most {MOST_PROPERTIES} lines.")
    found = tuple(_property(line) for line in lines)
    if len({one.key for one in found}) < len(found):
        raise ValueError("Two lines have the same label.")
    return found


def _property(line: str) -> Property:
    label, colon, rest = (part.strip() for part in line.partition(":"))
    key = _key(label)
    if not (colon and rest and key) or len(label) > LABEL_LENGTH:
        raise ValueError(f"“{line[:LABEL_LENGTH]}” is not like “Mode: Duel, Teams”.")
    if (switch := _SWITCH.get(rest.lower())) is not None:
        return Property(key, label, "switch", switch)
    if rest.lower() == "text":
        return Property(key, label, "text", "")
    if number := _NUMBER.fullmatch(rest.lower()):
        return _a_number(key, label, number)
    if any(_NEARLY.fullmatch(part.strip().lower()) for part in rest.split(",")):
        raise ValueError(f"“{label}” cannot be read. {_LIKE}")
    choices = tuple(dict.fromkeys(c for part in rest.split(",") if (c := part.strip())))
    if len(choices) < 2 or len(choices) > MOST_CHOICES or max(map(len, choices)) > LABEL_LENGTH:
        raise ValueError(f"“{label}” needs two choices at least, {MOST_CHOICES} at most.")
    return Property(key, label, "choice", choices[0], choices)


def _key(label: str) -> str:
    """What has no letter is none: a database takes a number for a place in a list."""
    plain = unicodedata.normalize("NFKC", label).lower()
    # A mark stands on a letter: without it, some scripts' words would fall apart.
    seen = (c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in plain)
    key = "_".join("".join(seen).split())
    return key if any(c.isalpha() for c in key) else ""


def _a_number(key: str, label: str, found: re.Match[str]) -> Property:
    least, most = int(found[1]), int(found[2])
    usual = int(found[3]) if found[3] else least
    if not least <= usual <= most:
        raise ValueError(f"“{label}” goes from {least} to {most}.")
    return Property(key, label, "number", usual, least=least, most=most)
