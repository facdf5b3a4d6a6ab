"""Database work of sockets, streams and loops: off the event loop, on one thread of its own.

Channels' and Django's own way shares a single thread with everything else that is synchronous:
one slow page would hold up every join. Verbs that sockets call run here one after another, so
what they announce leaves in the order of their commits.
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

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
_waiting = 0


async def in_database(verb: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a synchronous verb on the database thread.

    Raises Refusal if the thread is hopelessly behind, at once or after `PATIENCE` seconds; the
    verb may then still run, later, and whoever called must be able to live with that.
    """
    global _waiting
    if _waiting >= MOST_WAITING:
        raise _busy()
    _waiting += 1
    work = asyncio.get_running_loop().run_in_executor(_thread, lambda: _run(verb, *args, **kwargs))
    work.add_done_callback(_done)
    try:
        return await asyncio.wait_for(asyncio.shield(work), PATIENCE)
    except TimeoutError:
        raise _busy() from None


def _busy() -> Refusal:
    return Refusal("server.busy", "The server is busy. Try again in a moment.")


def _done(work: "asyncio.Future[T]") -> None:
    global _waiting
    _waiting -= 1
    if not work.cancelled():
        work.exception()  # Seen: nobody may be waiting for it any more.


def _run(verb: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return verb(*args, **kwargs)
    finally:
        close_old_connections()
