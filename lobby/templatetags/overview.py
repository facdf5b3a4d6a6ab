"""The figures on the admin's first page, for who may see them."""

from typing import Any

from django import template

from lobby.models import Game
from lobby.overview import PERIODS, chosen, overview

register = template.Library()

# What is drawn: title, unit, and each line's figure, word, and series of the plot's colours.
PLOTS = (
    ("people", "Players and rooms", "at once, at most", "players:players:1 rooms:rooms:2"),
    ("joins", "Joins", "players who took a seat in a game", "joins:joins:1"),
    ("relays", "Signals", "handed on between players, a second", "relays:signals:1"),
    (
        "connections",
        "Connections",
        "ends of them that players’ games reported",
        "connected:connected:1 relayed:of_those_relayed:2 failed:failed:3",
    ),
    ("wait", "Wait for a match", "seconds, on average", "wait:seconds:1"),
    ("sent", "Games sent", "megabytes", "sent:MB:1"),
    ("errors", "Errors", "by the server", "errors:errors:3 signals_lost:signals_lost:2"),
)


@register.inclusion_tag("admin/figures.html", takes_context=True)
def figures_overview(context: Any) -> dict[str, Any]:
    request = context["request"]
    if not request.user.has_perm("lobby.view_figure"):
        return {}
    game, over = chosen(request.GET.get("game", ""), request.GET.get("over", ""))
    plots = [
        {"key": key, "title": title, "unit": unit, "lines": _lines(lines), "of": lines}
        for key, title, unit, lines in PLOTS
    ]
    return {
        "overview": overview(game=game, over=over),
        "games": Game.objects.order_by("title").values_list("slug", "title"),
        "periods": PERIODS.items(),
        "plots": plots,
    }


def _lines(lines: str) -> list[dict[str, str]]:
    found = (line.split(":") for line in lines.split())
    return [{"word": word.replace("_", " "), "series": series} for _, word, series in found]
