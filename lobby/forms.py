"""The forms of the pages: what a player may choose, and what a host types."""

from typing import TypedDict

from django import forms

from lobby import decency, names
from lobby.models import Game, PublishToken, Topology
from lobby.passes import Player

SEAT_STEPS = (2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64)
MOST_BUTTONS = 7
USUAL_SEATS = 8

ANYONE, BY_LINK = "anyone", "link"
UNFIT = "Choose another name: this one is not for everybody’s eyes, or claims an office."
NAMELESS = "Write the name that others should see."


class RoomChoices(TypedDict):
    """What `rooms.create` takes from the form."""

    name: str
    seats: int
    public: bool
    topology: str


class OpenRoomForm(forms.Form):
    name = forms.CharField(
        label="Room name",
        max_length=names.ROOM_LENGTH,
        required=False,
    )
    seats = forms.TypedChoiceField(label="Seats", coerce=int, widget=forms.RadioSelect)
    who = forms.ChoiceField(
        label="Who can come in",
        choices=[(ANYONE, "Anyone"), (BY_LINK, "People with the link")],
        initial=ANYONE,
        widget=forms.RadioSelect,
    )
    topology = forms.ChoiceField(
        label="Who connects to whom",
        choices=[
            ("", "The game decides"),
            (Topology.MESH, "Everyone to everyone"),
            (Topology.STAR, "Everyone to the host"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: object = None, *, game: Game, player: Player) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.default_name = names.of_room(player.name)
        steps = seat_steps(game.seats)
        seats = self.fields["seats"]
        assert isinstance(seats, forms.TypedChoiceField)
        seats.choices = [(str(step), str(step)) for step in steps]
        if game.topology:
            del self.fields["topology"]
        self.initial = {
            "name": self.default_name,
            "seats": str(max(step for step in steps if step <= max(USUAL_SEATS, steps[0]))),
            "who": ANYONE,
            "topology": "",
        }

    def clean_name(self) -> str:
        return names.tidy(self.cleaned_data["name"], names.ROOM_LENGTH) or self.default_name

    def choices(self) -> RoomChoices:
        chosen = self.cleaned_data
        return RoomChoices(
            name=chosen["name"],
            seats=chosen["seats"],
            public=chosen["who"] == ANYONE,
            topology=chosen.get("topology", ""),
        )


class NameForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=names.PLAYER_LENGTH,
        error_messages={"required": NAMELESS},
    )

    def clean_name(self) -> str:
        name = names.tidy(self.cleaned_data["name"], names.PLAYER_LENGTH)
        if not name:
            raise forms.ValidationError(NAMELESS)
        if not decency.may_name(name):
            raise forms.ValidationError(UNFIT)
        return name


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What is it for?",
        max_length=PublishToken._meta.get_field("name").max_length,
        error_messages={"required": "Write what it is for, such as “GitHub Actions”."},
    )


class EditorForm(forms.Form):
    name = forms.CharField(
        label="Username or email",
        max_length=254,
        error_messages={"required": "Write the username or email of another host."},
    )


class DeleteGameForm(forms.Form):
    slug = forms.CharField(label="Type its address to be sure", required=False)

    def __init__(self, data: object = None, *, game: Game) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.game = game

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug != self.game.slug:
            raise forms.ValidationError(f"Type “{self.game.slug}”, and nothing else.")
        return slug


def seat_steps(most: int) -> list[int]:
    """Every number up to the game's, thinned out where they would be too many to choose from."""
    every = list(range(2, most + 1))
    if len(every) <= MOST_BUTTONS:
        return every or [most]
    return [step for step in SEAT_STEPS if step < most] + [most]
