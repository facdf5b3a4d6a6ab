"""A notice: what all players read at the top of their pages for a while."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NoticeQuerySet(models.QuerySet["Notice"]):
    def in_force(self) -> "NoticeQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))


class Notice(models.Model):
    words = models.CharField(
        max_length=160, help_text="All players read it at the top of the page, at once."
    )
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

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.words
