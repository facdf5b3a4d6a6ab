"""A peer: one seat in a room, with a number."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class PeerQuerySet(models.QuerySet["Peer"]):
    def present(self) -> "PeerQuerySet":
        """Everyone who takes up a seat, connected or not yet."""
        return self.exclude(state=Peer.State.LEFT)

    def seated(self) -> "PeerQuerySet":
        return self.filter(state=Peer.State.SEATED)

    def here(self) -> "PeerQuerySet":
        """Those whose game, or at least whose page, is connected."""
        return self.filter(Q(state=Peer.State.SEATED) | Q(state=Peer.State.HELD) & ~Q(page=""))


class Peer(models.Model):
    class State(models.TextChoices):
        HELD = "held", "a page took the seat; its game is loading"
        WAITING = "waiting", "joined, but the room's maker is not here yet"
        SEATED = "seated", "connected"
        LEFT = "left", "gone; the number is not given again"

    room = models.ForeignKey("lobby.Room", models.CASCADE, related_name="peers")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State)
    player = models.CharField(max_length=22, blank=True, help_text="The player's id, if known.")
    name = models.CharField(max_length=24, blank=True)
    socket = models.CharField(
        max_length=40, blank=True, db_index=True, help_text="Where it is connected."
    )
    resume_key = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="Who knows its token may take it over."
    )
    extensions = models.BooleanField(default=False, help_text="Its game speaks them.")
    page = models.CharField(
        max_length=40, blank=True, db_index=True, help_text="Where its page is connected."
    )
    ready = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False, help_text="Its tab is: browsers halt games there.")
    team = models.PositiveSmallIntegerField(
        default=0, help_text="In a match that has teams: 1, 2, …"
    )
    held_until = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(default=timezone.now)
    # Of a seat that is kept: since when neither its game nor its page is connected.
    left_at = models.DateTimeField(null=True)
    parting_words = models.CharField(
        max_length=120, blank=True, help_text="What it was told when it was put out."
    )

    objects = PeerQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = "player"  # as staff read it
        default_permissions = ("view",)
        permissions = [("kick_peer", "Can kick player")]
        indexes = [
            models.Index(fields=["state", "held_until"], name="held_seats"),
            models.Index(fields=["player"], name="seats_of_a_player"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="number_is_unique"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=2**31 - 1),
                name="number_is_one_of_the_engine",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Peer {self.number}"
