"""Asking the site as a visitor would: by its public addresses, over whatever is in front of it."""

import http.client
import socket
import ssl
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

PATIENCE = 10.0  # seconds


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Visitor:
    """`at` is the address to dial whatever the names lead to, such as that of a machine whose DNS
    records are not set yet; "" goes by the names. Asking raises OSError, ssl.SSLError too, or
    http.client.HTTPException.
    """

    def __init__(self, at: str = "") -> None:
        self.at = at

    def get(self, url: str, **headers: str) -> Answer:
        split = urlsplit(url)
        connection = http.client.HTTPConnection(split.netloc, timeout=PATIENCE)
        connection.sock = self.dial(split)
        try:
            path = f"{split.path or '/'}{'?' + split.query if split.query else ''}"
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=named)
            answer = connection.getresponse()
            # An upgraded connection has no end.
            body = b"" if answer.status == 101 else answer.read()
            return Answer(answer.status, answer.headers, body)
        finally:
            connection.close()

    def dial(self, split: SplitResult) -> socket.socket:
        host = split.hostname or ""
        port = split.port or (443 if split.scheme == "https" else 80)
        line = socket.create_connection((self.at or host, port), timeout=PATIENCE)
        if split.scheme != "https":
            return line
        try:
            return ssl.create_default_context().wrap_socket(line, server_hostname=host)
        except BaseException:
            line.close()
            raise
