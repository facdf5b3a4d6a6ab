"""Medians with their spread, and the ratio to another server round by round."""

from collections.abc import Callable, Sequence
from statistics import median

Show = Callable[[float], str]


def thousands(value: float) -> str:
    return f"{value:,.0f}"


def two_digits(value: float) -> str:
    return f"{value:.2f}"


def one_digit(value: float) -> str:
    return f"{value:.1f}"


def spread(values: Sequence[float], show: Show) -> str:
    """`median (lowest–highest)`."""
    if len(values) == 1:
        return show(values[0])
    return f"{show(median(values))} ({show(min(values))}–{show(max(values))})"


def ratio(values: Sequence[float], others: Sequence[float]) -> str:
    """The median of each round's own ratio: a machine whose speed drifts, drifts for both."""
    return two_digits(median(a / b for a, b in zip(values, others, strict=True)))


def markdown(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
