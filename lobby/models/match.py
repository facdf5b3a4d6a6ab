"""A match: what matchmaking made of tickets. It is played in a room."""

from django.db import models
from django.utils import timezone


class Match(models.Model):
    class State(models.TextChoices):
        GATHERING = "gathering", "its players are coming"
        PLAYING = "playing", "they are there"
        FELL_THROUGH = "fell through", "somebody did not come"
        RATED = "rated", "they have said who won"

    queue = models.ForeignKey("lobby.Queue", models.CASCADE, related_name="matches")
    room = models.OneToOneField(
        "lobby.Room", models.SET_NULL, null=True, related_name="match", db_index=True
    )
    state = models.CharField(max_length=12, choices=State, default=State.GATHERING)
    reason = models.CharField(max_length=200, blank=True, help_text="Why these players met.")
    made_at = models.DateTimeField(default=timezone.now)
    come_by = models.DateTimeField(help_text="Who has not come by then is not waited for.")
    rated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        verbose_name_plural = "matches"
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["state", "come_by"], name="matches_by_state"),
            models.Index(fields=["queue", "made_at"], name="matches_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.queue}, {self.made_at:%d %b %Y %H:%M}"
