"""A room: the joinable thing, with a code, seats and a host."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lobby.models.game import Topology
from lobby.models.peer import Peer
from lobby.names import ROOM_LENGTH

CODE_LENGTH = 6


class RoomQuerySet(models.QuerySet["Room"]):
    def living(self) -> "RoomQuerySet":
        return self.filter(state__in=(Room.State.OPEN, Room.State.SEALED))

    def listed(self) -> "RoomQuerySet":
        """Public, open, and with its host in it: its game is connected, or its page is."""
        return self.filter(_hosted(), state=Room.State.OPEN, public=True)

    def on_lists(self) -> "RoomQuerySet":
        """Those that are listed, and public ones that play on behind a shut door."""
        somebody = Exists(Peer.objects.present().filter(room=OuterRef("pk")))
        opened = _hosted() & Q(state=Room.State.OPEN)
        return self.filter(opened | somebody & Q(state=Room.State.SEALED), public=True)


def _hosted() -> Exists:
    return Exists(Peer.objects.here().filter(room=OuterRef("pk"), number=OuterRef("host")))


class Room(models.Model):
    class State(models.TextChoices):
        OPEN = "open"
        SEALED = "sealed"
        CLOSED = "closed"

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    game = models.ForeignKey("lobby.Game", models.CASCADE, related_name="rooms")
    build = models.ForeignKey(
        "lobby.Build",
        models.SET_NULL,
        null=True,
        related_name="rooms",
        help_text="The build it was opened on: its peers all load that one.",
    )
    name = models.CharField(max_length=ROOM_LENGTH, blank=True)
    public = models.BooleanField(default=False)
    password = models.CharField(
        max_length=64, blank=True, help_text="Hashed, see lobby.passwords; empty if it needs none."
    )
    late_joining = models.BooleanField(default=True, help_text="Once it has started.")
    properties = models.JSONField(default=dict, blank=True, help_text="As its game declares them.")
    topology = models.CharField(
        max_length=4, choices=Topology, blank=True, help_text="Empty until its host's game says."
    )
    generation = models.PositiveSmallIntegerField(
        default=0, help_text="Of the engine: 3 or 4. 0 until its first game says."
    )
    seats = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    host = models.PositiveIntegerField(default=1, help_text="The number of the peer that hosts.")
    version = models.PositiveIntegerField(
        default=0, help_text="Raised by each change of its members; every announcement bears it."
    )
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, help_text="When its host said that they play.")
    sealed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=120, blank=True)
    closing_words = models.CharField(max_length=120, blank=True, help_text="What its players read.")

    objects = RoomQuerySet.as_manager()

    # For verbs, filled by `lobby.ledger`: who takes up a seat, who did until a moment ago,
    # and who may not come back.
    present: "list[Peer]"
    gone: "list[Peer]"
    put_out: "list[Peer]"

    class Meta:
        default_permissions = ("view",)
        permissions = [("seal_room", "Can seal room"), ("close_room", "Can close room")]
        indexes = [
            models.Index(fields=["state", "public", "game"], name="living_rooms"),
            models.Index(fields=["created_at"], name="rooms_by_age"),
            models.Index(fields=["closed_at"], name="rooms_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(topology__in=["", *Topology.values]), name="topology_is_known"
            ),
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="a_room_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def locked(self) -> bool:
        return bool(self.password)

    @property
    def playing(self) -> bool:
        """Its host has said so, or has sealed it."""
        return bool(self.started_at or self.sealed_at)
