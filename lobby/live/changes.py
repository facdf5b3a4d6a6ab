"""Which rooms have changed since they were last shown. No Django.

Whoever changes a room touches its code, here or on another worker; a loop of the worker takes what
was touched, reads it once, and shows it to all who watch. So a storm of joins costs one reading,
and what was lost heals with the next.
"""

import asyncio

NO_ROOM = ""  # touched where there is something to show, though no room is known to have changed


class Changes:
    def __init__(self) -> None:
        self.watched = False  # While nobody watches, nothing is gathered.
        self._touched: set[str] = set()
        self._some = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._some = loop, asyncio.Event()

    def touch(self, room: str) -> None:
        """A room, by its code, looks different now. From any thread."""
        if self.watched and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._add, room)

    async def take(self) -> set[str]:
        """The codes touched since the last call; waits until there is one."""
        await self._some.wait()
        self._some.clear()
        taken, self._touched = self._touched, set()
        return taken

    def _add(self, room: str) -> None:
        self._touched.add(room)
        self._some.set()


changes = Changes()
