"""A request's body on its way into an upload's file: counted, bounded, in constant memory."""

import asyncio
from typing import BinaryIO

from starlette.types import Message, Receive

from lobby.errors import Refusal

CHUNK = 1024 * 1024
STALLED_AFTER = 60.0  # seconds without a byte


class GoneAway(Exception):
    """The sender hung up before the end."""


async def write(receive: Receive, file: BinaryIO, *, at_most: int) -> int:
    """Append the body to `file`; how many bytes came. What came before a failure is kept.

    Raises GoneAway; Refusal `upload.size` beyond `at_most` bytes, `upload.slow` for a sender that
    falls silent, and `server.full`.
    """
    written, waiting = 0, bytearray()
    more = True
    try:
        while more:
            message = await _next(receive)
            part, more = message.get("body", b""), message.get("more_body", False)
            if written + len(waiting) + len(part) > at_most:
                raise Refusal("upload.size", "More bytes came than were announced or may be.")
            waiting += part
            if len(waiting) >= CHUNK:
                full, waiting = waiting, bytearray()  # So that nothing is written twice.
                written += await _write_down(file, full)
    finally:
        written += await _write_down(file, waiting)
    return written


async def _write_down(file: BinaryIO, content: bytearray) -> int:
    """Ends when all of it is on disk, also if it is cancelled: what is next comes after it."""
    writing = asyncio.ensure_future(asyncio.to_thread(_append, file, content))
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait([writing])
        raise


async def _next(receive: Receive) -> Message:
    try:
        message = await asyncio.wait_for(receive(), STALLED_AFTER)
    except TimeoutError:
        raise Refusal("upload.slow", "No byte came for a minute. Go on when you can.") from None
    if message["type"] == "http.disconnect":
        raise GoneAway
    return message


def _append(file: BinaryIO, content: bytearray) -> int:
    try:
        left = memoryview(content)
        while left:
            left = left[file.write(left) :]
    except OSError:
        raise Refusal("server.full", "The server's disk is full. Tell whoever runs it.") from None
    return len(content)
