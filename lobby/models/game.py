"""A game: what a host publishes."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from lobby.properties import Property, check
from lobby.properties import declared as read_declared

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from lobby.models.build import Build
    from lobby.models.picture import Picture

# A slug is a DNS label: each game has an origin of its own, `<slug>.play…`.
SLUG_PATTERN = r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?"
RESERVED_SLUGS = ("www", "play", "api", "admin", "static", "blob")

# A mesh of n peers keeps n - 1 connections a peer; few games do well above 16.
# What Godot's demo has in it.
USUAL_ADDRESSES = ("ws://localhost:9080", "ws://127.0.0.1:9080")
DEFAULT_SEATS = 16
MOST_SEATS = 64


class Topology(models.TextChoices):
    """Who is connected to whom: everyone to everyone, or everyone to the host."""

    MESH = "mesh"
    STAR = "star"


class GameQuerySet(models.QuerySet["Game"]):
    def published(self) -> "GameQuerySet":
        """Those that have something to play, and that nobody has stopped."""
        return self.filter(live_build__isnull=False, stopped="")

    def of_host(self, user: "AbstractBaseUser | AnonymousUser") -> "GameQuerySet":
        """Those that this host may change."""
        return self.filter(Q(owner=user.pk) | Q(editors=user.pk)).distinct()


class Game(models.Model):
    class WhenHostLeaves(models.TextChoices):
        CLOSE = "close", "the room closes"
        KEEP = "keep", "the room goes on, and the longest seated is host"

    class IcePolicy(models.TextChoices):
        ALL = "all", "players connect directly where they can"
        RELAY = "relay", "hide players’ addresses from each other"

    slug = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(rf"\A{SLUG_PATTERN}\Z", "Small letters, digits and dashes.")],
    )
    title = models.CharField(max_length=80)
    description = models.TextField(blank=True)
    topology = models.CharField(
        max_length=4,
        choices=Topology,
        blank=True,
        help_text="Empty: whoever opens a room chooses.",
    )
    seats = models.PositiveSmallIntegerField(
        default=DEFAULT_SEATS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
        help_text="The most seats a room may have.",
    )
    when_host_leaves = models.CharField(
        max_length=5,
        choices=WhenHostLeaves,
        default=WhenHostLeaves.CLOSE,
        help_text="Before the start. Only a mesh can go on, and only if the game does not need "
        "peer 1.",
    )
    properties = models.TextField(
        blank=True,
        validators=[check],
        help_text="What whoever opens a room may choose, one a line: “Mode: Duel, Teams”, "
        "“Rounds: 1 to 9”, “Friendly fire: no or yes”, “Motto: text”.",
    )
    chat = models.BooleanField(default=True, help_text="Players of a room may write to each other.")
    ice_policy = models.CharField(
        "connections",
        max_length=5,
        choices=IcePolicy,
        default=IcePolicy.ALL,
        help_text="Hidden, all that players send each other goes through the site’s TURN server: "
        "somewhat slower, and without one nobody is connected.",
    )
    native_clients = models.BooleanField(
        default=True, help_text="Accept clients outside a browser, which send no origin."
    )
    allowed_origins = models.JSONField(
        default=list,
        blank=True,
        help_text='Other sites whose pages may join, such as ["https://example.org"].',
    )
    shim = models.BooleanField(
        "mended connections",
        default=True,
        help_text="On the play page, its connections get this site's servers, and outlive a break.",
    )
    signaling_addresses = models.JSONField(
        default=list,
        blank=True,
        help_text="Addresses of signaling servers that the game was built with, such as "
        '["wss://example.org"]: on the play page they lead to this site\'s.',
    )
    embeddable = models.BooleanField(
        default=True, help_text="Other sites may show it in a frame, if its build has no threads."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="games",
        help_text="The host whose quota it counts to. Empty: the site's own.",
    )
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="edited_games",
        help_text="Other hosts who may do everything with it but give it away or delete it.",
    )
    live_build: "models.ForeignKey[Build | None, Build | None]" = models.ForeignKey(
        "lobby.Build", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    cover = models.ForeignKey(
        "lobby.Picture", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    stopped = models.CharField(
        max_length=120,
        blank=True,
        editable=False,
        help_text="Why staff has stopped it; nobody plays it then.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GameQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        permissions = [("stop_game", "Can stop game")]

    def __str__(self) -> str:
        return self.title

    @property
    def declared(self) -> tuple[Property, ...]:
        """What a room of it may have chosen."""
        return read_declared(self.properties)

    @property
    def addresses(self) -> list[str]:
        """Of signaling that its builds may dial, and that mean this site."""
        return [*USUAL_ADDRESSES, *self.signaling_addresses]

    @property
    def picture(self) -> "Picture | None":
        """Its cover, else what its live build brought; pages lay a floor where there is none."""
        return self.cover or (self.live_build.picture if self.live_build else None)
