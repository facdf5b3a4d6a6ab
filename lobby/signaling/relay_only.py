"""What a signal may tell where a game hides its players' addresses from each other. No Django.

Only candidates of a relay pass (RFC 8839): read by the letter of the grammar, since what one reader
refuses another may take. An address that stands elsewhere is made one that means nobody.

A player can pass its own address off as a relay's. It learns nothing by that from a browser, which
connects from its relay alone; a game outside of one does not keep to that.
"""

import ipaddress
import re

from lobby.signaling.dialects import Dialect
from lobby.signaling.messages import MOST_BYTES, Kind

NOWHERE = "0.0.0.0"
HARMLESS = frozenset({NOWHERE, "127.0.0.1", "::", "::1"})

# Single spaces and printable ASCII: another reader may split at other white space.
_RELAY = re.compile(
    r"(?P<start>(?:a=)?candidate:[!-~]+ [0-9]+ [A-Za-z]+ [0-9]+) (?P<address>[0-9A-Fa-f.:]+)"
    r"(?P<middle> [0-9]+ typ relay)(?P<rest>(?: [!-~]+)*)"
)
_RELATED = {"raddr": NOWHERE, "rport": "0"}  # the player's own address, as the relay saw it
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")  # Some readers end a line at a bare CR.
_END = "a=end-of-candidates"
_ADDRESS = re.compile(r"\bIN(\s+)IP[46](\s+)(\S+)", re.IGNORECASE)  # of o=, c= and a=rtcp


def let_through(dialect: Dialect, kind: int, data: str) -> str | None:
    """The data of a signal as its dialect writes it, or None if it must not go on.

    Byte for byte the same if nothing in it tells an address. Raises Refusal for what is no text.
    """
    text = dialect.read(data)
    kept = filtered(kind, text)
    if kept is None or kept == text:
        return None if kept is None else data
    rewritten = dialect.quote(kept)
    return rewritten if len(rewritten.encode()) <= MOST_BYTES else None


def filtered(kind: int, data: str) -> str | None:
    """The same of a signal's own text; None for a candidate that is no relay's."""
    match kind:
        case Kind.CANDIDATE:
            return _candidate(data)
        case Kind.OFFER | Kind.ANSWER:
            return _LINE.sub(_line, data)
    return data


def _candidate(data: str) -> str | None:
    """Of `"\\n<mid>\\n<index>\\n<sdp>"`; Godot's client reads three parts that are not empty."""
    parts = data.split("\n")
    told = [place for place, part in enumerate(parts) if part]
    relay = _relay(parts[told[2]]) if len(told) == 3 else None
    if relay is None:
        return None
    parts[told[2]] = relay
    return "\n".join(parts)


def _line(found: re.Match[str]) -> str:
    """A line of a description as it may go on, with its end; "" if it may not."""
    line, end = found.groups()
    if "candidate" in line.lower() and line != _END:
        relay = _relay(line) if line.startswith("a=") else None
        return "" if relay is None else relay + end
    return _ADDRESS.sub(_address, line) + end


def _address(found: re.Match[str]) -> str:
    before, after, address = found.groups()
    return found[0] if address in HARMLESS else f"IN{before}IP4{after}{NOWHERE}"


def _relay(candidate: str) -> str | None:
    """A relay's candidate without the address behind it; None for any other."""
    found = _RELAY.fullmatch(candidate)
    if found is None or not _is_address(found["address"]):
        return None
    words = found["rest"].split(" ")
    before = [""] + [word.lower() for word in words[:-1]]
    rest = " ".join(_RELATED.get(name, word) for name, word in zip(before, words, strict=True))
    return f"{found['start']} {found['address']}{found['middle']}{rest}"


def _is_address(text: str) -> bool:
    """A name would be looked up, and its owner would learn by whom."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
