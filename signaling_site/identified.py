"""Each request and each socket has an id, which all lines of the log about it bear.

Stands before anything believes a proxy about who dials: whether to believe it about the id hangs
on who really does.
"""

import ipaddress
import re
from collections.abc import Awaitable, Callable, Collection
from secrets import token_hex
from typing import Any

from lobby.log_lines import about

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

HEADER = b"x-request-id"
SHAPE = re.compile(rb"[A-Za-z0-9._-]{8,64}")
ID_BYTES = 8


def identified(app: App, trusted: Collection[str]) -> App:
    """`trusted` are addresses and networks of our proxies: their `X-Request-ID` is taken."""
    networks = [ipaddress.ip_network(one) for one in trusted]

    async def identified_app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        known = about.set({"request": _id(scope, networks)})
        try:
            await app(scope, receive, send)
        finally:
            about.reset(known)

    return identified_app


def _id(scope: dict[str, Any], trusted: Collection[Any]) -> str:
    told = next((value for name, value in scope.get("headers", ()) if name == HEADER), b"")
    if trusted and SHAPE.fullmatch(told) and _is_in(scope, trusted):
        return str(told.decode())
    return token_hex(ID_BYTES)


def _is_in(scope: dict[str, Any], networks: Collection[Any]) -> bool:
    try:
        address = ipaddress.ip_address((scope.get("client") or ("",))[0])
    except ValueError:  # A Unix socket has none.
        return False
    return any(address in network for network in networks)
