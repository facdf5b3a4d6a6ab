"""What a game's desk shows: its builds, as their hosts judge them, and the uploads under way."""

import zlib
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.template.defaultfilters import pluralize
from django.utils import timezone

from lobby import addresses
from lobby.models import Build, Game, Peer, Room, Upload

UNDER_WAY = (Upload.State.RECEIVING, Upload.State.WAITING, Upload.State.WORKING)
TOLD_FOR = timedelta(days=7)  # what became of an upload, unless a later one became a build
MOST_TOLD = 5
SHOWN = 3  # builds, beside the live one, until somebody asks for all
WARNING = "warning"
IS_LIVE = "Live, so it stays. Put another one live to delete it."
IN_USE = "Players have a room open on it, so it stays for now."


@dataclass(frozen=True, slots=True)
class Shelved:
    """A build; `kept` says why it cannot be deleted."""

    build: Build
    live: bool
    older: bool  # than the live one: putting it live is going back
    kept: str

    @property
    def address(self) -> str:
        return addresses.build_url(self.build)

    @property
    def verdict(self) -> str:
        """The report in a few words, such as `1 warning, 2 notes`; "" if it says nothing."""
        kinds = [kind for kind, _ in self.build.report]
        warnings = kinds.count(WARNING)
        counts = [(warnings, "warning"), (len(kinds) - warnings, "note")]
        return ", ".join(f"{count} {word}{pluralize(count)}" for count, word in counts if count)

    @property
    def warned(self) -> bool:
        return any(kind == WARNING for kind, _ in self.build.report)


def shelf(game: Game) -> list[Shelved]:
    """A game's builds, the newest first."""
    in_use = set(Room.objects.living().filter(game=game).values_list("build", flat=True))
    live = game.live_build
    return [
        Shelved(
            build=build,
            live=build == live,
            older=live is not None and build.number < live.number,
            kept=IS_LIVE if build == live else IN_USE if build.pk in in_use else "",
        )
        for build in game.builds.select_related("game")
    ]


def under_way(game: Game, mine: str = "") -> list[Upload]:
    """Those on their way, then those that came to nothing, or to nothing new.

    Without the one that the asking page sends.
    """
    coming = game.uploads.filter(state__in=UNDER_WAY).exclude(
        key=mine, state=Upload.State.RECEIVING
    )
    return [*coming, *vain(game)[:MOST_TOLD]]


def vain(game: Game) -> QuerySet[Upload]:
    """The last one that was published has words if it brought nothing new."""
    lately = Q(state=Upload.State.FAILED)
    published = game.uploads.filter(state=Upload.State.PUBLISHED).order_by("-created_at").first()
    if published:
        lately &= Q(created_at__gt=published.created_at)
        if published.words:
            lately |= Q(pk=published.pk)
    return game.uploads.filter(lately, changed_at__gt=timezone.now() - TOLD_FOR)


def desk(game: Game, *, every: bool, mine: str = "") -> dict[str, object]:
    """`stamp` changes whenever what is shown does; it `polls` while something is under way."""
    builds, uploads = shelf(game), under_way(game, mine)
    shown = [(one.build.number, one.live, one.kept) for one in builds]
    states = [(one.key, one.state) for one in uploads]
    return {
        "game": game,
        "builds": [one for at, one in enumerate(builds) if every or one.live or at < SHOWN],
        "builds_count": len(builds),
        "every": every,
        "uploads": uploads,
        "failed": any(upload.state == Upload.State.FAILED for upload in uploads),
        "polls": any(not upload.ended for upload in uploads),
        "stamp": f"{zlib.crc32(repr((shown, states)).encode()):x}",
    } | now(game)


def now(game: Game) -> dict[str, object]:
    living = Room.objects.living().filter(game=game)
    people = Peer.objects.present().filter(room__in=living)
    return {"rooms_now": living.count(), "people_now": people.count()}
