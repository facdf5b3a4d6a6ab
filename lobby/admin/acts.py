"""What moderators do to rooms and players: the verb, and a line in the admin's log.

The verbs announce to the sockets; whoever acted, on what and with which words is in the log of
the room.
"""

from collections.abc import Iterable, Mapping

from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import ModelAdmin
from django.db import transaction
from django.http import HttpRequest
from django.template.response import TemplateResponse

from lobby import moderation
from lobby.models import Peer, Room
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


@transaction.atomic
def seal(request: HttpRequest, room: Room) -> bool:
    if not moderation.seal_room(code=room.code):
        return False
    _log(request, room, "Sealed")
    return True


@transaction.atomic
def close(request: HttpRequest, room: Room, words: str) -> bool:
    if not moderation.close(code=room.code, words=words):
        return False
    _log(request, room, "Closed", words)
    return True


@transaction.atomic
def kick(request: HttpRequest, peer: Peer, words: str) -> bool:
    if not moderation.kick(code=peer.room.code, peer=peer.pk, words=words):
        return False
    _log(request, peer.room, f"Kicked {peer} (number {peer.number})", words)
    return True


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


def _log(request: HttpRequest, room: Room, what: str, words: str = "") -> None:
    message = f"{what}: “{words}”" if words else f"{what}."
    assert request.user.pk is not None
    LogEntry.objects.log_actions(request.user.pk, [room], CHANGE, message, single_object=True)
