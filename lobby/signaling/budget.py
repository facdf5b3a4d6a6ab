"""How much a peer may send: a burst, refilled as time goes by. No Django.

Whoever joins a mesh of 8 sends 7 offers or answers and some 80 candidates within a second.
"""

from time import monotonic

BURST = 32  # frames a seat of the room
REFILL = 4  # frames a seat a second
BYTES = 4096  # a frame, on average; an offer has 1,000 to 3,000, a candidate 150


class Budget:
    """`scale` 1 is the rule; more puts it out of reach while the same sums are done."""

    __slots__ = ("_at", "_bytes", "_frames", "_scaled")

    def __init__(self, seats: int, scale: int = 1) -> None:
        self._scaled = seats * scale
        self._frames = float(BURST * self._scaled)
        self._bytes = self._frames * BYTES
        self._at = monotonic()

    def allows(self, size: int) -> bool:
        """Spend one frame of `size` characters; False if that is too much."""
        now = monotonic()
        new = (now - self._at) * REFILL * self._scaled
        most = BURST * self._scaled
        self._at = now
        self._frames = min(most, self._frames + new) - 1
        self._bytes = min(most * BYTES, self._bytes + new * BYTES) - size
        return self._frames >= 0 and self._bytes >= 0
