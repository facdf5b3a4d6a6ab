"""What is stored for how long, as data. `docs/privacy.md` has the same table in words; a test
compares the two, and finds every model of the site in it.

What lies on the disk is not known here: `lobby.exports` lets go of builds, blobs and uploads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from lobby.models import Peer, PlayerAccount, Room, Upload

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one kind. `models` are their own, then those that go along with it.

    `over` picks, of the first model's rows, those that were over before a moment. Without a term
    (`after`) they stay, and `since` says until when; without `over` somebody else lets go of them.
    """

    name: str
    models: tuple[str, ...]
    since: str
    why: str
    after: timedelta | None = None
    over: Callable[[Rows, datetime], Rows] | None = None
    setting: str = ""

    @property
    def kept(self) -> str:
        """How long, in words: “30 days after the room closed”."""
        if self.after is None:
            return self.since
        hours = round(self.after / HOUR)
        count, unit = (hours, "hour") if hours < 24 else (hours // 24, "day")
        return f"{count} {unit}{'' if count == 1 else 's'} {self.since}"


def _closed(rows: Rows, before: datetime) -> Rows:
    return rows.filter(state=Room.State.CLOSED, closed_at__lt=before)


def _said(rows: Rows, before: datetime) -> Rows:
    return rows.filter(room__state=Room.State.CLOSED, room__closed_at__lt=before)


def _settled(rows: Rows, before: datetime) -> Rows:
    return rows.filter(settled=True, reported_at__lt=before)


def _played(rows: Rows, before: datetime) -> Rows:
    """None of a room that still lives, however long."""
    living = Room.objects.living().filter(pk=OuterRef("room"))
    return rows.filter(~Exists(living), made_at__lt=before)


def _of_guests(rows: Rows, before: datetime) -> Rows:
    account = PlayerAccount.objects.filter(player=OuterRef("player"))
    return rows.filter(~Exists(account), changed_at__lt=before)


def _gone(rows: Rows, before: datetime) -> Rows:
    """Not one whose seats nobody has freed: by its row the others know of them."""
    dot = Concat(OuterRef("name"), Value("."))
    seats = Peer.objects.present().filter(socket__startswith=dot)
    return rows.filter(~Exists(seats), alive_until__lt=before)


def _told(rows: Rows, before: datetime) -> Rows:
    ended = (Upload.State.PUBLISHED, Upload.State.FAILED)
    return rows.filter(state__in=ended, changed_at__lt=before)


def _before(field: str) -> Callable[[Rows, datetime], Rows]:
    """Those whose moment, or day, is past."""
    return lambda rows, before: rows.filter(**{f"{field}__lt": before})


def _day_before(rows: Rows, before: datetime) -> Rows:
    return rows.filter(day__lt=before.date())


KINDS = (
    Kind(
        "Rooms, and who sat in them",
        ("lobby.Room", "lobby.Peer"),
        "after the room closed",
        "moderators look into what happened",
        30 * DAY,
        _closed,
    ),
    Kind(
        "Chats", ("lobby.ChatLine",), "after the room closed", "they can be reported", HOUR, _said
    ),
    Kind(
        "Reports that are settled",
        ("lobby.Report",),
        "after the report",
        "moderators see who does it again",
        90 * DAY,
        _settled,
    ),
    Kind(
        "Reports that are not",
        ("lobby.Report",),
        "after the report",
        "somebody should look at them",
        YEAR,
        _before("reported_at"),
    ),
    Kind(
        "Tickets, and who waited with them",
        ("lobby.Ticket", "lobby.Seeker"),
        "after the wait ended",
        "players read why it ended",
        DAY,
        _before("ended_at"),
    ),
    Kind(
        "Matches, and who played in them",
        ("lobby.Match", "lobby.Entrant"),
        "after it was made",
        "players see their own; staff see how well strangers were matched",
        YEAR,
        _played,
    ),
    Kind(
        "Ratings of guests",
        ("lobby.Rating",),
        "after the last match",
        "leaderboards, and fair matches; a guest is known for a year",
        YEAR,
        _of_guests,
    ),
    Kind("Ratings of accounts", ("lobby.Rating",), "as long as the account", "the same"),
    Kind(
        "Uploads that ended",
        ("lobby.Upload",),
        "after the end",
        "hosts read what came of them",
        7 * DAY,
        _told,
    ),
    Kind(
        "Uploads that broke off",
        ("lobby.Upload",),
        "1 day after the last byte",
        "they may go on",
    ),
    Kind(
        "Counts of connections",
        ("lobby.ConnectionTally",),
        "after the day",
        "they show what fails, and hold no player",
        400 * DAY,
        _day_before,
    ),
    Kind(
        "Bans",
        ("lobby.Ban",),
        "after the ban ended",
        "who is banned stays out; moderators see who does it again",
        30 * DAY,
        _before("until"),
    ),
    Kind(
        "Notices to all players",
        ("lobby.Notice",),
        "after the notice ended",
        "staff can tell the same again",
        30 * DAY,
        _before("until"),
    ),
    Kind(
        "Figures",
        ("lobby.Figure",),
        "minutes for 2 hours, hours for 8 days, days for 400",
        "the admin's first page draws them; they hold no player",
    ),
    Kind(
        "Workers that ended",
        ("lobby.Worker",),
        "after its last sign of life",
        "the others free its seats",
        DAY,
        _gone,
    ),
    Kind(
        "Log-ins that failed, with their network address",
        ("axes.AccessAttempt", "axes.AccessAttemptExpiration"),
        "after the last try",
        "who guesses passwords is locked out for a quarter of an hour",
        DAY,
        _before("attempt_time"),
    ),
    Kind(
        "What staff did",
        ("admin.LogEntry",),
        "after it was done",
        "staff answer for what they do",
        YEAR,
        _before("action_time"),
    ),
    Kind(
        "Accounts",
        ("auth.User", "lobby.PlayerAccount", "account.EmailAddress", "account.EmailConfirmation"),
        "until they are deleted",
        "whoever has one comes back to it",
    ),
    Kind(
        "Second steps of log-ins",
        ("mfa.Authenticator",),
        "until they are turned off, or the account goes",
        "codes are checked",
    ),
    Kind(
        "Games, and how they match players",
        ("lobby.Game", "lobby.Queue"),
        "until they are deleted",
        "they are played",
    ),
    Kind(
        "Builds",
        ("lobby.Build", "lobby.BuildFile"),
        "the last ones of a game; a day more if one was live",
        "a game can go back to one",
        setting="PLAYLOBBY_KEEP_BUILDS",
    ),
    Kind(
        "Files and pictures of games",
        ("lobby.Blob", "lobby.Picture"),
        "1 day after nothing needs them",
        "builds share them",
    ),
    Kind(
        "Publish tokens",
        ("lobby.PublishToken",),
        "until they are revoked",
        "only their hashes are kept",
    ),
    Kind(
        "ICE servers", ("lobby.IceServer",), "until they are deleted", "players connect with them"
    ),
    Kind(
        "Which worker makes matches",
        ("lobby.Matcher",),
        "for ever: it is one row",
        "one does, not two",
    ),
    Kind(
        "Roles and rights",
        ("auth.Group", "auth.Permission", "contenttypes.ContentType"),
        "for ever: they name nobody",
        "what staff may do",
    ),
    Kind(
        "Nothing at all",
        ("sessions.Session", "axes.AccessLog", "axes.AccessFailureLog"),
        "never written",
        "log-ins live in cookies, see below",
    ),
)
