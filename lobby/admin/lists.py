"""Lists that stay fast however long they are.

Django's own drill-down by date asks the database for all distinct dates, which reads every row;
this one offers every date between the first row and the last.
"""

import calendar
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format

MOST_FOUND = 500  # by one search

Choice = dict[str, str]


def moment(field: str, title: str) -> Any:
    """A column of a time: short, whole, and to be sorted by eye.

    A function of a row; typed loosely, as the stubs of Django's admin want names in most places.
    """

    @admin.display(description=title, ordering=field)
    def shown(row: Model) -> str:
        value = getattr(row, field)
        return f"{value:%Y-%m-%d %H:%M}" if value else "–"

    shown.__name__ = field
    return shown


CREATED = moment("created_at", "created (UTC)")


def newest(rows: QuerySet[Any], matching: Q) -> QuerySet[Any]:
    """The newest of those that match: one walk, where a list makes one to count and one to show."""
    found = rows.filter(matching).order_by("-pk").prefetch_related(None)
    return rows.filter(pk__in=list(found.values_list("pk", flat=True)[:MOST_FOUND]))


class LongList(ChangeList):
    """A change list with `drill_down`, for its template, beside Django's `date_hierarchy`."""

    def get_filters(self, request: HttpRequest) -> Any:
        """Django answers a date that is none with a redirect, but for those past the calendar."""
        try:
            return super().get_filters(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from None

    def drill_down(self) -> dict[str, object]:
        ends = self._ends()
        if ends is None:
            return {}
        first, last = ends
        # Without a year nobody has looked whether month and day are any.
        year = self._chosen("year")
        month = self._chosen("month") if year else 0
        day = self._chosen("day") if month else 0
        if first.year == last.year:
            year = year or first.year
        if day:
            shown = date_format(date(year, month, day), "MONTH_DAY_FORMAT")
            return {"back": self._month(year, month), "choices": [{"title": shown}]}
        if month:
            days = range(1, calendar.monthrange(year, month)[1] + 1)
            found = [date(year, month, day) for day in days]
            choices = [self._day(at) for at in found if first.date() <= at <= last.date()]
            return {"back": self._year(year), "choices": choices}
        if year:
            start = first.month if year == first.year else 1
            end = last.month if year == last.year else 12
            choices = [self._month(year, month) for month in range(start, end + 1)]
            return {"back": self._link("All dates"), "choices": choices}
        return {"choices": [self._year(year) for year in range(first.year, last.year + 1)]}

    def _ends(self) -> tuple[datetime, datetime] | None:
        """Two looks into the index."""
        field = self.date_hierarchy
        rows = self.model._default_manager.values_list(field, flat=True)
        first = rows.order_by(field).first()
        last = rows.order_by(f"-{field}").first()
        return (first, last) if first and last else None

    def _chosen(self, part: str) -> int:
        value = self.params.get(f"{self.date_hierarchy}__{part}", "")
        return int(value) if value.isdecimal() else 0

    def _year(self, year: int) -> Choice:
        return self._link(str(year), year=year)

    def _month(self, year: int, month: int) -> Choice:
        title = date_format(date(year, month, 1), "YEAR_MONTH_FORMAT")
        return self._link(title, year=year, month=month)

    def _day(self, at: date) -> Choice:
        title = date_format(at, "MONTH_DAY_FORMAT")
        return self._link(title, year=at.year, month=at.month, day=at.day)

    def _link(self, title: str, **parts: int) -> Choice:
        field = self.date_hierarchy
        chosen = {f"{field}__{part}": value for part, value in parts.items()}
        return {"title": title, "link": self.get_query_string(chosen, [f"{field}__"])}
