"""What is printed: rounds of loads as a table, and what else must be said of them."""

import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from statistics import median

from benchmarks.signaling import loads, tables
from benchmarks.signaling.loads import LOADS, RELAYS, Load, Result
from benchmarks.signaling.machine import LOAD_CORE, SERVER_CORE, description
from benchmarks.signaling.servers import Server

RATIOS = (
    ("ours", "peerjs"),
    ("ours", "bare"),
    ("ours", "bare-uvicorn"),
    ("ours2", "ours"),
    ("ours2-apart", "group-send"),
)
Results = dict[tuple[str, str], list[Result]]  # by server and load: one of each round


@dataclass(frozen=True)
class Row:
    title: str
    load: str
    figure: Callable[[Result], float]
    show: tables.Show = tables.thousands


ROWS = [
    *(
        Row(f"relays per CPU-second, {load.title}", name, lambda result: result.rate)
        for name, load in RELAYS.items()
    ),
    Row("joins per CPU-second", "joins", lambda result: result.rate),
    Row("leaves per CPU-second", "joins", lambda result: result.leaving_rate),
    Row("ms to arrive, p50", "latency", lambda result: result.more["p50"], tables.two_digits),
    Row("ms to arrive, p99", "latency", lambda result: result.more["p99"], tables.two_digits),
    Row("KiB an idle connection", "idle", lambda result: result.more["kib"], tables.one_digit),
]


def table(wanted: Namespace, servers: list[Server]) -> None:
    """Every load on every server, `--rounds` times."""
    plans = {name: _plan(name, wanted) for name in LOADS if name in wanted.loads}
    results = _rounds(wanted.rounds, servers, plans)
    names = [server.name for server in servers]
    ratios = [pair for pair in RATIOS if set(pair) <= set(names)]
    header = ["", *(server.title for server in servers), *(f"{a} / {b}" for a, b in ratios)]
    rows = []
    for row in ROWS:
        if row.load in plans:
            figures = {
                name: [row.figure(result) for result in results[name, row.load]] for name in names
            }
            cells = [tables.spread(figures[name], row.show) for name in names]
            cells += [tables.ratio(figures[a], figures[b]) for a, b in ratios]
            rows.append([row.title, *cells])
    print(tables.markdown(header, rows), end="\n\n")
    print(*_notes(wanted, servers, plans, results), sep="\n")


def crowd(wanted: Namespace, servers: list[Server]) -> None:
    """The time of a join alone, and among `--crowd` idle players, in ms."""
    times: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for _ in range(wanted.rounds):
        for server in servers:
            with server.start() as running:
                alone = loads.run(loads.JOIN_TIMES, server, running)
                with loads.crowd(wanted.crowd, server, running):
                    among = loads.run(loads.JOIN_TIMES, server, running)
            times[server.name, False].append(alone.more["p50"])
            times[server.name, True].append(among.more["p50"])
    header = ["ms a join, median of 200", "alone", f"among {wanted.crowd:,} idle", "ratio"]
    rows = []
    for server in servers:
        alone_ms, among_ms = times[server.name, False], times[server.name, True]
        shown = [tables.spread(ms, tables.two_digits) for ms in (alone_ms, among_ms)]
        rows.append([server.title, *shown, tables.ratio(among_ms, alone_ms)])
    print(tables.markdown(header, rows), end="\n\n")
    print(_how(wanted))


def _plan(name: str, wanted: Namespace) -> Load:
    load = LOADS[name]
    if name == "idle":
        return replace(load, seconds=wanted.idle_seconds, players=wanted.idle_players)
    if name == "latency":
        load = replace(load, rate=wanted.rate)
    return loads.quick(load) if wanted.quick else load


def _rounds(count: int, servers: list[Server], plans: dict[str, Load]) -> Results:
    results: Results = defaultdict(list)
    for number in range(count):
        for server in servers:
            print(f"Round {number + 1} of {count}: {server.title}", file=sys.stderr)
            with server.start() as running:
                for name, load in plans.items():
                    results[server.name, name].append(loads.run(load, server, running))
    return results


def _how(wanted: Namespace) -> str:
    return (
        f"Medians (lowest–highest) of {wanted.rounds} interleaved rounds; ratios are medians of "
        f"each round's own. {description()}; servers on core {SERVER_CORE}, load on {LOAD_CORE}."
    )


def _notes(
    wanted: Namespace, servers: list[Server], plans: dict[str, Load], results: Results
) -> Iterator[str]:
    yield _how(wanted)
    if "latency" in plans:
        yield f"- Times are at {wanted.rate:,} relays a second, in pairs, 300 B."
    if "idle" in plans:
        yield f"- Idle connections: {wanted.idle_players:,}, after {wanted.idle_seconds:g} s."
    for server in servers:
        if server.protocol == "peerjs":
            yield f"- {server.title} has no rooms: there, a connection counts as a join."
        if server.name == "url" and not wanted.pid:
            yield f"- {server.title}: figures are per second of the clock, not of its CPU."
        measured = {load: results[server.name, name] for name, load in plans.items()}
        yield from _below_its_limit(server, measured)
        for load, of_rounds in measured.items():
            if load.rate and min(it.count / it.seconds for it in of_rounds) < 0.98 * load.rate:
                yield f"- {server.title}: the load did not keep its rate; the times are too good."


def _below_its_limit(server: Server, measured: dict[Load, list[Result]]) -> Iterator[str]:
    """Where the server had time left: the load was too slow, or others took the cores."""
    found: dict[str, list[str]] = defaultdict(list)
    for load, of_rounds in measured.items():
        share = median(result.server_share for result in of_rounds)
        own = median(result.own_share for result in of_rounds)
        if load.load == "relay" and 0 < share < loads.BUSY:
            why = "the load was the bottleneck" if own >= loads.BUSY else "other programs ran"
            found[why].append(f"{load.title} (server {share:.0%} of its core, load {own:.0%})")
    for why, where in found.items():
        yield f"- {server.title}, {why}; per CPU-second it still holds: {'; '.join(where)}."
