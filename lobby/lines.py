"""What goes from one worker to another: numbered parcels on a line, kept until they were heard."""

from collections import deque
from dataclasses import dataclass, field
from time import monotonic

import msgspec

from lobby.switchboard import switchboard
from lobby.table import Event, Guess, Posted, Signal, Stop, Touched

MOST_IN_PARCEL = 500

Mail = Event | Signal | Guess | Posted | Stop | Touched


class Parcel(msgspec.Struct, array_like=True):
    """`number` counts from 1 what `sender` sends to this worker; 0 carries no mail. `oldest` is
    the first number that it still keeps, `heard` the last that it has heard of us."""

    sender: str
    number: int = 0
    oldest: int = 1
    heard: int = 0
    mail: list[Mail] = []


@dataclass(slots=True)
class Line:
    """To one worker, and from it. `kept` are numbered parcels, `waiting` is what has not gone.

    `tried` is when the oldest kept parcel became that, or all were last sent again: a new parcel
    does not move it, or under steady traffic a lost one would never be missed.
    """

    number: int = 0
    kept: deque[tuple[int, float, list[Mail]]] = field(default_factory=deque)
    waiting: deque[tuple[float, Mail]] = field(default_factory=deque)
    tried: float = 0.0
    heard: int = 0
    told: int = 0

    def load(self) -> int:
        """Make what waits a parcel; its number."""
        if not self.kept:
            self.tried = monotonic()
        since = self.waiting[0][0]
        most = min(len(self.waiting), MOST_IN_PARCEL)
        self.number += 1
        mail = [self.waiting.popleft()[1] for _ in range(most)]
        self.kept.append((self.number, since, mail))
        return self.number

    def heard_by_them(self, number: int) -> list[Mail]:
        """They have all up to that parcel; what was in those still kept."""
        heard: list[Mail] = []
        while self.kept and self.kept[0][0] <= number:
            heard += self.kept.popleft()[2]
            self.tried = monotonic()
        return heard

    def parcel(self, number: int, mail: list[Mail]) -> Parcel:
        oldest = self.kept[0][0] if self.kept else self.number + 1
        self.told = self.heard
        return Parcel(switchboard.worker, number, oldest, self.heard, mail)
