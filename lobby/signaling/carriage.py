"""How a frame is carried: bare, as unmodified games expect, or numbered under `playlobby.v1`.

Under `playlobby.v1` the client's first frame is a hello, `{"resume": null, "extensions": false}`,
answered by `{"received": 0}`: the number of its frames that have come before. From then on each
frame is `<number> <payload>`, counted from 1 in each direction. The pass travels beside it as the
subprotocol `playlobby.pass.<pass>`.
"""

from collections.abc import Sequence

import msgspec

from lobby.signaling.messages import invalid

V1 = "playlobby.v1"
PASS_PREFIX = "playlobby.pass."


class Hello(msgspec.Struct):
    resume: str | None = None
    extensions: bool = False


class Bare:
    """Every frame is its payload."""

    extensions = False

    def unwrap(self, text: str) -> str | None:
        return text

    def wrap(self, payload: str) -> str:
        return payload

    def greeting(self) -> str | None:
        return None


class Numbered:
    """A hello, then numbered frames. A client that counts wrong has lost something."""

    def __init__(self) -> None:
        self.received = self.sent = 0
        self.extensions = self._greeted = False

    def unwrap(self, text: str) -> str | None:
        """The payload; None for the hello, which carries none. Raises Refusal."""
        if not self._greeted:
            self._greet(text)
            return None
        number, _, payload = text.partition(" ")
        if number != str(self.received + 1):
            raise invalid()
        self.received += 1
        return payload

    def wrap(self, payload: str) -> str:
        self.sent += 1
        return f"{self.sent} {payload}"

    def greeting(self) -> str | None:
        return '{"received":0}'

    def _greet(self, text: str) -> None:
        try:
            self.extensions = msgspec.json.decode(text, type=Hello).extensions
        except (msgspec.MsgspecError, UnicodeError):
            raise invalid() from None
        self._greeted = True


def choose(offered: Sequence[str]) -> tuple[str | None, Bare | Numbered, str]:
    """The subprotocol to select, the carriage and the pass for what a client offers.

    A browser drops a socket whose offers were all ignored, so that of a stranger is accepted.
    A pass is never echoed.
    """
    shown = next((p.removeprefix(PASS_PREFIX) for p in offered if p.startswith(PASS_PREFIX)), "")
    if V1 in offered:
        return V1, Numbered(), shown
    return next((p for p in offered if not p.startswith(PASS_PREFIX)), None), Bare(), shown
