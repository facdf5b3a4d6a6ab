"""Which web pages may talk to the signaling sockets: the rule, and no Django.

A browser always sends `Origin`; a native Godot client never does.
"""

import ipaddress
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_loopback(host: str) -> bool:
    """True for localhost, anything under .localhost (RFC 6761) and the loopback addresses."""
    host = host.strip("[]").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(address: str) -> SplitResult:
    """The origin of an address, as browsers write it: small letters, no default port, no path."""
    split = urlsplit(address)
    if split.scheme not in _DEFAULT_PORTS or not split.hostname:
        raise ValueError(f"{address!r} is no http or https address")
    host = f"[{split.hostname}]" if ":" in split.hostname else split.hostname
    port = split.port if split.port != _DEFAULT_PORTS[split.scheme] else None
    return SplitResult(split.scheme, f"{host}:{port}" if port else host, "", "", "")


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
    return loopback and is_loopback(_host(origin))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
