"""What the site has of one person, as data: which rows name them, what of these they may read, and
what becomes of each when they want to be forgotten.

A person is a player, known by an id, an account, or both. What others wrote of them is not theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db.models import Model, Q, QuerySet

from lobby.models import (
    Ban,
    ChatLine,
    Entrant,
    Game,
    Notice,
    Peer,
    PlayerAccount,
    PublishToken,
    Rating,
    Report,
    Seeker,
    Upload,
)


@dataclass(frozen=True, slots=True)
class Person:
    """`player` is "" where an account has never been on a page."""

    player: str = ""
    user: User | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind, and what they say. When somebody is forgotten they go, or, `blank`, lose
    what names the person; with an account they go by themselves."""

    name: str
    model: type[Model]
    theirs: Callable[[Person], Q]
    fields: tuple[str, ...]
    blank: Mapping[str, Any] | None = None
    goes_with_account: bool = False

    def rows(self, who: Person) -> QuerySet[Any]:
        return self.model._default_manager.filter(self.theirs(who)).order_by("pk")


def _by(name: str) -> Callable[[Person], Q]:
    """Rows that have the player's id in a field; none for who has no id."""
    return lambda who: Q(**{name: who.player}) if who.player else Q(pk__in=())


def _of(name: str) -> Callable[[Person], Q]:
    """Rows that have the account in a field."""
    return lambda who: Q(**{name: who.user.pk}) if who.user else Q(pk__in=())


def _tries(who: Person) -> Q:
    """`lobby.accounts` has them counted by username, however it was written."""
    return Q(username=who.user.get_username()) if who.user else Q(pk__in=())


_NAMELESS: Mapping[str, Any] = {"player": "", "name": ""}

PARTS = (
    Part(
        "seats",
        Peer,
        _by("player"),
        ("room__game__title", "room__code", "room__name", "number", "name", "joined_at", "left_at")
        + ("ready", "team", "parting_words"),
        {**_NAMELESS, "resume_key": "", "page": "", "parting_words": ""},
    ),
    Part("chat_lines", ChatLine, _by("player"), ("room__code", "name", "text", "said_at")),
    Part(
        "reported_lines",
        Report,
        _by("player"),
        ("room__code", "name", "text", "said_at", "reported_at", "settled"),
        _NAMELESS,
    ),
    Part("reports", Report, _by("reported_by"), ("said_at", "reported_at", "settled"), {}),
    Part(
        "tickets",
        Seeker,
        _by("player"),
        ("name", "ticket__queue__name", "ticket__state", "ticket__party", "ticket__values")
        + ("ticket__since", "ticket__ended_at", "ticket__words"),
    ),
    Part(
        "matches",
        Entrant,
        _by("player"),
        ("match__queue__game__title", "match__queue__name", "match__made_at", "name", "team")
        + ("came", "place", "points_before", "points_after"),
        _NAMELESS,
    ),
    Part(
        "ratings",
        Rating,
        _by("player"),
        ("queue__game__title", "queue__name", "name", "mu", "sigma", "points", "matches", "wins"),
    ),
    Part("log_ins_that_failed", AccessAttempt, _tries,
         ("username", "ip_address", "user_agent", "attempt_time", "failures_since_start")),
    Part("account", User, _of("pk"),
         ("username", "email", "first_name", "last_name", "date_joined", "last_login"),
         goes_with_account=True),
    Part("name_on_every_device", PlayerAccount, _of("user"), ("player", "name"),
         goes_with_account=True),
    Part("second_steps", Authenticator, _of("user"), ("type", "created_at", "last_used_at"),
         goes_with_account=True),
    Part("games", Game, _of("owner"), ("slug", "title", "created_at"), goes_with_account=True),
    Part("edited_games", Game, _of("editors"), ("slug", "title"), goes_with_account=True),
    Part("uploads", Upload, _of("by"), ("game__slug", "name", "state", "created_at"),
         goes_with_account=True),
    Part("publish_tokens", PublishToken, _of("made_by"),
         ("game__slug", "name", "created_at", "last_used_at"), goes_with_account=True),
    # Who is forgotten stays banned: id and address are kept, without the name.
    Part("bans", Ban, _by("player"), ("words", "network", "made_at", "until"), {"name": ""}),
    Part("notices", Notice, _of("made_by"), ("words", "made_at"), goes_with_account=True),
    Part("acts_as_staff", LogEntry, _of("user"),
         ("action_time", "object_repr", "change_message"), goes_with_account=True),
)  # fmt: skip


def export(who: Person, name: str = "") -> dict[str, Any]:
    """All of it, as JSON can say it; `name` is what a guest's cookie calls them."""
    told: dict[str, Any] = {"player": {"id": who.player, "name": name}}
    for part in PARTS:
        told[part.name] = list(part.rows(who).values(*part.fields))
    return told


def counts(who: Person) -> dict[str, int]:
    """How many rows of each kind there are, without those of which there are none."""
    found = {part.name: part.rows(who).count() for part in PARTS}
    return {name: count for name, count in found.items() if count}


def find(named: str) -> Person | None:
    """By a username, an e-mail address or a player's id; None if nobody is known by it."""
    by_name = Q(username__iexact=named) | Q(email__iexact=named) | Q(as_player__player=named)
    user = User.objects.filter(by_name).order_by("pk").first() if named else None
    if user is not None:
        return of_account(user)
    guest = Person(player=named)
    return guest if named and counts(guest) else None


def of_account(user: User) -> Person:
    account = PlayerAccount.objects.filter(user=user).first()
    return Person(player=account.player if account else "", user=user)
