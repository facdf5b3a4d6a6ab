"""What programs send, and what they are told: the schema is read from here."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from lobby import passwords
from lobby.models.chat_line import MOST_CHARACTERS
from lobby.models.game import MOST_SEATS
from lobby.models.ticket import WORD_LENGTH
from lobby.passes import LIFETIME
from lobby.properties import MOST_PROPERTIES

LONGEST_NAME = 200  # characters, before it is tidied to what fits
LONGEST_TEXT = 4 * MOST_CHARACTERS  # likewise


def _whole(value: object) -> object:
    """Godot writes 3 as 3.0 when it has read it from JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """One error, where there would be one for each type that it might be."""
    try:
        return read(value)
    except ValidationError:
        raise PydanticCustomError("plain_type", "See lobby.api.problems") from None


Whole = Annotated[int, BeforeValidator(_whole)]
Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Password = Annotated[str, Field(max_length=passwords.LENGTH)]
Seats = Annotated[Whole, Field(ge=1, le=MOST_SEATS)]
Plain = Annotated[str | int | float | bool, WrapValidator(_plain)]
Values = Annotated[dict[str, Plain], Field(max_length=MOST_PROPERTIES)]
LONGEST_TIME = 86_400_000  # milliseconds


class Asked(BaseModel):
    """A key that is not known is refused: it may be one written wrong. So is “yes” for true."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewPlayer(Asked):
    player: Annotated[
        Name, Field(description="The name wished for. Who shows a pass has one already.")
    ] = ""


class Knock(NewPlayer):
    password: Password = ""


class NewRoom(NewPlayer):
    name: Name = ""
    public: Annotated[bool, Field(description="Shown in lists.")] = False
    password: Password = ""
    seats: Annotated[Seats | None, Field(description="At most the game’s.")] = None
    topology: Annotated[
        Literal["", "mesh", "star"], Field(description="If the game leaves it open.")
    ] = ""
    late_joining: Annotated[bool, Field(description="Once it has started.")] = True
    properties: Values = {}


class RoomChange(Asked):
    """What is left out, or null, stays."""

    name: Name | None = None
    public: bool | None = None
    password: Annotated[Password | None, Field(description="Empty: none is needed any more.")] = (
        None
    )
    seats: Seats | None = None
    late_joining: bool | None = None
    properties: Values | None = None


class Heir(Asked):
    number: Whole


class Result(Asked):
    places: list[list[Whole]] = Field(
        max_length=MOST_SEATS,
        description="Numbers of peers, the winner’s place first; who shares a place drew.",
    )


class NewTicket(NewPlayer):
    queue: Annotated[str, Field(max_length=WORD_LENGTH)]
    properties: Annotated[Values, Field(description="What to insist on.")] = {}
    party: Annotated[str, Field(max_length=WORD_LENGTH, description="A word of friends.")] = ""
    players: Annotated[Whole, Field(ge=0, le=MOST_SEATS, description="How many they are.")] = 0


class Readiness(Asked):
    ready: bool


class NewLine(Asked):
    text: Annotated[str, Field(max_length=LONGEST_TEXT)]


class Connection(Asked):
    """How one connection of a player's came about; `stage` is of one that failed."""

    outcome: Literal["direct", "reflexive", "relayed", "failed"]
    protocol: Literal["", "udp", "tcp", "tls"] = ""
    stage: Literal["", "signaling", "gathering", "credentials", "checks", "encryption"] = ""
    took: Annotated[Whole, Field(ge=0, le=LONGEST_TIME)] = 0
    round_trip: Annotated[Whole, Field(ge=0, le=LONGEST_TIME)] = 0


class PropertyTold(BaseModel):
    key: str
    label: str
    kind: Literal["choice", "number", "switch", "text"]
    usual: Any = Field(description="What a room has that chose nothing.")
    choices: list[str] = Field(description="Of a choice.")
    least: int = Field(description="Of a number.")
    most: int = Field(description="Of a number.")


class GameTold(BaseModel):
    slug: str
    title: str
    description: str
    seats: int = Field(description="The most that a room may have.")
    topology: str = Field(description="`mesh` or `star`; empty if its rooms choose.")
    properties: list[PropertyTold]
    chat: bool
    page: str = Field(description="Its page on this site.")
    play: str = Field(description="The game by itself, without rooms around it.")
    signal: str = Field(description="Where its signaling sockets dial.")
    cover: str
    people: int = Field(description="Players in its rooms, listed or not.")
    open_rooms: int = Field(description="Rooms that are listed.")


class Games(BaseModel):
    games: list[GameTold]
    total: int


class PeerTold(BaseModel):
    model_config = ConfigDict(extra="allow")

    number: int
    name: str
    ready: bool
    hidden: bool = Field(description="Its tab is: browsers let games stand still there.")
    connected: bool


class RoomTold(BaseModel):
    """As `lobby.live.telling` tells it, to lists and games too."""

    model_config = ConfigDict(extra="allow")

    code: str
    game: str
    name: str
    public: bool
    locked: bool = Field(description="It needs a password.")
    state: Literal["open", "sealed", "closed"]
    started: bool
    late_joining: bool
    topology: str
    seats: int
    taken: int
    joinable: bool
    properties: dict[str, Any]
    host: int = Field(description="The number of the peer that hosts.")
    peers: list[PeerTold]


class Rooms(BaseModel):
    rooms: list[RoomTold]
    total: int


class SeatTold(BaseModel):
    """A seat in a room, held until its game connects, for two minutes."""

    room: RoomTold
    number: int = Field(description="The peer’s number. It changes if its game connects again.")
    signal: str = Field(description="Where its game dials.")
    play: str = Field(description="The game’s page, in this seat. It bears the pass: do not share.")
    invite: str = Field(description="The link to share.")
    shown_pass: str = Field(
        alias="pass",
        description=f"Good for {LIFETIME.seconds // 60} minutes, at this room alone.",
    )


class Line(BaseModel):
    id: int
    number: int
    name: str
    text: str
    said_at: datetime


class Lines(BaseModel):
    lines: list[Line]


class IceServerTold(BaseModel):
    urls: list[str]
    username: Annotated[str | None, Field(description="Of a TURN server, as is the next.")] = None
    credential: str | None = None


class IceTold(BaseModel):
    ice_servers: list[IceServerTold] = Field(description="Four at most, those over UDP first.")
    policy: Literal["all", "relay"] = Field(
        description="`relay` if the game hides its players’ addresses: signals tell relays alone."
    )
    expires_at: datetime = Field(description="When the credentials end.")


class WrongValue(BaseModel):
    at: str
    says: str


class Problem(BaseModel):
    """RFC 9457. `errors` come with `value.invalid` alone."""

    type: str
    title: str
    status: int
    detail: str = Field(description="Words that a player may read.")
    rule: str = Field(description="The rule that said no, for programs.")
    errors: list[WrongValue] = []


class QueueTold(BaseModel):
    queue: str
    name: str
    least: int
    most: int
    teams: int = Field(description="1 where there are none.")
    properties: list[str] = Field(description="Keys of those that one may insist on.")
    players: int = Field(description="How many wait now.")
    usually: int | None = Field(description="Seconds of waiting of late, if that can be told.")


class Queues(BaseModel):
    queues: list[QueueTold]


class TicketTold(BaseModel):
    """Of one player, alone or with a party."""

    ticket: str
    queue: str
    state: Literal["gathering", "waiting", "matched", "left", "timed out"]
    waited: int = Field(description="Seconds.")
    usually: int | None = Field(description="Seconds of waiting of late, if that can be told.")
    players: int = Field(description="How many wait in the queue.")
    words: str = Field(description="Why it ended, for its player to read.")
    seat: SeatTold | None = Field(description="In the match’s room, once there is one.")
    shown_pass: str = Field(alias="pass", description="A fresh one, good in this game.")
