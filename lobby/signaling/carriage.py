"""How a frame is carried: bare, as unmodified games expect, or numbered under `playlobby.v1`.

Under `playlobby.v1` the client's first frame is a hello, answered by a greeting; from then on each
frame is `<number> <payload>`, counted from 1 in each direction. `{"received": 7}` says which have
arrived, and asks for the same. A client that says in its hello by which token it comes back has
what did not arrive sent again. The pass travels beside it as the subprotocol
`playlobby.pass.<pass>`.
"""

import re
from collections import deque
from collections.abc import Callable, Sequence

import msgspec

from lobby.signaling.messages import invalid

V1 = "playlobby.v1"
PASS_PREFIX = "playlobby.pass."
MOST_KEPT_FRAMES = 512
MOST_KEPT_CHARACTERS = 1_000_000
ACKNOWLEDGE_EVERY = 8  # frames

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


class Hello(msgspec.Struct):
    """`resume` is the token to come back by. Whoever comes back says what it has `received`,
    counted as the server began to count at `since`. `ice` asks for the site's ICE servers. Who has
    no pass says which `player` it is, by a name or "", and is given one."""

    resume: str | None = None
    extensions: bool = False
    since: str | None = None
    received: int = 0
    ice: bool = False
    player: str | None = None


class _Count(msgspec.Struct):
    received: int


class Bare:
    """Every frame is its payload."""

    extensions = due = False
    received = 0

    def unwrap(self, text: str) -> str | None:
        return text

    def wrap(self, payload: str) -> str:
        return payload

    def answer(self) -> str:
        raise NotImplementedError


class Numbered:
    """Numbered frames. A client that counts wrong has lost something.

    `due` is an answer that says how many have come. Once told to `keep`, it can send again what was
    not acknowledged, and calls `overrun` when that becomes too much.
    """

    def __init__(self, extensions: bool) -> None:
        self.extensions = extensions
        self.received = self.sent = 0
        self.due = False
        self._kept: deque[tuple[int, str]] | None = None

    def keep(self, overrun: Callable[[], None]) -> None:
        self._kept, self._characters, self._overrun = deque(), 0, overrun

    def unwrap(self, text: str) -> str | None:
        """The payload; None for what only counts, or came before. Raises Refusal."""
        if text.startswith("{"):
            self._acknowledge(text)
            self.due = True
            return None
        digits, _, payload = text.partition(" ")
        if digits != str(self.received + 1):
            if self._kept is None or not self._came_before(digits):
                raise invalid()
            return None
        self.received += 1
        self.due = self._kept is not None and self.received % ACKNOWLEDGE_EVERY == 0
        return payload

    def wrap(self, payload: str) -> str:
        self.sent += 1
        frame = f"{self.sent} {payload}"
        if self._kept is not None:
            self._kept.append((self.sent, frame))
            self._characters += len(frame)
            if len(self._kept) > MOST_KEPT_FRAMES or self._characters > MOST_KEPT_CHARACTERS:
                self._overrun()
        return frame

    def answer(self) -> str:
        self.due = False
        return f'{{"received":{self.received}}}'

    def unheard(self, received: int) -> list[str]:
        """The frames after the one that was received last."""
        self._let_go(received)
        return [frame for _, frame in self._kept or ()]

    def _came_before(self, digits: str) -> bool:
        return bool(_NUMBER.fullmatch(digits)) and int(digits) <= self.received

    def _acknowledge(self, text: str) -> None:
        try:
            self._let_go(msgspec.json.decode(text, type=_Count).received)
        except (msgspec.MsgspecError, UnicodeError):
            raise invalid() from None

    def _let_go(self, received: int) -> None:
        while self._kept and self._kept[0][0] <= received:
            self._characters -= len(self._kept.popleft()[1])


def read_hello(text: str) -> Hello:
    """Raises Refusal for what is none."""
    try:
        hello = msgspec.json.decode(text, type=Hello)
    except (msgspec.MsgspecError, UnicodeError):
        raise invalid() from None
    if hello.resume is not None and not _TOKEN.fullmatch(hello.resume):
        raise invalid()
    return hello


def choose(offered: Sequence[str]) -> tuple[str | None, str]:
    """The subprotocol to select, and the pass, for what a client offers.

    A browser drops a socket whose offers were all ignored, so that of a stranger is accepted.
    A pass is never echoed.
    """
    shown = next((p.removeprefix(PASS_PREFIX) for p in offered if p.startswith(PASS_PREFIX)), "")
    if V1 in offered:
        return V1, shown
    return next((p for p in offered if not p.startswith(PASS_PREFIX)), None), shown
