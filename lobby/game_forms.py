"""The forms of a game, for its host and for staff: origins one a line, a cover that is decoded."""

from collections.abc import Callable
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from django import forms
from PIL import Image

from lobby import ice, pictures
from lobby.errors import Refusal
from lobby.models import Game
from lobby.models.game import RESERVED_SLUGS
from lobby.origins import origin

COVER_FIELDS = {"new_cover", "no_cover"}
NO_RELAY = (
    "This site has no TURN server, so nobody could be connected. Whoever runs it can add one."
)


def read_origin(text: str) -> str:
    """An origin as browsers send it, from a line that is no more than one. Raises ValueError."""
    parts = urlsplit(text)
    if parts.username is not None or "*" in parts.netloc or not text.isascii():
        raise ValueError(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(text)
    return origin(text).geturl()


def read_address(text: str) -> str:
    """A WebSocket's address, from a line that is no more than one. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in ("ws", "wss") or not parts.hostname or not text.isascii():
        raise ValueError(text)
    if parts.username is not None or parts.query or parts.fragment or parts.port == 0:
        raise ValueError(text)
    return text


class LinesField(forms.CharField):
    """A list, written one a line; `read` takes a line or raises ValueError, `wrong` says why."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "vLargeTextField"})

    def __init__(self, read: Callable[[str], str], wrong: str, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.read, self.wrong = read, wrong

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        found = []
        for line in super().clean(value).split():
            try:
                found.append(self.read(line))
            except ValueError:
                raise forms.ValidationError(f"“{line}” {self.wrong}") from None
        return list(dict.fromkeys(found))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != (data or "").split()


class SlugForm(forms.ModelForm):  # type: ignore[type-arg]
    """What every form needs that names a game."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError("That is an address of the site. Choose another.")
        return slug


class NewGameForm(SlugForm):
    class Meta:
        model = Game
        fields = ("title", "slug")
        error_messages = {
            "title": {"required": "Write what the game is called."},
            "slug": {
                "required": "Write the address it shall have.",
                "unique": "Another game has that address. Choose another.",
            },
        }


class GameDetailsForm(SlugForm):
    """What can be said of a game, by its host or by staff."""

    allowed_origins = LinesField(
        read_origin,
        "is no origin. Write scheme and host, such as https://example.org.",
        label="Allowed origins",
        help_text="Other sites whose pages may join, one a line, such as https://example.org.",
    )
    signaling_addresses = LinesField(
        read_address,
        "is no address of a WebSocket. Write it as your game has it, such as wss://example.org.",
        label="Signaling addresses",
        help_text="Other addresses that the game was built with, one a line, such as "
        "wss://example.org: on the play page they lead to this site’s signaling. Those of Godot’s "
        "demo do anyway.",
    )
    new_cover = forms.FileField(
        required=False,
        label="Upload a cover",
        help_text="PNG, JPEG or WebP, up to 5 MB; best 1440 × 960. It is decoded and written anew.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    no_cover = forms.BooleanField(required=False, label="Remove the cover")

    class Meta:
        model = Game
        fields = (
            "title",
            "description",
            "topology",
            "seats",
            "when_host_leaves",
            "properties",
            "chat",
            "ice_policy",
            "shim",
            "signaling_addresses",
            "native_clients",
            "allowed_origins",
            "embeddable",
        )

    def clean_ice_policy(self) -> str:
        """One that was hidden before stays so: staff may be about to bring the server back."""
        policy: str = self.cleaned_data["ice_policy"]
        hidden = "ice_policy" in self.changed_data and policy == Game.IcePolicy.RELAY
        if hidden and not ice.has_relay():
            raise forms.ValidationError(NO_RELAY)
        return policy

    @property
    def changed_fields(self) -> set[str]:
        """Those of the game itself; its cover is told by `cleaned_data`."""
        return set(self.changed_data) - COVER_FIELDS

    def clean_new_cover(self) -> Image.Image | None:
        """Decoded, not kept: the rest of the form may be wrong."""
        file = self.cleaned_data["new_cover"]
        try:
            return pictures.decode(cast(BinaryIO, file)) if file else None
        except Refusal as refusal:
            raise forms.ValidationError(refusal.words) from None
