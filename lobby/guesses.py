"""Wrong codes and passwords of rooms, counted for each visitor on all workers together.

A code is one of 25**6, 2.4e8. With 1,000 rooms open, a guess finds one in 244,000 tries: at 10 a
minute that is 17 days for an address, and a room that must stay private needs more than its code.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from lobby import limits
from lobby.bus import bus
from lobby.errors import Refusal
from lobby.table import Guess

logger = logging.getLogger(__name__)

WRONG_A_MINUTE = 10  # by one network
ALARM_A_MINUTE = 600  # by all: somebody is trying from many places
WRONG = ("room.unknown", "password.wrong")  # A password that is missing is no guess.
ALL, ALARM = "all", "alarm"  # what is counted beside networks

_wrong = limits.Window()
_turn = Condition()
_looking: Counter[str] = Counter()  # looks under way, by network


@contextmanager
def counted(network: str, *, alone: bool = False) -> Iterator[None]:
    """Around a look for a room by its code, on the thread that looks: it may have to wait, but not
    on the one thread on which sockets look one after another, `alone`.

    Raises Refusal for who was wrong too often.
    """
    if not (network and limits.on()):
        yield
        return
    _begin(network, alone)
    try:
        yield
    except Refusal as refusal:
        if refusal.rule in WRONG:
            count(network)
            bus.tell_all(Guess(network))
        raise
    finally:
        _end(network)


def count(network: str) -> None:
    """One more wrong guess, here or on another worker."""
    _wrong.hit(network, WRONG_A_MINUTE)
    if not _wrong.hit(ALL, ALARM_A_MINUTE) and _wrong.hit(ALARM, 1):
        logger.warning("More than %s wrong room codes within a minute", ALARM_A_MINUTE)


def _begin(network: str, alone: bool) -> None:
    """No more look at once than may still be wrong, so guesses of one moment are no more than
    others. Who is right takes a query's time, and refuses nobody: the next waits for it."""
    with _turn:
        while (left := WRONG_A_MINUTE - _wrong.count(network)) <= _looking[network]:
            if left <= 0:
                raise Refusal("codes.too_many", "Too many wrong codes. Wait a minute.")
            if alone:
                break
            _turn.wait()
        _looking[network] += 1


def _end(network: str) -> None:
    with _turn:
        _looking[network] -= 1
        if not _looking[network]:
            del _looking[network]
        _turn.notify_all()


bus.guessed = count
