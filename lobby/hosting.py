"""Hosts: who they are, what they make, and how much of it. They are accounts in a group.

What a game's pages say is theirs; rooms and players are the moderators'.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum
from PIL.Image import Image

from lobby import moderation, pictures
from lobby.errors import Refusal
from lobby.models import Build, Game, Upload
from lobby.models.game import RESERVED_SLUGS

GROUP = "host"
GAME_REMOVED = "The game was removed."  # What its players read.


@dataclass(frozen=True, slots=True)
class Usage:
    """What a host has of games and bytes, and the most of each; None where there is no most."""

    games: int
    bytes: int
    most_games: int | None
    most_bytes: int | None


def is_host(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_superuser or user.groups.filter(name=GROUP).exists()


def hosts() -> QuerySet[User]:
    """All accounts that may host."""
    return User.objects.filter(Q(groups__name=GROUP) | Q(is_superuser=True), is_active=True)


@transaction.atomic
def enrol(*, user: User) -> None:
    """Make an account a host."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    user.groups.add(group)


def games_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Game]:
    """Those that somebody may change: all of them, for a superuser."""
    if isinstance(user, User) and user.is_superuser:
        return Game.objects.all()
    return Game.objects.of_host(user)


def usage(*, owner: User) -> Usage:
    """Only what is one's own counts, not what one edits for others."""
    size = Build.objects.filter(game__owner=owner).aggregate(bytes=Sum("size"))["bytes"]
    return Usage(
        games=Game.objects.filter(owner=owner).count(),
        bytes=size or 0,
        most_games=None if owner.is_superuser else settings.GAMES_PER_HOST,
        most_bytes=None if owner.is_superuser else settings.BYTES_PER_HOST,
    )


def check_games(*, owner: User) -> None:
    """Raises Refusal if that host may have no further game."""
    used = usage(owner=owner)
    if used.most_games is not None and used.games >= used.most_games:
        raise Refusal(
            "host.games",
            f"This site allows each host {used.most_games} games, and you have them. "
            "Delete one, or ask an admin.",
        )


def bytes_left(*, game: Game) -> int | None:
    """What a game's builds may still grow by; None without a bound, as the site's own have."""
    used = usage(owner=game.owner) if game.owner else None
    if used is None or used.most_bytes is None:
        return None
    return max(0, used.most_bytes - used.bytes)


def check_bytes(*, game: Game, more: int, coming: int = 0) -> None:
    """Raises Refusal if a game's owner has no room for so many bytes, beside those that come."""
    left = bytes_left(game=game)
    if left is not None and more > (left := max(0, left - coming)):
        raise Refusal(
            "host.bytes",
            f"There is no room for that: {_megabytes(left)} are left of "
            f"{_megabytes(settings.BYTES_PER_HOST)} for builds. "
            "Delete builds that nobody plays, discard uploads, or ask an admin.",
        )


def check_upload(*, game: Game, size: int, upload: Upload | None = None) -> None:
    """Asked before an upload is taken, and once more when its size is known: raises Refusal if its
    bytes would be too many, beside those of all others that are on their way.
    """
    ended = (Upload.State.PUBLISHED, Upload.State.FAILED)
    others = Upload.objects.filter(game__owner=game.owner).exclude(state__in=ended)
    if upload:
        others = others.exclude(pk=upload.pk)
    coming = others.aggregate(bytes=Sum("length"))["bytes"] or 0
    check_bytes(game=game, more=size, coming=coming)


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000} MB"


@transaction.atomic
def make_game(*, owner: User, slug: str, title: str) -> Game:
    """A new game, with no build yet. Raises Refusal."""
    owner = User.objects.select_for_update().get(pk=owner.pk)  # Two at once are counted in turn.
    check_games(owner=owner)
    if slug in RESERVED_SLUGS:
        raise Refusal("game.slug", "That is an address of the site. Choose another.")
    game = Game(owner=owner, slug=slug, title=title)
    try:
        game.full_clean(validate_unique=False)
        with transaction.atomic():
            game.save(force_insert=True)
    except ValidationError as error:
        name, words = next(iter(error.message_dict.items()))
        raise Refusal(f"game.{name}", " ".join(words)) from None
    except IntegrityError:
        raise Refusal("game.slug", "Another game has that address. Choose another.") from None
    return game


@transaction.atomic
def change_game(
    *, game: Game, changed: Collection[str], new_cover: Image | None, no_cover: bool
) -> None:
    """Save those fields of a game alone: somebody may have published meanwhile."""
    fields = set(changed)
    if no_cover:
        game.cover = None
    if new_cover:
        game.cover = pictures.keep(new_cover)
    if no_cover or new_cover:
        fields.add("cover")
    game.save(update_fields=fields)


@transaction.atomic
def delete_game(*, game: Game) -> None:
    """Its rooms close first, so that nobody sits in a room that is no more."""
    for code in list(game.rooms.living().values_list("code", flat=True)):
        moderation.close(code=code, words=GAME_REMOVED)
    game.delete()


@transaction.atomic
def add_editor(*, game: Game, name: str) -> User:
    """Let another host edit a game, named by username or e-mail address. Raises Refusal."""
    named = Q(username__iexact=name) | Q(email__iexact=name)
    found = User.objects.filter(named).order_by("pk").first() if name else None
    if found is None or not is_host(found):
        # One sentence for both: the addresses of accounts are nobody's business.
        raise Refusal("editor.unknown", f"There is no host “{name}” here. {_way_in()}")
    if found == game.owner:
        raise Refusal("editor.owner", f"“{found.get_username()}” owns this game already.")
    if game.editors.contains(found):
        raise Refusal("editor.known", f"“{found.get_username()}” edits this game already.")
    game.editors.add(found)
    return found


def _way_in() -> str:
    if settings.SIGNUP == "open":
        return "Whoever makes an account of their own is one."
    return "An admin makes hosts."


@transaction.atomic
def remove_editor(*, game: Game, editor: User) -> None:
    """From now on neither they nor the tokens they made publish to it."""
    game.editors.remove(editor)
    game.tokens.filter(made_by=editor).delete()
