"""What staff has posted for the whole site: it holds until its end, or until it is deleted."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class PostingQuerySet(models.QuerySet[Any]):
    def in_force(self) -> "PostingQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))


class Posting(models.Model):
    until = models.DateTimeField(
        "until (UTC)", null=True, blank=True, help_text="Empty: until it is deleted."
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]

    @property
    def holds(self) -> bool:
        """The same as `in_force`, of one that was read a while ago."""
        return self.until is None or self.until > timezone.now()
