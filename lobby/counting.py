"""What this worker counts, in memory: plain numbers since it began, by game and for no game.

It knows no database: `lobby.figures` keeps what is new, `/metrics` shows all of it. On a signal's
way nothing happens but one integer growing; that is the event loop's alone. What threads count goes
through `add`, which locks.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from threading import Lock
from time import monotonic

SITE = ""  # what belongs to no game
WITHIN = (0.005, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0)  # seconds that requests take, at most


@dataclass(slots=True)
class Counts:
    """`relayed` are some of the `connected`; `waited` is the seconds of all who were `matched`."""

    joins: int = 0
    relays: int = 0
    connected: int = 0
    failed: int = 0
    relayed: int = 0
    matched: int = 0
    waited: int = 0
    sent: int = 0  # bytes
    errors: int = 0  # answers from 500 on
    refusals: int = 0
    signals_lost: int = 0

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(*(a - b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


class Counting:
    def __init__(self) -> None:
        self.games: defaultdict[str, Counts] = defaultdict(Counts)
        self.refusals: Counter[str] = Counter()  # by rule
        self.requests: Counter[int] = Counter()  # by the first digit of their status
        self.durations = [0] * (len(WITHIN) + 1)
        self.seconds = 0.0  # of all requests
        self.lag = 0.0  # seconds that the event loop was late of late, at most
        self.renewed = monotonic()  # our lease
        self._kept: dict[str, Counts] = {}
        self._lock = Lock()

    def of(self, game: str) -> Counts:
        """A game's, by its slug: to be held on to, and to grow on the event loop."""
        return self.games[game]

    def add(self, game: str, **more: int) -> None:
        """Of what threads count; never what the event loop does."""
        with self._lock:
            counts = self.games[game]
            for name, number in more.items():
                setattr(counts, name, getattr(counts, name) + number)

    def refuse(self, rule: str, game: str = SITE) -> None:
        """On the event loop."""
        self.refusals[rule] += 1
        self.games[game].refusals += 1

    def answer(self, status: int, seconds: float) -> None:
        """A request was answered: on the event loop."""
        self.requests[status // 100] += 1
        self.seconds += seconds
        place = next((n for n, most in enumerate(WITHIN) if seconds <= most), len(WITHIN))
        self.durations[place] += 1
        self.games[SITE].errors += status >= 500

    def fresh(self) -> dict[str, Counts]:
        """What has come since it was last `kept`."""
        nothing = Counts()
        new = {game: now - self._kept.get(game, nothing) for game, now in [*self.games.items()]}
        return {game: counts for game, counts in new.items() if counts != nothing}

    def kept(self, fresh: Mapping[str, Counts]) -> None:
        """Whoever keeps says so afterwards: what could not be kept is fresh once more."""
        for game, counts in fresh.items():
            self._kept[game] = self._kept.get(game, Counts()) + counts


counting = Counting()
