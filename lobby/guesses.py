"""Wrong codes of rooms, counted for each visitor on all workers together.

A code is one of 25**6, 2.4e8. With 1,000 rooms open, a guess finds one in 244,000 tries: at 10 a
minute that is 17 days for an address, and a room that must stay private needs more than its code.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from lobby import limits
from lobby.bus import bus
from lobby.errors import Refusal
from lobby.table import Guess

logger = logging.getLogger(__name__)

WRONG_A_MINUTE = 10  # by one network
ALARM_A_MINUTE = 600  # by all: somebody is trying from many places

_wrong = MovingWindowRateLimiter(MemoryStorage())


@contextmanager
def counted(network: str) -> Iterator[None]:
    """Around a look for a room by its code. Raises Refusal for who was wrong too often."""
    if network and not _wrong.test(limits.a_minute(WRONG_A_MINUTE), network):
        raise Refusal("codes.too_many", "Too many wrong codes. Wait a minute.")
    try:
        yield
    except Refusal as refusal:
        if network and refusal.rule == "room.unknown":
            count(network)
            bus.tell_all(Guess(network))
        raise


def count(network: str) -> None:
    """One more wrong code, here or on another worker."""
    _wrong.hit(limits.a_minute(WRONG_A_MINUTE), network)
    alarming = not _wrong.hit(limits.a_minute(ALARM_A_MINUTE), "all")
    if alarming and _wrong.hit(limits.a_minute(1), "alarm"):
        logger.warning("More than %s wrong room codes within a minute", ALARM_A_MINUTE)


bus.guessed = count
