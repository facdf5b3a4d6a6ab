"""What moderators do to rooms and players: the verb, and a line in the admin's log.

The verbs announce to the sockets; whoever acted, on what and with which words is in the log of
the room.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import cast

from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import ModelAdmin
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse

from lobby import bans, moderation
from lobby.models import Game, Peer, Room
from lobby.signaling.messages import MOST_REASON_BYTES


class WordsForm(forms.Form):
    """A word to the players. A socket's close carries no more than it may hold."""

    words = forms.CharField(
        label="Reason",
        required=False,
        max_length=Room._meta.get_field("closing_words").max_length,
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
    )

    def __init__(self, data: object, *, required: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["words"].required = required
        optional = "" if required else " Optional."
        self.fields["words"].error_messages["required"] = "Write a reason."
        self.fields["words"].help_text = f"The players read it when they are put out.{optional}"

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if len(words.encode()) > MOST_REASON_BYTES:
            raise forms.ValidationError("That is too long for the players’ games: shorten it.")
        return words


TERMS = {
    "1": "an hour",
    "24": "a day",
    "168": "a week",
    "720": "30 days",
    "0": "for ever",
}


class BanForm(WordsForm):
    """How long, and whether it goes for where they come from too."""

    hours = forms.ChoiceField(label="For", choices=list(TERMS.items()), initial="24")
    with_network = forms.BooleanField(
        label="Their address too",
        required=False,
        help_text="Everyone who comes from there: at a school, that is the school.",
    )

    def __init__(self, data: object) -> None:
        super().__init__(data, required=True)

    @property
    def term(self) -> timedelta | None:
        hours = int(self.cleaned_data["hours"])
        return timedelta(hours=hours) if hours else None


@transaction.atomic
def seal(request: HttpRequest, room: Room) -> bool:
    if not moderation.seal_room(code=room.code):
        return False
    log(request, room, "Sealed")
    return True


@transaction.atomic
def close(request: HttpRequest, room: Room, words: str) -> bool:
    if not moderation.close(code=room.code, words=words):
        return False
    log(request, room, "Closed", words)
    return True


@transaction.atomic
def kick(request: HttpRequest, peer: Peer, words: str) -> bool:
    if not moderation.kick(code=peer.room.code, peer=peer.pk, words=words):
        return False
    log(request, peer.room, f"Kicked {peer} (number {peer.number})", words)
    return True


@transaction.atomic
def hand_over(request: HttpRequest, peer: Peer) -> bool:
    if not moderation.hand_over(code=peer.room.code, peer=peer.pk):
        return False
    log(request, peer.room, f"Made {peer} (number {peer.number}) the host")
    return True


def ban(request: HttpRequest, peer: Peer, form: BanForm) -> None:
    """Put out of all rooms, one after another: each is locked for itself."""
    made = bans.ban(
        player=peer.player,
        name=peer.name,
        words=form.cleaned_data["words"],
        with_network=form.cleaned_data["with_network"],
        term=form.term,
        by=cast(User, request.user),
    )
    told = f"Banned {peer} ({TERMS[form.cleaned_data['hours']]})"
    log(request, peer.room, told, made.words)
    log(request, made, "Banned", made.words)


def stop(request: HttpRequest, game: Game, words: str) -> int:
    """How many rooms that ended."""
    ended = moderation.stop_game(game=game, words=words)
    log(request, game, f"Stopped, {ended} rooms closed", words)
    return ended


def resume(request: HttpRequest, game: Game) -> None:
    moderation.resume_game(game=game)
    log(request, game, "Let go on")


def ask(
    model_admin: ModelAdmin,
    request: HttpRequest,
    *,
    title: str,
    on: Iterable[str],
    button: str,
    form: forms.Form | None = None,
    hidden: Mapping[str, Iterable[object]] | None = None,
    back: str = "",
) -> TemplateResponse:
    """The page between a wish and its deed: what will happen, to whom, and with which word."""
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "on": list(on),
        "button": button,
        "form": form,
        "hidden": [(name, value) for name, values in (hidden or {}).items() for value in values],
        "back": back,
    }
    return TemplateResponse(request, "admin/lobby/act.html", context)


def log(request: HttpRequest, row: Model, what: str, words: str = "") -> None:
    """Who did what to whom, in the admin's log."""
    message = f"{what}: “{words}”" if words else f"{what}."
    assert request.user.pk is not None
    LogEntry.objects.log_actions(request.user.pk, [row], CHANGE, message, single_object=True)
