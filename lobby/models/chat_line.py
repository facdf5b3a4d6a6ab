"""What a player wrote to the others in a room, and what somebody says against it."""

from django.db import models
from django.utils import timezone

MOST_CHARACTERS = 500


class ChatLine(models.Model):
    """Kept while the room lives, and a while longer: see `lobby.privacy.terms`."""

    room = models.ForeignKey("lobby.Room", models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="Of the peer who wrote it.")
    player = models.CharField(max_length=22, blank=True)
    name = models.CharField(max_length=24, blank=True)
    text = models.CharField(max_length=MOST_CHARACTERS)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


class Report(models.Model):
    """A copy of a line that somebody found wrong: it outlives the room."""

    room = models.ForeignKey("lobby.Room", models.SET_NULL, null=True, related_name="reports")
    line = models.PositiveBigIntegerField(help_text="The key that the line had.")
    player = models.CharField(max_length=22, blank=True, help_text="Who wrote it.")
    name = models.CharField(max_length=24, blank=True)
    text = models.CharField(max_length=MOST_CHARACTERS)
    said_at = models.DateTimeField()
    reported_by = models.CharField(max_length=22)
    reported_at = models.DateTimeField(default=timezone.now)
    settled = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["line", "reported_by"], name="one_report_a_reader")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"
