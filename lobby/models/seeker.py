"""A seeker: a player who has a ticket."""

from django.db import models
from django.db.models import Q

from lobby.models.ticket import Ticket


class Seeker(models.Model):
    """Alone, or with its party."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="seekers")
    player = models.CharField(max_length=22, blank=True, help_text="The player's id, if known.")
    name = models.CharField(max_length=24, blank=True)
    open = models.BooleanField(default=True, help_text="As long as its ticket is.")
    heard_until = models.DateTimeField(help_text="Then it counts as gone.")
    page = models.CharField(
        max_length=40, blank=True, db_index=True, help_text="Where its page is connected."
    )
    away = models.BooleanField(default=False, help_text="Its page went; it may come back.")
    # Of one whose game waits at its signaling socket, and is seated there:
    socket = models.CharField(max_length=40, blank=True, db_index=True)
    resume_key = models.CharField(max_length=64, blank=True, db_index=True)
    extensions = models.BooleanField(default=False)
    topology = models.CharField(max_length=4, blank=True, help_text="What it asked for.")

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["player"],
                condition=Q(open=True) & ~Q(player=""),
                name="player_seeks_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.player
