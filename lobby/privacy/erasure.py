"""Forgets a person: their seats are left, what they wrote goes, and what is others' too, such as a
match, goes on without their name.

A room or a match stays as it was for everybody else in it.
"""

import json
import re
import secrets
from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q

from lobby import announce, ledger, membership
from lobby.errors import Refusal
from lobby.matchmaking import tickets
from lobby.models import Ban, Game, Peer, Report, Room, Seeker, Ticket
from lobby.privacy.personal import PARTS, Person

SOMEBODY = "a player"
LEFT = "Your data was deleted."


def check(who: Person) -> None:
    """Raises Refusal if others count on this account."""
    if who.user is None:
        return
    if who.user.is_staff or who.user.is_superuser:
        words = "This account helps to run the site. An admin has to take that from it first."
        raise Refusal("player.staff", words)
    games = list(Game.objects.filter(owner=who.user).values_list("title", flat=True))
    if games:
        words = f"This account owns {', '.join(games)}. Delete what you own, or have an admin give "
        raise Refusal("player.owns", f"{words}it to another host, first.")


def erase(who: Person) -> None:
    """Raises Refusal, see `check`. Seats and tickets are left first, each as its owner would."""
    check(who)
    if who.player:
        leave_rooms(player=who.player)
        tickets.leave(player=who.player)
    with transaction.atomic():
        _unname(who)
        Report.objects.filter(reported_by=who.player).exclude(reported_by="").update(
            reported_by=secrets.token_urlsafe(16)  # Readers of one line differ.
        )
        Report.objects.filter(player=who.player, settled=True).exclude(player="").delete()
        alone = Ticket.objects.filter(pk__in=_tickets(who)).exclude(
            seekers__in=Seeker.objects.exclude(player=who.player)
        )
        alone.delete()
        for part in PARTS:
            if part.blank:
                part.rows(who).update(**part.blank)
            elif part.blank is None and not part.goes_with_account:
                part.rows(who).delete()
        if who.user is not None:
            who.user.delete()


def leave_rooms(*, player: str) -> None:
    """Free every seat of a player for good; its games and pages are told."""
    seats = Peer.objects.present().filter(player=player)
    for code in list(seats.values_list("room__code", flat=True).distinct()):
        with ledger.locked(code=code) as room:
            for peer in list(room.present) if room else ():
                # The room may have closed with the one before.
                if room and peer.player == player and peer in room.present:
                    announce.peer_turned_away(room, peer, "player.erased", LEFT)
                    membership.remove(room, peer)


def _unname(who: Person) -> None:
    """Take a person's names out of words that are about others as well."""
    seats = Peer.objects.filter(player=who.player).exclude(player="")
    theirs = seats.order_by().values_list("room", flat=True)
    names = _names(who)
    _rewrite(Room, Q(pk__in=theirs), ("name", "closing_words"), names)
    _rewrite(Ticket, Q(pk__in=_tickets(who)), ("words",), names)
    written = Q(player=who.player) & ~Q(player="")
    _rewrite(Report, written, ("text",), names)
    _rewrite(Ban, written, ("words",), names)
    entries = _entries(Room, theirs) | _entries(Peer, seats.values_list("pk", flat=True))
    entries |= _entries(Report, Report.objects.filter(written).values_list("pk", flat=True))
    entries |= _entries(Ban, Ban.objects.filter(written).values_list("pk", flat=True))
    if who.user is not None:
        entries |= _entries(User, [who.user.pk])
        names |= {who.user.get_username(), who.user.email} - {""}
    _rewrite(LogEntry, entries, ("object_repr", "change_message"), names)


def _tickets(who: Person) -> list[int]:
    own = Seeker.objects.filter(player=who.player).exclude(player="")
    return list(own.values_list("ticket", flat=True))


def _names(who: Person) -> set[str]:
    """All that they were called, and as JSON writes that."""
    found: set[str] = set()
    for part in PARTS:
        if "name" in part.fields and "player" in {f.name for f in part.model._meta.get_fields()}:
            found |= set(part.rows(who).order_by().values_list("name", flat=True)) - {""}
    return found | {json.dumps(name)[1:-1] for name in found}


def _entries(model: type[Model], keys: Iterable[int]) -> Q:
    """Lines of the staff's log about these rows."""
    kind = ContentType.objects.get_for_model(model)
    return Q(content_type=kind, object_id__in=[str(key) for key in keys])


def _rewrite(model: type[Model], where: Q, fields: tuple[str, ...], names: set[str]) -> None:
    """The longest name first: one may be part of another."""
    if not names:
        return
    ways = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    named = re.compile(rf"(?<!\w)(?:{ways})(?!\w)")
    for row in model._default_manager.filter(where):
        before = {field: getattr(row, field) for field in fields}
        after = {field: named.sub(SOMEBODY, text) for field, text in before.items()}
        if after != before:
            model._default_manager.filter(pk=row.pk).update(**after)
