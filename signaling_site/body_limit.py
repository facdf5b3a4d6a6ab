"""No page takes a large body, or one that does not come: Django reads it all before it looks."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from lobby.api import bounds

MOST_BYTES = 6 * 1024 * 1024  # a cover in the admin may have 5 MiB
MOST_DIGITS = 20
NEXT_PART_WITHIN = 20.0  # seconds

DISCONNECT = {"type": "http.disconnect"}

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def limited(pages: App) -> App:
    """Answer 413 to a body over `MOST_BYTES`, announced or not, as soon as it is known; 408 to one
    that stops coming."""

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope.get("path", "").startswith(bounds.PREFIX):
            await pages(scope, _cut(_in_time(receive, _stall(scope))), send)
            return
        receive = _in_time(receive, _give_up(send))
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
            return DISCONNECT

        await pages(scope, counted, send)

    return app


def _in_time(receive: Receive, give_up: Receive) -> Receive:
    """Each part, or what there is to be said when it does not come."""
    ended = False

    async def part() -> Any:
        nonlocal ended
        if ended:  # What comes now is the end of the connection, whenever that is.
            return await receive()
        try:
            async with asyncio.timeout(NEXT_PART_WITHIN):
                message = await receive()
        except TimeoutError:
            ended = True
            return await give_up()
        ended = not message.get("more_body")
        return message

    return part


def _give_up(send: Send) -> Receive:
    async def refused() -> Any:
        await _refuse(send, 408, b"The rest of it did not come.")
        return DISCONNECT

    return refused


def _stall(scope: dict[str, Any]) -> Receive:
    """The end of a body, with a note: the API says so in its own words."""

    async def noted() -> Any:
        scope[bounds.STALLED] = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return noted


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


async def _refuse(send: Send, status: int = 413, words: bytes = b"That is too large.") -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
