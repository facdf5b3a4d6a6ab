"""Which web pages may talk to the signaling sockets: the rule, and no Django.

A browser always sends `Origin`; a native Godot client never does.
"""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """True for localhost, anything under .localhost (RFC 6761) and the loopback addresses."""
    host = host.strip("[]").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_signal(
    origin: str | None, *, allowed: Collection[str], native: bool, has_pass: bool, loopback: bool
) -> bool:
    """Whether a page of `origin` may open a signaling socket.

    `allowed` are exact origins (scheme, host and port). A missing origin needs `native`,
    the opaque origin "null" needs a valid pass. On a site that itself is `loopback`, any page
    of this machine may: a game run from the editor, or from another local server.
    """
    if origin is None:
        return native
    if origin == "null":
        return has_pass
    if origin in allowed:
        return True
    return loopback and is_loopback(urlsplit(origin).hostname or "")
