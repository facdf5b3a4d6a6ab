"""Bans: who may not play here for a while, and is put out at once."""

import ipaddress
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from lobby import moderation
from lobby.bulletin import bulletin
from lobby.models import Ban, Peer, Room


def ban(
    *,
    words: str,
    player: str = "",
    name: str = "",
    network: str = "",
    with_network: bool = False,
    term: timedelta | None = None,
    by: User | None = None,
) -> Ban:
    """Keep a player or a network out for a `term`, for ever without one. Raises ValidationError.

    The player's seats are freed; every worker closes the sockets of those who are meant.
    """
    until = timezone.now() + term if term else None
    made = Ban(
        player=player,
        name=name,
        network=network,
        with_network=with_network,
        words=words,
        until=until,
        made_by=by,
    )
    made.full_clean()
    enforce(made)
    return made


def enforce(ban: Ban) -> None:
    """Save it, and put out whom it means."""
    with transaction.atomic():
        ban.save()
        bulletin.post()
    if not ban.player:
        return
    seats = Peer.objects.present().filter(player=ban.player, room__in=Room.objects.living())
    for pk, code in seats.values_list("pk", "room__code"):
        moderation.kick(code=code, peer=pk, words=ban.words)


@transaction.atomic
def lift(ban: Ban) -> None:
    ban.delete()
    bulletin.post()


@transaction.atomic
def take_network(*, ban: int, network: str) -> None:
    """The address that a banned player was seen at is banned with it, if that was wished.

    Never this machine's own, on a public site: a proxy that nobody believes looks like that, and
    all players come by it.
    """
    if ipaddress.ip_network(network).is_loopback and not settings.LOOPBACK:
        return
    wished = Ban.objects.in_force().filter(pk=ban, with_network=True, network="")
    if wished.update(network=network):
        bulletin.post()
