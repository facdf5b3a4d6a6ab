"""A ban: a player, or all who come from a network, may not play here for a while."""

import ipaddress

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from lobby.models.posting import Posting

HOUSEHOLD = 64  # bits: what one visitor has of IPv6
WIDEST = {4: 16, 6: 32}  # bits: a slip of one digit must not put out half of the world


def read_network(text: str) -> str:
    """An address or a network as it is kept: of IPv6 no less than what one visitor has.

    Raises ValidationError.
    """
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise ValidationError(
            "Write an address, such as 203.0.113.7, or a network, such as 203.0.113.0/24."
        ) from None
    if isinstance(network, ipaddress.IPv6Network):
        if network.prefixlen == 128 and (inner := network.network_address.ipv4_mapped):
            return str(ipaddress.ip_network(inner))
        if network.prefixlen > HOUSEHOLD:
            return str(network.supernet(new_prefix=HOUSEHOLD))
    if network.prefixlen < (most := WIDEST[network.version]):
        raise ValidationError(f"That is too wide: a network ends in /{most} or more.")
    return str(network)


class Ban(Posting):
    player = models.CharField(
        "player’s id",
        max_length=22,
        blank=True,
        db_index=True,
        help_text="As the lists of players show it: the same on all pages of one browser, or of "
        "one account.",
    )
    network = models.CharField(
        "address or network",
        max_length=43,
        blank=True,
        help_text="Such as 203.0.113.7 or 203.0.113.0/24. Everyone who comes from there is "
        "refused: at a school, that is the school.",
    )
    with_network = models.BooleanField(
        "their address too",
        default=False,
        help_text="Once they come again, or if they are here now, the address they come from is "
        "banned with them.",
    )
    words = models.CharField("reason", max_length=120, help_text="They read it.")
    name = models.CharField(max_length=24, blank=True, editable=False)

    class Meta(Posting.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(player="", network=""), name="ban_is_of_somebody")
        ]

    def __str__(self) -> str:
        return self.name or self.player or self.network

    def clean(self) -> None:
        if self.network:
            self.network = read_network(self.network)
        elif not self.player:
            raise ValidationError("Write a player’s id, or an address or network.")
