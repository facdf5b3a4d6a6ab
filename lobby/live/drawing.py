"""What watchers of lists are sent: parts of pages in `<template>`s, or JSON.

A row is drawn once a batch for all who see it alike. On the thread for pages alone.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lobby.live.telling import told
from lobby.models import Room
from lobby.seating import Seating, seatings
from lobby.views.games import playing
from lobby.views.home import rack
from lobby.views.listing import Wish, shown

_rows: dict[tuple[str, bool], str] = {}
_people: dict[str, int] = {}  # who plays a game, by its slug


@contextmanager
def batch() -> Iterator[None]:
    """Within it, a room is drawn once for each look, and a game's players are counted once."""
    for kept in (_rows, _people):
        kept.clear()
    yield
    for kept in (_rows, _people):
        kept.clear()


class View(Protocol):
    """What a group of watchers wishes to see. Hashable: who wishes the same is one group."""

    def read(self) -> list[Seating]:
        """The rooms that belong to it now."""

    def belongs(self, seating: Seating) -> bool:
        """The same of one room, without a query."""

    def whole(self, found: Sequence[Seating]) -> list[str]:
        """The frames for who comes now."""

    def turns(self, before: Iterable[Seating], now: Iterable[Seating]) -> bool:
        """Whether all are to be told the whole, rather than what has changed."""

    def changed(self, concerned: Sequence[Seating], *, still: Collection[str]) -> list[str]:
        """The frames for who is there: these have changed, those in `still` belong to it yet."""

    def own(self, mine: Sequence[Seating]) -> list[str]:
        """The frames for one who sits in these rooms, beside those for all."""


@dataclass(frozen=True)
class ListView:
    """The rooms of a game, or of all (`slug` ""), as a page shows them."""

    slug: str
    wish: Wish

    def read(self) -> list[Seating]:
        rooms = Room.objects.on_lists()
        return seatings(self.wish.among(rooms.filter(game__slug=self.slug) if self.slug else rooms))

    def belongs(self, seating: Seating) -> bool:
        of_game = self.slug in ("", seating.room.game.slug)
        return of_game and seating.on_lists and self.wish.fits(seating)

    def turns(self, before: Iterable[Seating], now: Iterable[Seating]) -> bool:
        """From bare or to bare: that is more than rows, and a thousand pages that ask for it at the
        same moment would ask for much."""
        return self._bare(list(before)) != self._bare(list(now))

    def whole(self, found: Sequence[Seating]) -> list[str]:
        context = shown(list(found), self.wish) | self._page()
        if self.slug:
            context["people"] = playing(self.slug)
        part = mark_safe(render_to_string("parts/room-list.html", context))
        return [format_html("<template data-list>{}</template>", part)]

    def changed(self, concerned: Sequence[Seating], *, still: Collection[str]) -> list[str]:
        rows = "".join(self._row(one, one.room.code in still) for one in concerned)
        there = [one for one in concerned if one.room.code in still]
        fits = [one.room.code for one in there if self._is_news(one)]
        if not self.slug:
            return [_template_of_rows(rows, fits)]
        if self.slug not in _people:
            _people[self.slug] = playing(self.slug)
        return [_template_of_rows(rows, fits), _counts(people=_people[self.slug])]

    def own(self, mine: Sequence[Seating]) -> list[str]:
        rows = "".join(self._draw(one) for one in mine)
        return [_template_of_rows(rows, ())] if mine else []

    def _is_news(self, seating: Seating) -> bool:
        """Whether whoever has not seen it should be told of it."""
        return self.wish.every or seating.joinable

    def _bare(self, known: Sequence[Seating]) -> tuple[bool, bool]:
        """Whether it has no rooms, and none that are shown at once."""
        return not known, not any(map(self._is_news, known))

    def _row(self, seating: Seating, belongs: bool) -> str:
        if not belongs:
            return format_html('<li class="row row-gone" data-room="{}"></li>', seating.room.code)
        key = (seating.room.code, bool(self.slug))
        if key not in _rows:
            _rows[key] = self._draw(seating)
        return _rows[key]

    def _draw(self, seating: Seating) -> str:
        return render_to_string("parts/room-row.html", {"seating": seating} | self._page())

    def _page(self) -> dict[str, Any]:
        """What else the page's own template would say."""
        if not self.slug:
            return {"across_games": True, "row_level": "h2"}
        return {"game": {"slug": self.slug}}


@dataclass(frozen=True)
class RackView:
    """The keys on the first page."""

    def read(self) -> list[Seating]:
        return seatings(Room.objects.listed())

    def belongs(self, seating: Seating) -> bool:
        return seating.on_lists and seating.room.open

    def turns(self, before: Iterable[Seating], now: Iterable[Seating]) -> bool:
        return True

    def whole(self, found: Sequence[Seating]) -> list[str]:
        return self._drawn("")

    def changed(self, concerned: Sequence[Seating], *, still: Collection[str]) -> list[str]:
        return self._drawn("")

    def own(self, mine: Sequence[Seating]) -> list[str]:
        return self._drawn(mine[0].viewer) if mine else []

    def _drawn(self, viewer: str) -> list[str]:
        context = rack(viewer)
        part = mark_safe(render_to_string("parts/rack.html", context))
        counts = _counts(rooms=context["rooms"], people=context["people"])
        return [format_html("<template data-rack>{}</template>", part), counts]


@dataclass(frozen=True)
class JsonView(ListView):
    """The same rooms for programs."""

    def turns(self, before: Iterable[Seating], now: Iterable[Seating]) -> bool:
        return False

    def whole(self, found: Sequence[Seating]) -> list[str]:
        return [json.dumps({"type": "rooms", "rooms": [told(one) for one in found]})]

    def changed(self, concerned: Sequence[Seating], *, still: Collection[str]) -> list[str]:
        return [
            json.dumps({"type": "room", "room": told(one)})
            if one.room.code in still
            else json.dumps({"type": "gone", "code": one.room.code})
            for one in concerned
        ]

    def own(self, mine: Sequence[Seating]) -> list[str]:
        return []


def _template_of_rows(rows: str, fits: Collection[str]) -> SafeString:
    return format_html(
        '<template data-rows data-fits="{}">{}</template>', " ".join(fits), mark_safe(rows)
    )


def _counts(**counted: object) -> SafeString:
    attributes = "".join(format_html(' data-{}="{}"', *one) for one in counted.items())
    return format_html("<template data-counts{}></template>", mark_safe(attributes))
