"""What a queue's rules mean, in a host's words."""

from dataclasses import dataclass

from lobby.matchmaking.figures import Figures
from lobby.models import Queue

MINUTE = 60  # seconds
MOST_SIZES = 4  # told one by one


@dataclass(frozen=True, slots=True)
class Line:
    """A queue, as the list of a game's queues tells of it."""

    queue: Queue
    figures: Figures

    @property
    def rules(self) -> str:
        return rules(self.queue)

    @property
    def share(self) -> int | None:
        """Of the last day's matches, how many in a hundred fell through."""
        made = self.figures.matches
        return round(100 * self.figures.fell_through / made) if made else None


def rules(queue: Queue) -> str:
    """“2 to 4 players, no teams, within 200 points, wider by 10 each second, up to 5 minutes”."""
    fewer = queue.least < queue.most and queue.settle_after
    said = [
        players(queue),
        f"{queue.teams} teams" if queue.teams > 1 else "no teams",
        f"within {queue.window} points",
        f"wider by {queue.widening} each second" if queue.widening else "",
        f"fewer than {queue.most} after {span(queue.settle_after)}" if fewer else "",
        f"up to {span(queue.timeout)}",
        "running matches first" if queue.backfill else "",
    ]
    return ", ".join(part for part in said if part)


def players(queue: Queue) -> str:
    """“2 players”, “2 to 4 players”, “4, 6 or 8 players”, “2 to 16 players in steps of 2”."""
    *fewer, most = map(str, range(queue.least, queue.most + 1, queue.step))
    if not fewer:
        return f"{most} players"
    if queue.step > 1 and len(fewer) < MOST_SIZES:
        return f"{', '.join(fewer)} or {most} players"
    steps = f" in steps of {queue.step}" if queue.step > 1 else ""
    return f"{queue.least} to {queue.most} players{steps}"


def span(seconds: int) -> str:
    """“45 seconds”, “5 minutes”."""
    whole = seconds >= MINUTE and seconds % MINUTE == 0
    number, unit = (seconds // MINUTE, "minute") if whole else (seconds, "second")
    return f"{number} {unit}{'' if number == 1 else 's'}"
