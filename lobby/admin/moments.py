"""Until when something holds, as staff writes it: a date and a time, each with its own name."""

from typing import Any

from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.forms import SplitDateTimeField


class Until(AdminSplitDateTime):
    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, ("Until, date", "Until, time"), strict=True):
            widget.attrs["aria-label"] = name


UNTIL: Any = {models.DateTimeField: {"form_class": SplitDateTimeField, "widget": Until}}
