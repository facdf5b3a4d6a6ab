"""Passes: who a game speaks for, signed and short-lived.

A game runs on a foreign origin and gets no cookie. It gets a pass in its page's fragment, and
shows it when a socket or a request begins; it is not looked at again.
"""

import base64
import binascii
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core import signing

LIFETIME = timedelta(minutes=10)
LASTING = timedelta(days=1)  # of one room, to say how its match ended: games outlast `LIFETIME`
_SALT = "playlobby.pass"


@dataclass(frozen=True, slots=True)
class Player:
    """The human behind a peer."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Pass:
    """A player, let into one game, and into one of its rooms if `room` is a code."""

    player: Player
    game: str
    room: str = ""
    role: str = "player"


def sign(claims: Pass) -> str:
    """Write a pass as base64url without padding: fit for a fragment and for a subprotocol."""
    signed = signing.dumps(asdict(claims), salt=_SALT, compress=True)
    return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")


def read(text: str, *, lasting: bool = False) -> Pass | None:
    """Read a pass; None if it is not ours, was altered, or is older than `LIFETIME`. Where it is
    `lasting`, one of a room is good for longer."""
    try:
        signed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        claims = signing.loads(signed, salt=_SALT, max_age=LASTING if lasting else LIFETIME)
        if lasting and not claims["room"]:
            return read(text)
        return Pass(**{**claims, "player": Player(**claims["player"])})
    except (binascii.Error, ValueError, TypeError, KeyError, signing.BadSignature):
        return None
