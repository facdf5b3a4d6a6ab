"""A STUN or TURN server: it finds players' connections a way, or carries them."""

import ipaddress
import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
NAME_PATTERN = rf"{LABEL}(?:\.{LABEL})*"
NO_HOST = "Write the name of a host or an IP address alone, such as turn.example.org."
UDP_ONLY = "A STUN server is asked over UDP alone."
NO_SECRET = "A TURN server needs it: browsers refuse one without."
NO_USER = "Write the user whose password that is."


class IceServer(models.Model):
    class Kind(models.TextChoices):
        STUN = "stun", "STUN: tells players their public address"
        SECRET = "secret", "TURN with a shared secret: carries their connections"
        PASSWORD = "password", "TURN with one user and password for everybody"

    class Transport(models.TextChoices):
        UDP = "udp", "UDP"
        TCP = "tcp", "TCP"
        TLS = "tls", "TLS"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SECRET)
    host = models.CharField(max_length=253, help_text="Such as turn.example.org.")
    port = models.PositiveIntegerField(
        default=3478,
        validators=[MinValueValidator(1), MaxValueValidator(65535)],
        help_text="Most often 3478, or 5349 for TLS. 443 gets through the strictest firewalls.",
    )
    transport = models.CharField(
        max_length=3,
        choices=Transport,
        default=Transport.UDP,
        help_text="UDP is the quickest, and all that a game outside the browser knows.",
    )
    username = models.CharField(
        max_length=200,
        blank=True,
        help_text="Of the one user for everybody. A shared secret needs none.",
    )
    secret = models.CharField("secret or password", max_length=200, blank=True)
    enabled = models.BooleanField("on", default=True)
    position = models.PositiveSmallIntegerField(
        "order", default=0, help_text="The lowest comes first, and any over UDP before the others."
    )
    checked_at = models.DateTimeField(null=True, editable=False)
    check_ms = models.PositiveIntegerField(null=True, editable=False)  # None: it failed.
    check_words = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        permissions = [("check_iceserver", "Can check ICE server")]
        verbose_name = "ICE server"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="stun", transport="udp") | (~Q(kind="stun") & ~Q(secret="")),
                name="ice_server_is_usable",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_turn(self) -> bool:
        return self.kind != IceServer.Kind.STUN

    @property
    def url(self) -> str:
        """As `RTCPeerConnection` takes it (RFC 7064, RFC 7065)."""
        place = f"[{self.host}]" if ":" in self.host else self.host
        if not self.is_turn:
            return f"stun:{place}:{self.port}"
        scheme = "turns" if self.transport == IceServer.Transport.TLS else "turn"
        carrier = "udp" if self.transport == IceServer.Transport.UDP else "tcp"
        return f"{scheme}:{place}:{self.port}?transport={carrier}"

    def clean(self) -> None:
        """What is refused here makes Chromium throw, and the game end with it."""
        self.host = self.host.strip().strip("[]").lower()
        if not self.is_turn:
            self.secret = ""
        if self.kind != IceServer.Kind.PASSWORD:
            self.username = ""
        wrong = {}
        if not is_host(self.host):
            wrong["host"] = NO_HOST
        if not self.is_turn and self.transport != IceServer.Transport.UDP:
            wrong["transport"] = UDP_ONLY
        if self.is_turn and not self.secret:
            wrong["secret"] = NO_SECRET
        if self.kind == IceServer.Kind.PASSWORD and not self.username:
            wrong["username"] = NO_USER
        if wrong:
            raise ValidationError(wrong)


def is_host(text: str) -> bool:
    """A name or an address; none with a zone, which means something on one machine alone."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        numeric = text.rpartition(".")[2].isdecimal()  # It is an address, and a wrong one.
        return not numeric and re.fullmatch(NAME_PATTERN, text) is not None
    return "%" not in text
