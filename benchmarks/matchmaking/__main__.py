"""What pairing costs, and what it is worth: `python -m benchmarks.matchmaking [pass] [simulate]`.

`pass`: many tickets wait, and one pass pairs them; microseconds of CPU a ticket. `simulate`:
tickets come at several rates, with a pass each second, paired and first come, first served. Prints
Markdown; `simulate` also draws docs/images/matchmaking.svg.
"""

import argparse
import gc
import time
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.matchmaking.plot import drawn
from benchmarks.matchmaking.simulation import Played, played
from lobby.matchmaking.pairing import Rules, Ticket, pair

PICTURE = Path(__file__).resolve().parents[2] / "docs/images/matchmaking.svg"
QUEUES = {
    "2 players": Rules(2, 2),
    "4 players": Rules(4, 4),
    "2 teams, 4 to 8 players": Rules(4, 8, step=2, teams=2),
    "20 to 100 players": Rules(20, 100),
}
CROWDS = [1_000, 10_000, 100_000]
WISHES = [
    {},
    {"mode": "duel"},
    {"mode": "teams"},
    {"region": "eu"},
    {"region": "us", "mode": "duel"},
]
RATES = [3, 10, 30, 100, 300]  # tickets a minute
SIMULATED = Rules(4, 8)


def a_crowd(size: int, chance: Random) -> list[Ticket]:
    """Parties of 1 to 3; three fifths insist on nothing."""
    return [
        Ticket(
            number,
            chance.choices((1, 2, 3), (7, 2, 1))[0],
            chance.gauss(1500, 300),
            chance.uniform(0, 60),
            chance.choices(WISHES, (6, 1, 1, 1, 1))[0],
        )
        for number in range(size)
    ]


def took(rules: Rules, size: int, rounds: int) -> tuple[float, float]:
    """CPU seconds of a pass, and the part of the players that is paired."""
    seconds, parts = [], []
    for number in range(rounds):
        crowd = a_crowd(size, Random(number))
        players = {one.id: one.players for one in crowd}
        gc.collect()
        began = time.process_time()
        groups = pair(crowd, rules)
        seconds.append(time.process_time() - began)
        paired = sum(players[one] for group in groups for one in group.tickets)
        parts.append(paired / sum(players.values()))
    return median(seconds), median(parts)


def report_passes(rounds: int) -> None:
    sizes = " | ".join(f"µs a ticket, {size:,}" for size in CROWDS)
    print(f"| A match | {sizes} | largest / smallest | {CROWDS[-1]:,} in s | Players paired |")
    print("|---" * (len(CROWDS) + 4) + "|")
    for name, rules in QUEUES.items():
        passes = [took(rules, size, rounds * (1 + 10_000 // size)) for size in CROWDS]
        each = [seconds / size * 1e6 for (seconds, _), size in zip(passes, CROWDS, strict=True)]
        costs = " | ".join(f"{cost:.1f}" for cost in each)
        seconds, part = passes[-1]
        ratio = each[-1] / each[0]
        print(f"| {name} | {costs} | {ratio:.2f} | {seconds:.2f} | {part:.0%} |", flush=True)


def report_simulation(tickets: int) -> None:
    heads = ("points apart", "median wait", "p95 wait")
    print(
        "| Tickets a minute | "
        + " | ".join(f"{head}, paired | first come" for head in heads)
        + " |"
    )
    print("|---" * 7 + "|")
    found: dict[int, tuple[Played, Played]] = {}
    for rate in RATES:
        ours, first = (played(SIMULATED, rate, tickets, by_skill=by) for by in (True, False))
        found[rate] = ours, first
        points = f"{ours.apart:.0f} | {first.apart:.0f}"
        waits = f"{ours.median:.0f} s | {first.median:.0f} s | {ours.p95:.0f} s | {first.p95:.0f} s"
        print(f"| {rate} | {points} | {waits} |", flush=True)
    PICTURE.write_text(drawn(found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matchmaking", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="pass | simulate")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tickets", type=int, default=4000, help="that come, at each rate")
    wanted = parser.parse_args()
    if unknown := set(wanted.sections) - {"pass", "simulate"}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if not wanted.sections or "pass" in wanted.sections:
        report_passes(wanted.rounds)
        print()
    if not wanted.sections or "simulate" in wanted.sections:
        report_simulation(wanted.tickets)
