"""A script that uploads: plain HTTP, as `curl` and any tus client would send it."""

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.running import Site

TUS = {"Tus_Resumable": "1.0.0"}
OFFSET = "application/offset+octet-stream"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Sender:
    """Somebody with a token, or without."""

    site: Site
    slug: str
    token: str = ""

    @property
    def address(self) -> str:
        return f"/api/v1/games/{self.slug}"

    def dial(self, method: str, path: str, **headers: str) -> http.client.HTTPConnection:
        """Send a request's head; the body is the caller's to send."""
        connection = http.client.HTTPConnection("localhost", self.site.port, timeout=60)
        connection.putrequest(method, path)
        if self.token:
            connection.putheader("Authorization", f"Bearer {self.token}")
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return connection

    def ask(
        self, method: str, path: str, body: bytes | Iterator[bytes] = b"", **headers: str
    ) -> Answer:
        parts = [body] if isinstance(body, bytes) else body
        if isinstance(body, bytes):
            headers.setdefault("Content_Length", str(len(body)))
        connection = self.dial(method, path, **headers)
        for part in parts:
            connection.send(part)
        return answer(connection)

    def put(self, body: bytes, query: str = "", **headers: str) -> Answer:
        return self.ask("PUT", f"{self.address}/builds{query}", body, **headers)

    def create(self, length: int, **headers: str) -> str:
        """Begin a tus upload: its address."""
        begun = self.ask(
            "POST", f"{self.address}/uploads", **TUS, Upload_Length=str(length), **headers
        )
        assert begun.status == 201, begun.body
        return begun.headers["location"]

    def patch(self, address: str, offset: int, body: bytes, **headers: str) -> Answer:
        sent = {"Upload_Offset": str(offset), "Content_Type": OFFSET, **TUS, **headers}
        return self.ask("PATCH", address, body, **sent)

    def offset(self, address: str) -> int:
        return int(self.ask("HEAD", address, **TUS).headers["upload-offset"])

    def outcome(self, address: str) -> Any:
        """What came of an upload, once it has ended."""
        while (told := self.ask("GET", address).json)["state"] not in ("published", "failed"):
            pass  # Each question waits for its answer; nobody tells when it will be another.
        return told


def answer(connection: http.client.HTTPConnection) -> Answer:
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    got = Answer(response.status, headers, response.read())
    connection.close()
    return got
