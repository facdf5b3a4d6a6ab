"""The ICE servers of a player's connections, with credentials that end.

A TURN server that shares a secret with us knows no account: the username says when it ends, and the
credential is its HMAC (draft-uberti-behave-turn-rest, coturn's `use-auth-secret`).
"""

import base64
import hashlib
import hmac
import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from lobby.models import IceServer

MOST_SERVERS = 4  # Browsers warn of more: each makes finding a way slower.
FRESH = 2.0  # seconds that what is read is remembered: joins come in storms
_SALT = "playlobby.turn"


def servers(*, player: str, now: float | None = None) -> list[dict[str, Any]]:
    """What `RTCPeerConnection` takes as `iceServers`, for the player of that id.

    `now` is Unix time. Reads the database if nobody has within `FRESH`.
    """
    return [_told(server, player, now) for server in _given()]


def offer(*, player: str, policy: str, now: float | None = None) -> dict[str, Any]:
    """All that a page needs to make connections by: `policy` is the game's."""
    return {
        "ice_servers": servers(player=player, now=now),
        "policy": policy,
        "expires_at": expires_at(now=now),
    }


def expires_at(*, now: float | None = None) -> datetime:
    """When credentials made now end. A connection that is relayed by then goes on."""
    return datetime.fromtimestamp(_expiry(now), UTC)


def has_relay() -> bool:
    """Whether there is any TURN server: without one, nobody is relayed."""
    return any(server.is_turn for server in _given())


def credentials(*, server: IceServer, player: str, now: float | None = None) -> tuple[str, str]:
    """The username and credential of a player at a TURN server."""
    if server.kind == IceServer.Kind.PASSWORD:
        return server.username, server.secret
    username = f"{_expiry(now)}:{_opaque(player)}"
    digest = hmac.digest(server.secret.encode(), username.encode(), hashlib.sha1)
    return username, base64.b64encode(digest).decode()


def _told(server: IceServer, player: str, now: float | None) -> dict[str, Any]:
    told: dict[str, Any] = {"urls": [server.url]}
    if server.is_turn:
        told["username"], told["credential"] = credentials(server=server, player=player, now=now)
    return told


def _expiry(now: float | None) -> int:
    return int((time.time() if now is None else now) + settings.TURN_TERM.total_seconds())


def _opaque(player: str) -> str:
    """The same for a player each time, so that the server can bound it; who it is, stays here."""
    return salted_hmac(_SALT, player, algorithm="sha256").hexdigest()[:24]


def _given() -> list[IceServer]:
    """Those that are on: UDP first, since a game outside the browser knows nothing else."""
    global _remembered
    read_at, given = _remembered
    if time.monotonic() - read_at > FRESH:
        rows = IceServer.objects.filter(enabled=True)
        given = sorted(rows, key=lambda row: row.transport != IceServer.Transport.UDP)
        given = given[:MOST_SERVERS]
        _remembered = (time.monotonic(), given)
    return given


_remembered: tuple[float, list[IceServer]] = (-FRESH, [])
