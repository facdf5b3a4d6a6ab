"""Magic codes: what an unmodified game can ask for where the demo's client takes a lobby's code.

They begin with `?` and read as a URL's query: `?quick`, `?create&name=Friday&public&mode=Duel`,
`?join=K7QM4X&password=…`, `?match=ranked`, `?match=ranked&party=bluebird&players=3&mode=Duel`. No
Django.
"""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl

from lobby.errors import Refusal

MOST_FIELDS = 32
NO = ("0", "false", "no")

Verb = Literal["quick", "create", "join", "match"]


@dataclass(frozen=True, slots=True)
class Magic:
    """`what` is the code to join, or the queue to match in; `values` are of properties; `party` is
    the word of one, and `players` how many it is."""

    verb: Verb
    what: str = ""
    name: str = ""
    password: str = ""
    shown_pass: str = ""
    public: bool = False
    seats: int = 0
    party: str = ""
    players: int = 0
    values: dict[str, str] = field(default_factory=dict)


def is_magic(data: str) -> bool:
    return data.startswith("?")


def seeks(data: str) -> bool:
    """Whether it asks for a match."""
    return data.startswith("?match=")


def read(data: str) -> Magic:
    """Raises Refusal, in words, for what means nothing."""
    try:
        fields = parse_qsl(
            data[1:], keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise _unknown() from None
    if not fields:
        raise _unknown()
    (verb, what), rest = fields[0], dict(fields[1:])
    if len(rest) < len(fields) - 1:  # Something is said twice.
        raise _unknown()
    match verb:
        case "quick" if not what:
            return Magic("quick", values=rest)
        case "create" if not what:
            return _create(rest)
        case "join" if what and rest.keys() <= {"password", "pass"}:
            password, shown_pass = rest.get("password", ""), rest.get("pass", "")
            return Magic("join", what, password=password, shown_pass=shown_pass)
        case "match" if what:
            return _match(what, rest)
    raise _unknown()


def _match(queue: str, said: dict[str, str]) -> Magic:
    party, players = said.pop("party", ""), _number(said, "players")
    return Magic("match", queue, party=party, players=players, values=said)


def _create(said: dict[str, str]) -> Magic:
    return Magic(
        "create",
        name=said.pop("name", ""),
        password=said.pop("password", ""),
        public=said.pop("public", "no").lower() not in NO,
        seats=_number(said, "seats"),
        values=said,
    )


def _number(said: dict[str, str], key: str) -> int:
    number = said.pop(key, "0")
    if not (number.isascii() and number.isdigit() and len(number) < 4):
        raise _unknown(f"“{key}” is a whole number, such as 4.")
    return int(number)


def _unknown(words: str = "That code means nothing") -> Refusal:
    return Refusal("magic.unknown", words)
