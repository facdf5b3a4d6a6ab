"""How much a peer may send: a burst, refilled as time goes by. No Django.

Whoever joins a mesh of 8 sends 7 offers or answers and some 80 candidates within a second. A frame
counts as several if it is larger than most: an offer has 1 to 3 kB, a candidate 150 bytes.
"""

from time import monotonic

BURST = 32  # frames a seat of the room
REFILL = 4  # frames a seat a second
FRAME = 4096  # characters


class Budget:
    """A bucket, kept as the moment at which it will be full again: one sum a frame.

    `scale` 1 is the rule; more puts it out of reach while the same is done.
    """

    __slots__ = ("_a_frame", "_full_at", "_whole", "seats")

    def __init__(self, seats: int, scale: int = 1) -> None:
        self.seats = seats
        self._a_frame = 1 / (REFILL * seats * scale)  # seconds that refill it
        self._whole = BURST / REFILL
        self._full_at = monotonic()

    def allows(self, size: int) -> bool:
        """Spend what a frame of `size` characters costs; if that is too much, nothing and False."""
        now = monotonic()
        cost = self._a_frame if size <= FRAME else self._a_frame * size / FRAME
        full_at = (self._full_at if self._full_at > now else now) + cost
        if full_at - now > self._whole:
            return False
        self._full_at = full_at
        return True
