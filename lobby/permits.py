"""Upload permits: what a host's page shows the upload address, which reads no cookie.

Signed and short-lived, like a player's pass; it is asked for just before an upload begins or goes
on, and looked at before the first byte.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core import signing

LIFETIME = timedelta(minutes=10)
_SALT = "playlobby.upload"


@dataclass(frozen=True, slots=True)
class Permit:
    """A host, who may upload to one game; both are primary keys."""

    host: int
    game: int


def sign(permit: Permit) -> str:
    """Fit for an `Authorization: Bearer` header."""
    return signing.dumps(asdict(permit), salt=_SALT)


def read(text: str) -> Permit | None:
    """None if it is not ours, was altered, or is older than `LIFETIME`."""
    try:
        return Permit(**signing.loads(text, salt=_SALT, max_age=LIFETIME))
    except (signing.BadSignature, TypeError, ValueError):
        return None
