"""A seat in a room of the soak: a client that comes back, and keeps account of every signal."""

import asyncio
import random
from collections import Counter, defaultdict
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from tests.signaling.resuming import Resumable

MET, MISSED, CANDIDATE, SEAL = 2, 3, 6, 7
COMES_BACK_WITHIN = 18.0  # seconds; the site keeps a seat for 20
COUNT_EVERY = 8  # messages: so that the site need not keep them
GONE = (ConnectionClosed, OSError, TimeoutError)


class Ended(Exception):
    """The site said a last word, or the seat was not kept."""


class Seat:
    """`said` are the signals to each number, `heard` those from each; `tally` counts what came
    to pass on the way."""

    def __init__(self, addresses: list[str], tally: Counter[str]) -> None:
        self.addresses, self.tally = addresses, tally
        self.client = Resumable(random.choice(addresses))
        self.said: dict[int, list[str]] = defaultdict(list)
        self.heard: dict[int, set[str]] = defaultdict(set)
        self.number, self.code = 0, ""
        self.met: set[int] = set()  # the numbers it was told of
        self.ended = ""  # with this word
        self._messages = 0
        self._speaking = asyncio.Lock()
        self._listening: asyncio.Task[None] | None = None

    async def join(self, code: str = "") -> None:
        """Raises what `GONE` has, if it is refused or the site is not there."""
        await self.client.call()
        self.number, others, self.code = await self.client.join(code)
        self.met.update(others)
        self._listening = asyncio.create_task(self._listen())

    async def say(self, number: int) -> None:
        """One signal more, to who is known; if nothing is there to send it, it goes once the seat
        is back."""
        if number not in self.met:
            return
        signal = f"{self.number} {len(self.said[number])}"
        self.said[number].append(signal)
        await self._say(CANDIDATE, number, signal)

    async def seal(self) -> None:
        await self._say(SEAL)

    async def leave(self, *, rudely: bool) -> None:
        self._stop()
        with suppress(*GONE):
            await (self.client.cut() if rudely else self.client.socket.close())

    async def over(self, within: float) -> bool:
        """Whether the site has said its last word in time."""
        assert self._listening is not None
        done, _ = await asyncio.wait([self._listening], timeout=within)
        return bool(done)

    def _stop(self) -> None:
        if self._listening is not None:
            self._listening.cancel()

    async def _say(self, kind: int, number: int = 0, data: str = "") -> None:
        async with self._speaking:
            with suppress(*GONE):
                await self.client.say(kind, number, data)

    async def _listen(self) -> None:
        try:
            while True:
                await self._hear()
        except Ended as word:
            self.ended = str(word)

    async def _hear(self) -> None:
        try:
            said = self.client.read(await self.client.text())
        except TimeoutError:
            return  # Nobody said anything for a while.
        except (ConnectionClosed, OSError):
            return await self._come_back()
        while self.client.again:
            await self._say_again(self.client.again.pop(0))
        if said is not None:
            await self._take(*said)

    async def _take(self, kind: int, sender: int, data: str) -> None:
        if kind == MET:
            self.met.add(sender)
        elif kind == MISSED:
            self.met.discard(sender)
        elif kind == CANDIDATE:
            self.heard[sender].add(data)
            await self._count()

    async def _count(self) -> None:
        self._messages += 1
        if self._messages % COUNT_EVERY == 0:
            async with self._speaking:
                with suppress(*GONE):
                    await self.client.count()

    async def _say_again(self, numbers: list[int]) -> None:
        for number in numbers:
            for signal in self.said[number]:
                await self._say(CANDIDATE, number, signal)

    async def _come_back(self) -> None:
        """At any worker. Raises Ended."""
        code = self.client.socket.close_code
        if code == 4000 or code == 1000:
            raise Ended(self.client.socket.close_reason or str(code))
        async with self._speaking, asyncio.timeout(COMES_BACK_WITHIN) as patience:
            for tried in range(1000):
                with suppress(ConnectionClosed, OSError):
                    if await self._resumed(random.choice(self.addresses)):
                        return
                await asyncio.sleep(min(2.0, 0.1 * 2**tried))
        if patience.expired():
            raise Ended("the site did not answer")

    async def _resumed(self, address: str) -> bool:
        """Raises Ended if the seat has gone."""
        if await self.client.call(address):
            self.tally["resumed where it was"] += 1
            return True
        if self.client.socket.close_code is not None and self.client.socket.close_code != 4000:
            return False
        if not self.client.seat:
            raise Ended(self.client.socket.close_reason or "its seat was not kept")
        self.tally["resumed elsewhere"] += 1
        return True
