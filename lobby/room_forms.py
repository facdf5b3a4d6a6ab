"""The forms of a room: opened by a player, changed by its host."""

from collections.abc import Iterator
from typing import Any, TypedDict

from django import forms
from django.forms import BoundField

from lobby import names, passwords
from lobby.models import Game, Room, Topology
from lobby.passes import Player
from lobby.properties import TEXT_LENGTH, Property, Value
from lobby.seating import Seating

SEAT_STEPS = (2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64)
MOST_BUTTONS = 7
USUAL_SEATS = 8
MOST_SEGMENTS = 4  # choices of a property; more of them are a list that folds out
OPTION = "option_"  # before a property's key

ANYONE, BY_LINK, BY_PASSWORD = "anyone", "link", "password"
NO_PASSWORD = "Write a password, or choose who else can come in."


class RoomChoices(TypedDict):
    """What `rooms.create` takes from the form."""

    name: str
    seats: int
    public: bool
    topology: str
    password: str
    late_joining: bool
    values: dict[str, object]


class OpenRoomForm(forms.Form):
    name = forms.CharField(label="Room name", max_length=names.ROOM_LENGTH, required=False)
    seats = forms.TypedChoiceField(label="Seats", coerce=int, widget=forms.RadioSelect)
    who = forms.ChoiceField(
        label="Who can come in",
        choices=[
            (ANYONE, "Anyone"),
            (BY_LINK, "People with the link"),
            (BY_PASSWORD, "People with the password"),
        ],
        initial=ANYONE,
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label="Password", max_length=passwords.LENGTH, required=False, strip=False
    )
    late_joining = forms.BooleanField(label="Let people join late", required=False)
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
        self.locked = False
        self.declared = game.declared
        for one in self.declared:
            self.fields[OPTION + one.key] = option_field(one)
        steps = seat_steps(game.seats)
        self.offer_seats(steps)
        if game.topology:
            del self.fields["topology"]
        self.initial = {
            "name": self.default_name,
            "seats": str(max(step for step in steps if step <= max(USUAL_SEATS, steps[0]))),
            "who": ANYONE,
            "late_joining": True,
            "topology": "",
        }

    def offer_seats(self, steps: list[int]) -> None:
        seats = self.fields["seats"]
        assert isinstance(seats, forms.TypedChoiceField)
        seats.choices = [(str(step), str(step)) for step in steps]

    @property
    def options(self) -> Iterator[BoundField]:
        """The fields of what the game declares."""
        return (self[OPTION + one.key] for one in self.declared)

    @property
    def options_wrong(self) -> bool:
        return any(name.startswith(OPTION) for name in self.errors)

    def clean_name(self) -> str:
        return names.tidy(self.cleaned_data["name"], names.ROOM_LENGTH) or self.default_name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        lacking = not (cleaned.get("password") or self.locked or "password" in self.errors)
        if cleaned.get("who") == BY_PASSWORD and lacking:
            self.add_error("password", NO_PASSWORD)
        return cleaned

    def choices(self) -> RoomChoices:
        chosen = self.cleaned_data
        return RoomChoices(
            name=chosen["name"],
            seats=chosen["seats"],
            public=chosen["who"] != BY_LINK,
            topology=chosen.get("topology", ""),
            password=chosen["password"] if chosen["who"] == BY_PASSWORD else "",
            late_joining=chosen["late_joining"],
            values={one.key: chosen[OPTION + one.key] for one in self.declared},
        )


class RoomSettingsForm(OpenRoomForm):
    """The same for a room that there is. Its password is kept while nobody writes another."""

    def __init__(self, data: object = None, *, seating: Seating, player: Player) -> None:
        room = seating.room
        super().__init__(data, game=room.game, player=player)
        self.fields.pop("topology", None)
        self.locked = room.locked
        self.default_name = room.name or self.default_name
        taken = len(seating.taken)
        steps = {step for step in seat_steps(room.game.seats) if step >= taken} | {room.seats}
        self.offer_seats(sorted(steps))
        for one in self.declared:
            self.fields[OPTION + one.key].initial = one.kept(room.properties.get(one.key))
        self.initial = {
            "name": self.default_name,
            "seats": str(room.seats),
            "who": who_comes(room),
            "late_joining": room.late_joining,
        }

    def changes(self) -> dict[str, Any]:
        """What `hostship.change` takes from it: what is not said there stays."""
        chosen: dict[str, Any] = {**self.choices()}
        del chosen["topology"]
        if "who" not in self.changed_data:
            del chosen["public"]
        if self.cleaned_data["who"] == BY_PASSWORD and not chosen["password"]:
            del chosen["password"]
        return chosen


def who_comes(room: Room) -> str:
    if room.locked:
        return BY_PASSWORD
    return ANYONE if room.public else BY_LINK


def option_field(one: Property) -> forms.Field:
    """What a game declared, as a field; its usual value is chosen already."""
    usual: Value = one.usual
    if one.kind == "switch":
        return forms.BooleanField(label=one.label, initial=usual, required=False)
    if one.kind == "text":
        return forms.CharField(label=one.label, max_length=TEXT_LENGTH, required=False)
    if one.kind == "number":
        return forms.IntegerField(
            label=one.label, initial=usual, min_value=one.least, max_value=one.most
        )
    few = len(one.choices) <= MOST_SEGMENTS
    return forms.ChoiceField(
        label=one.label,
        initial=usual,
        choices=[(choice, choice) for choice in one.choices],
        widget=forms.RadioSelect if few else forms.Select,
    )


def seat_steps(most: int) -> list[int]:
    """Every number up to the game's, thinned out where they would be too many to choose from."""
    every = list(range(2, most + 1))
    if len(every) <= MOST_BUTTONS:
        return every or [most]
    return [step for step in SEAT_STEPS if step < most] + [most]
