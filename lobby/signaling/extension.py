"""What a client that asked for extensions may say and is told, beyond the demo's eight messages.

Their `data` is JSON, not text. A refusal here is a message, not the end of the connection; the
room is told whole, whenever something of it has changed.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, Protocol

import msgspec

from lobby import chat, hostship, limits, rooms
from lobby.database import in_database
from lobby.errors import Refusal
from lobby.live.changes import changes
from lobby.live.feeds import feeds
from lobby.live.reading import News
from lobby.live.telling import said, told
from lobby.matchmaking import results
from lobby.signaling.budget import Budget
from lobby.signaling.messages import FIRST_EXTENSION, Message

REQUESTS = 1  # of a budget's seats: they go to the database, signals do not
UNREAD = "The game asked for something that this site doesn’t understand."


class More(IntEnum):
    ROOM = FIRST_EXTENSION
    ERROR = 101
    HOST = 102
    SAID = 103
    QUEUED = 104
    CHANGE = 110
    KICK = 111
    START = 112
    HAND_OVER = 113
    READY = 114
    SAY = 115
    RESULT = 116


class Changes(msgspec.Struct, forbid_unknown_fields=True):
    """What a host may change; what is not given stays."""

    name: str | None = None
    public: bool | None = None
    password: str | None = None
    seats: int | None = None
    late_joining: bool | None = None
    properties: dict[str, str | int | float | bool] | None = None


class Result(msgspec.Struct, forbid_unknown_fields=True):
    """How a match ended: numbers of peers, the winner's place first."""

    places: list[list[int]]


class Socket(Protocol):
    """What is asked of the connection."""

    name: str
    room: str

    def tell_more(self, kind: int, peer: int, data: str) -> None: ...


class Extension:
    """Of one connection that has a seat. It watches its room."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._budget = Budget(REQUESTS, limits.scale())
        self._told = b""
        self._last_line = 0
        feeds.watch(self, socket.room)
        changes.touch(socket.room)

    def end(self) -> None:
        feeds.leave(self, self._socket.room)

    async def obey(self, message: Message) -> None:
        try:
            if not self._budget.allows(len(message.data)):
                raise Refusal("messages.too_many", "That was a lot at once. Wait a moment.")
            verb, asked = _request(message)
            await in_database(verb, code=self._socket.room, socket=self._socket.name, **asked)
        except Refusal as refusal:
            told = {"to": message.kind, "rule": refusal.rule, "words": refusal.words}
            self._tell(More.ERROR, 0, msgspec.json.encode(told))

    def see(self, news: Sequence[News]) -> None:
        for one in news:
            room = msgspec.json.encode(told(one.seating))
            if room != self._told:
                self._told = room
                self._tell(More.ROOM, 0, room)
            for line in one.lines:
                if line.pk > self._last_line:
                    self._last_line = line.pk
                    self._tell(More.SAID, line.number, msgspec.json.encode(said(line)))

    def lose(self) -> None:
        """Its socket is told by the event of the room's end."""

    def _tell(self, kind: More, peer: int, data: bytes) -> None:
        self._socket.tell_more(kind, peer, data.decode())


def _request(message: Message) -> tuple[Callable[..., None], dict[str, Any]]:
    """The verb that a message means, and what it takes. Raises Refusal."""
    match message.kind:
        case More.CHANGE:
            given = _read(message, Changes)
            asked = msgspec.structs.asdict(given)
            return hostship.change, {"values": asked.pop("properties"), **asked}
        case More.KICK:
            return hostship.kick, {"number": message.peer}
        case More.START:
            return hostship.start, {}
        case More.HAND_OVER:
            return hostship.hand_over, {"number": message.peer}
        case More.READY:
            return rooms.be_ready, {"ready": _read(message, bool)}
        case More.SAY:
            return chat.say, {"text": _read(message, str)}
        case More.RESULT:
            return results.claim, {"places": _read(message, Result).places}
    raise Refusal("message.unknown", "There is no such request.")


def _read(message: Message, kind: Any) -> Any:
    try:
        return msgspec.json.decode(message.data, type=kind)
    except msgspec.MsgspecError:
        raise Refusal("message.invalid", UNREAD) from None
