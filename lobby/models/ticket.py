"""A ticket: a player's or a party's place in a queue."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

KEY_BYTES = 16  # 22 characters of base64url
WORD_LENGTH = 40


def new_key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> "TicketQuerySet":
        return self.filter(state__in=(Ticket.State.GATHERING, Ticket.State.WAITING))

    def waiting(self) -> "TicketQuerySet":
        return self.filter(state=Ticket.State.WAITING)


class Ticket(models.Model):
    class State(models.TextChoices):
        GATHERING = "gathering", "its party is not complete"
        WAITING = "waiting", "waiting for a match"
        MATCHED = "matched", "matched"
        LEFT = "left", "given up"
        TIMED_OUT = "timed out", "nobody was found in time"

    key = models.CharField(max_length=22, unique=True, default=new_key)
    queue = models.ForeignKey("lobby.Queue", models.CASCADE, related_name="tickets")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    party = models.CharField(
        max_length=WORD_LENGTH, blank=True, help_text="What its members call it by."
    )
    size = models.PositiveSmallIntegerField(
        default=1, help_text="Players; of a party that gathers, how many it waits for, or 0."
    )
    values = models.JSONField(default=dict, blank=True, help_text="What it insists on.")
    generation = models.PositiveSmallIntegerField(
        default=0, help_text="Of the engine, 3 or 4; 0: of a page, which takes what comes."
    )
    skill = models.FloatField(default=0, help_text="Points, the mean of its players.")
    since = models.DateTimeField(
        default=timezone.now, help_text="Waiting; kept by who comes back from a failed match."
    )
    ended_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=120, blank=True, help_text="Why it ended, for its players.")
    match = models.ForeignKey(
        "lobby.Match", models.SET_NULL, null=True, blank=True, related_name="tickets"
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["state", "queue", "since"], name="waiting_tickets"),
            models.Index(fields=["queue", "ended_at"], name="tickets_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "party"],
                condition=Q(state__in=("gathering", "waiting")) & ~Q(party=""),
                name="party_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.queue}: {self.key}"

    @property
    def open(self) -> bool:
        return self.state in (self.State.GATHERING, self.State.WAITING)
