"""Database work of sockets, streams and loops: off the event loop, on threads of its own.

Channels' and Django's own way shares a single thread with everything else that is synchronous:
one slow page would hold up every join. Verbs that sockets call run here one after another, so
what they announce leaves in the order of their commits. What the games' files need to look up
has another thread, so that no visitor of a game keeps anybody from joining.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

from lobby.errors import Refusal

MOST_WAITING = 2000
PATIENCE = 10.0  # seconds

P = ParamSpec("P")
T = TypeVar("T")


class DatabaseThread:
    """Called with a synchronous function, it runs that after all it was called with before."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._waiting = 0

    async def __call__(self, verb: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Raises Refusal if the thread is hopelessly behind, at once or after `PATIENCE` seconds.

        The verb may then still run, later: whoever called must be able to live with that.
        """
        if self._waiting >= MOST_WAITING:
            raise _busy()
        self._waiting += 1
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._executor, lambda: _run(verb, *args, **kwargs))
        work.add_done_callback(self._done)
        try:
            # Not `wait_for`: before Python 3.12 it can swallow a cancellation of ours.
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(work)
        except TimeoutError:
            raise _busy() from None

    def _done(self, work: "asyncio.Future[T]") -> None:
        self._waiting -= 1
        if not work.cancelled():
            work.exception()  # Seen: nobody may be waiting for it any more.


def _run(verb: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return verb(*args, **kwargs)
    finally:
        close_old_connections()


def _busy() -> Refusal:
    return Refusal("server.busy", "The server is busy. Try again in a moment.")


in_database = DatabaseThread("verbs")
in_database_for_files = DatabaseThread("files")
