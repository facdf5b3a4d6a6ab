"""The picture of a simulation, as SVG: two panels over the same rates, in light and in dark."""

from collections.abc import Callable, Mapping
from math import log10

from benchmarks.matchmaking.simulation import Played

Both = tuple[Played, Played]  # paired, first come
WIDTH, HEIGHT, TOP, BOTTOM = 880, 380, 78, 318
PANELS = (64, 424), (512, 872)  # left and right
LABELS = 106  # room for words at a panel's right
STYLE = """
.paper { fill: #fbfdf8; } .ink { fill: #10241d; } .quiet { fill: #475a51; }
.line { stroke: #cdd8cb; } text { font: 14px system-ui, sans-serif; }
.title { font-size: 16px; font-weight: 600; }
.ours { stroke: #0a6548; } .first { stroke: #a90f3c; }
.ours-ink { fill: #0a6548; font-weight: 600; } .first-ink { fill: #a90f3c; }
.curve { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.dashed { stroke-dasharray: 7 5; } .thin { stroke-width: 1.25; }
@media (prefers-color-scheme: dark) {
.paper { fill: #15221d; } .ink { fill: #ecf3eb; } .quiet { fill: #a9bbb0; }
.line { stroke: #2a3c34; } .ours { stroke: #77d8ae; } .first { stroke: #ff8fa6; }
.ours-ink { fill: #77d8ae; } .first-ink { fill: #ff8fa6; }
}"""
CURVES: list[tuple[int, str, str, Callable[[Both], float]]] = [
    (0, "ours", "by skill", lambda both: both[0].apart),
    (0, "first dashed", "first come", lambda both: both[1].apart),
    (1, "ours", "by skill", lambda both: both[0].median),
    (1, "first dashed", "first come", lambda both: both[1].median),
    (1, "ours thin", "by skill, p95", lambda both: both[0].p95),
    (1, "first dashed thin", "first, p95", lambda both: both[1].p95),
]
TITLES = "Points between two who play together", "Seconds waited: median, and thin p95"


def drawn(found: Mapping[int, Both]) -> str:
    parts = [_panel(side, found) for side in (0, 1)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="title told">',
            '<title id="title">Pairing by skill beside first come, first served</title>',
            f'<desc id="told">{_told(found)}</desc>',
            f"<style>{STYLE}\n</style>",
            f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="12"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _told(found: Mapping[int, Both]) -> str:
    return " ".join(
        f"At {rate} tickets a minute: {ours.apart:.0f} points apart by skill, {first.apart:.0f}"
        f" first come; median wait {ours.median:.0f} s and {first.median:.0f} s,"
        f" p95 {ours.p95:.0f} s and {first.p95:.0f} s."
        for rate, (ours, first) in found.items()
    )


def _panel(side: int, found: Mapping[int, Both]) -> str:
    left, right = PANELS[side][0], PANELS[side][1] - LABELS
    curves = [curve for curve in CURVES if curve[0] == side]
    values = [[read(both) for both in found.values()] for *_, read in curves]
    top = _round_up(max(map(max, values)))
    first, last = log10(min(found)), log10(max(found))
    xs = [left + (log10(rate) - first) / (last - first) * (right - left) for rate in found]
    return "\n".join(
        [
            f'<text class="ink title" x="{left - 40}" y="38">{TITLES[side]}</text>',
            *(_level(left, right, top * part / 4, top) for part in range(5)),
            *(
                f'<text class="quiet" text-anchor="middle" x="{x:.0f}"'
                f' y="{BOTTOM + 22}">{rate}</text>'
                for x, rate in zip(xs, found, strict=True)
            ),
            f'<text class="quiet" text-anchor="middle" x="{(left + right) / 2:.0f}"'
            f' y="{BOTTOM + 46}">tickets a minute</text>',
            *(
                f'<polyline class="curve {look}" points="{_points(xs, ys, top)}"/>'
                for (_, look, _, _), ys in zip(curves, values, strict=True)
            ),
            *_names(curves, [_height(ys[-1], top) for ys in values], right),
        ]
    )


def _level(left: float, right: float, value: float, top: float) -> str:
    y = _height(value, top)
    return (
        f'<line class="line" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="quiet" text-anchor="end" x="{left - 8}" y="{y + 5:.1f}">{value:g}</text>'
    )


def _points(xs: list[float], ys: list[float], top: float) -> str:
    return " ".join(f"{x:.1f},{_height(y, top):.1f}" for x, y in zip(xs, ys, strict=True))


def _names(
    curves: list[tuple[int, str, str, Callable[[Both], float]]], ends: list[float], right: float
) -> list[str]:
    """Each curve's name at its end, none upon another: from the bottom up."""
    placed, free = [], float(BOTTOM + 4)
    for (_, look, name, _), end in sorted(zip(curves, ends, strict=True), key=lambda one: -one[1]):
        y = min(end + 5, free)
        free = y - 18
        ink = "ours-ink" if look.startswith("ours") else "first-ink"
        placed.append(f'<text class="{ink}" x="{right + 8}" y="{y:.1f}">{name}</text>')
    return placed


def _height(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _round_up(value: float) -> float:
    step = 10 ** int(log10(value))
    return next(part * step for part in (1, 2, 4, 6, 8, 10) if part * step >= value)
