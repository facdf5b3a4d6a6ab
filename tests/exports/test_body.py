"""An upload's bytes on their way to disk: each is written once, whatever goes wrong."""

import asyncio
import threading

import pytest

from lobby.errors import Refusal
from lobby.exports.receiving import body


class Disk:
    """A file that says when it is written to, and waits for leave."""

    def __init__(self, most: int | None = None) -> None:
        self.content, self.most = b"", most
        self.busy, self.go_on = threading.Event(), threading.Event()

    def write(self, part):
        self.busy.set()
        self.go_on.wait(10)
        if self.most is not None and len(self.content) >= self.most:
            self.most = None  # Somebody else has made room by the next time.
            raise OSError("No space left on device")
        written = len(part) if self.most is None else min(len(part), self.most)
        self.content += part[:written]
        return written


def sender(*parts):
    left = list(parts)

    async def receive():
        return {"type": "http.request", "body": left.pop(0), "more_body": True}

    return receive


async def test_a_worker_that_stops_writes_no_byte_twice():
    disk, sent = Disk(), bytes(range(256)) * (body.CHUNK // 256)
    writing = asyncio.create_task(body.write(sender(sent), disk, at_most=2 * body.CHUNK))
    await asyncio.to_thread(disk.busy.wait, 10)
    writing.cancel()
    await asyncio.sleep(0)
    disk.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert disk.content == sent


async def test_a_disk_that_was_full_for_a_moment_keeps_what_came_in_order():
    disk, sent = Disk(most=1000), bytes(range(256)) * (body.CHUNK // 256)
    disk.go_on.set()
    with pytest.raises(Refusal) as refusal:
        await body.write(sender(sent), disk, at_most=2 * body.CHUNK)
    assert refusal.value.rule == "server.full"
    assert disk.content == sent[:1000]
