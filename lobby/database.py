"""Database work of sockets, streams and loops: off the event loop, on threads of its own.

Channels' and Django's own way shares a single thread with everything else that is synchronous:
one slow page would hold up every join. Verbs that sockets call run here one after another, so
what they announce leaves in the order of their commits. What the games' files need to look up
has another thread, so that no visitor of a game keeps anybody from joining, so has what pages
watch, what plans matches, who asks how this worker is, and a worker's lease has one that nobody can
keep busy.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import async_to_sync
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections

from lobby.errors import Refusal

MOST_WAITING = 2000
PATIENCE = 10.0  # seconds
HEALTHY_WITHIN = 3.0  # seconds
TIDY_EVERY = 1.0  # seconds, and after whatever failed

P = ParamSpec("P")
T = TypeVar("T")


def note_failure(logger: logging.Logger, what: str) -> None:
    """Log the exception at hand: in a line, if it is that the database is away, which ends by
    itself and is the same for all; else with all that is known of it."""
    failure = sys.exception()
    if isinstance(failure, OperationalError | InterfaceError | Refusal):
        logger.warning("%s: %s", what, str(failure).partition("\n")[0])
    else:
        logger.error(what, exc_info=failure)


class DatabaseThread:
    """Called with a synchronous function, it runs that after all it was called with before.

    A thread and a queue of its own: an executor's futures, locks and copies of states would cost
    a third of a join.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def __call__(self, verb: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Raises Refusal if the thread is hopelessly behind, at once or after `PATIENCE` seconds.

        The verb may then still run, later: whoever called must be able to live with that.
        """
        if self._jobs.qsize() >= MOST_WAITING:
            raise busy()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._jobs.put(partial(_run, loop, done, partial(verb, *args, **kwargs)))
        patience = loop.call_later(PATIENCE, _settle, done, None, busy())
        try:
            return await done
        finally:
            patience.cancel()

    def _work(self) -> None:
        tidied = 0.0
        while True:
            job = self._jobs.get()
            if monotonic() - tidied > TIDY_EVERY:
                close_old_connections()
                tidied = monotonic()
            job()


def _run(loop: asyncio.AbstractEventLoop, done: "asyncio.Future[T]", verb: Callable[[], T]) -> None:
    result: T | None = None
    error: BaseException | None = None
    try:
        result = verb()
    except BaseException as failure:
        error = failure
        if not isinstance(failure, Refusal):
            close_old_connections()  # That of the failure may be unusable.
    with suppress(RuntimeError):  # The loop has ended.
        loop.call_soon_threadsafe(_settle, done, result, error)


def _settle(done: "asyncio.Future[Any]", result: object, error: BaseException | None) -> None:
    if done.done():  # Nobody waits for it any more.
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)


def busy() -> Refusal:
    return Refusal("server.busy", "The server is busy. Try again in a moment.")


in_database = DatabaseThread("verbs")
in_database_for_files = DatabaseThread("files")
in_database_for_leases = DatabaseThread("leases")
in_database_for_plans = DatabaseThread("plans")
in_database_for_pages = DatabaseThread("pages")
in_database_for_health = DatabaseThread("health")


@async_to_sync
async def ask_in_time(question: Callable[[], T]) -> T | None:
    """For a page that tells how this worker is: None if the database says nothing in time, for one
    that hangs must not keep whoever asks waiting."""
    try:
        return await asyncio.wait_for(in_database_for_health(question), HEALTHY_WITHIN)
    except (DatabaseError, Refusal, TimeoutError):
        return None
