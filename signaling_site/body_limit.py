"""No page takes a large body: Django would read all of it before it looks at anything."""

from collections.abc import Awaitable, Callable
from typing import Any

from lobby.api import bounds

MOST_BYTES = 6 * 1024 * 1024  # a cover in the admin may have 5 MiB
MOST_DIGITS = 20

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def limited(pages: App) -> App:
    """Answer 413 to a body over `MOST_BYTES`, announced or not, as soon as it is known."""

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope.get("path", "").startswith(bounds.PREFIX):
            await pages(scope, _cut(receive), send)
            return
        if _announced(scope) > MOST_BYTES:
            await _refuse(send)
            return
        received, refused = 0, False

        async def counted() -> Any:
            nonlocal received, refused
            message = await receive()
            received += len(message.get("body", b""))
            if received <= MOST_BYTES:
                return message
            if not refused:
                refused = True
                await _refuse(send)
            return {"type": "http.disconnect"}

        await pages(scope, counted, send)

    return app


def _cut(receive: Receive) -> Receive:
    """No more of a body than shows that it is too large: the API says so in its own words."""
    received = 0

    async def some() -> Any:
        nonlocal received
        message = await receive()
        while received > bounds.MOST_BYTES and message["type"] == "http.request":
            message = await receive()
        received += len(message.get("body", b""))
        if received > bounds.MOST_BYTES:
            message = {**message, "more_body": False}
        return message

    return some


def _announced(scope: dict[str, Any]) -> int:
    found = next((value for key, value in scope["headers"] if key == b"content-length"), b"0")
    digits = found.lstrip(b"0")  # Python reads no number of thousands of them.
    return int(digits[:MOST_DIGITS]) if digits.isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"That is too large."})
