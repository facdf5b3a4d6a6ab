"""What Prometheus is told of this worker: plain numbers, read the moment it asks.

Two of them ask the database: the rooms and the players of the site. They are left out while it is
away, the others are told then as ever. `docs/metrics.md` lists all.
"""

from collections.abc import Iterator, Mapping
from itertools import accumulate
from time import monotonic
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from lobby import figures
from lobby.bus import bus
from lobby.counting import WITHIN, Counts, counting
from lobby.database import ask_in_time
from lobby.live.feeds import feeds
from lobby.switchboard import switchboard

Labels = tuple[str, ...]
SUMS = (
    ("joins", "joins", "Seats that games took at sockets of this worker."),
    ("relays", "relays", "Signals that this worker handed on."),
    ("connected", "connections_opened", "Ends of connections that opened, as games report."),
    ("relayed", "connections_relayed", "Those of them that go through a TURN server."),
    ("failed", "connections_failed", "Ends of connections that never opened."),
    ("sent", "game_bytes", "Bytes of games that this worker sent itself."),
    ("matched", "tickets_matched", "Tickets that this worker made matches of."),
    ("waited", "matchmaking_wait_seconds", "Seconds that these tickets had waited, together."),
)


def exposition() -> bytes:
    """In Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Worker())
    return generate_latest(registry)


class Worker:
    def collect(self) -> Iterator[Metric]:
        yield from self._gauges()
        counts = sum(counting.games.copy().values(), Counts())
        for field, name, words in SUMS:
            yield _counter(name, words, {(): getattr(counts, field)})
        yield _counter("signals_lost", "Signals given up on.", {(): switchboard.signals_lost})
        rules = {(rule,): count for rule, count in counting.refusals.copy().items()}
        yield _counter("refusals", "What sockets were refused, by rule.", rules, ("rule",))
        answers = {(f"{first}xx",): count for first, count in counting.requests.copy().items()}
        words = "Requests by the class of their answers."
        yield _counter("http_requests", words, answers, ("status",))
        yield _durations()

    def _gauges(self) -> Iterator[Metric]:
        tables = switchboard.tables.copy()
        seated = sum(len(table.seated) for table in tables.values())
        lease = monotonic() - counting.renewed
        up = not bus.away
        if (playing := ask_in_time(figures.playing)) is not None:
            players, rooms = (sum(by_game.values()) for by_game in playing)
            yield _gauge("site_peers", "Seats taken on the whole site.", players)
            yield _gauge("site_rooms", "Rooms open or sealed on the whole site.", rooms)
        yield _gauge("peers", "Games with a seat at sockets of this worker.", seated)
        yield _gauge("rooms", "Rooms with games at this worker.", len(tables))
        yield _gauge("sockets", "Signaling sockets of this worker.", len(switchboard.sockets))
        yield _gauge("page_sockets", "Pages that watch rooms here.", len(feeds.sockets))
        yield _gauge("bus_up", "1 if Redis answers, or none is needed.", up)
        yield _gauge("lease_age_seconds", "Since this worker said that it lives.", lease)
        words = "How late the event loop was of late, at most."
        yield _gauge("event_loop_lag_seconds", words, counting.lag)


def _gauge(name: str, words: str, value: float) -> Metric:
    family = GaugeMetricFamily(f"playlobby_{name}", words, labels=("worker",))
    family.add_metric((switchboard.worker,), value)
    return family


def _counter(
    name: str, words: str, values: Mapping[Any, int], labels: Labels = ()
) -> CounterMetricFamily:
    family = CounterMetricFamily(f"playlobby_{name}", words, labels=("worker", *labels))
    for of, value in values.items():
        family.add_metric((switchboard.worker, *of), value)
    return family


def _durations() -> Metric:
    name, words = "playlobby_http_request_seconds", "Until a request was answered, all of it."
    family = HistogramMetricFamily(name, words, labels=("worker",))
    counts = list(accumulate(counting.durations))
    ends = [*map(str, WITHIN), "+Inf"]
    family.add_metric(
        (switchboard.worker,), list(zip(ends, counts, strict=True)), sum_value=counting.seconds
    )
    return family
