"""The life of a room in the soak: players come, talk to each other, and go, politely or not."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence

from benchmarks.soak.seats import GONE, Seat

SEATS = 4
TALKS_FOR = (10.0, 40.0)  # seconds
SAYS_EVERY = 0.5  # seconds: each player to each other
SETTLED_WITHIN = 40.0  # seconds, for what was said last while something was away
SEALED_WITHIN = 25.0  # seconds until a sealed room has let go of its sockets
SEALED = "Seal complete"
TRY_AGAIN = 1.0
ENDINGS = ("politely", "rudely", "sealed")


async def keep_a_room(addresses: Sequence[str], tally: Counter[str], until: float) -> None:
    """One room after another, `until` that moment."""
    while time.monotonic() < until:
        seats = await _sit_down([*addresses], tally)
        if seats is None:
            tally["joins refused"] += 1
            await asyncio.sleep(TRY_AGAIN)
            continue
        tally["rooms"] += 1
        await _talk(seats)
        await _check(seats, tally)
        await _go(seats, tally)


async def _sit_down(addresses: list[str], tally: Counter[str]) -> list[Seat] | None:
    seats = [Seat(addresses, tally) for _ in range(SEATS)]
    try:
        await seats[0].join()
        for guest in seats[1:]:
            await guest.join(seats[0].code)
    except GONE:
        for seat in seats:
            if seat.number:
                await seat.leave(rudely=False)
        return None
    return seats


async def _talk(seats: Sequence[Seat]) -> None:
    end = time.monotonic() + random.uniform(*TALKS_FOR)
    while time.monotonic() < end and not any(seat.ended for seat in seats):
        for seat in seats:
            for other in seats:
                if other is not seat:
                    await seat.say(other.number)
        await asyncio.sleep(SAYS_EVERY)


async def _check(seats: Sequence[Seat], tally: Counter[str]) -> None:
    """Who kept its seat has heard all that the others who kept theirs have said to it."""
    end = time.monotonic() + SETTLED_WITHIN
    while _missing(seats) and time.monotonic() < end:
        await asyncio.sleep(0.2)
    tally["signals"] += sum(len(said) for seat in seats for said in seat.said.values())
    tally["signals lost"] += _missing(seats)
    for seat in seats:
        if seat.ended:
            tally[f"seat ended: {seat.ended}"] += 1


def _missing(seats: Sequence[Seat]) -> int:
    here = [seat for seat in seats if not seat.ended]
    return sum(
        len(set(seat.said[other.number]) - other.heard[seat.number])
        for seat in here
        for other in here
        if other is not seat
    )


async def _seal(seats: Sequence[Seat], tally: Counter[str]) -> None:
    """Everybody is let go; unless its host was told no, such as while the database was away."""
    await seats[0].seal()
    told = [await seat.over(SEALED_WITHIN) for seat in seats]
    if seats[0].ended in ("", SEALED):
        tally["seals not told of"] += told.count(False)
    else:
        tally[f"seals refused: {seats[0].ended}"] += 1


async def _go(seats: Sequence[Seat], tally: Counter[str]) -> None:
    ending = random.choice(ENDINGS)
    if ending == "sealed" and not any(seat.ended for seat in seats):
        await _seal(seats, tally)
    for seat in seats:
        await seat.leave(rudely=ending == "rudely")
    tally[f"rooms that ended {ending}"] += 1
