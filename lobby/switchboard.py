"""Who is connected to this worker, and in which seat. The one thing that delivers.

It knows no consumer class and no database: sockets register themselves, and events seat them.
Everything here runs on the event loop, except `publish`.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from lobby.errors import Refusal


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a room, as told to its sockets after the commit.

    `type` is `peer.joined`, `peer.left`, `peer.turned_away`, `room.sealed` or `room.closed`;
    `version` is the room's after it; `number` and `socket` are the peer's; `others` are the
    numbers seated before it; `rule` says why a socket is closed, `words` say it better.
    """

    type: str
    room: str
    version: int
    number: int = 0
    socket: str = ""
    topology: str = ""
    host: int = 0
    others: tuple[int, ...] = ()
    rule: str = ""
    words: str = ""


class Socket(Protocol):
    """What the switchboard asks of a connection. Neither call may block."""

    name: str

    def hear(self, event: Event) -> None: ...

    def relay(self, kind: int, sender: int, data: str) -> None: ...


@dataclass(slots=True)
class Table:
    """A room's sockets on this worker, and the numbers of those who have left it."""

    seated: dict[int, Socket] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)


class Switchboard:
    def __init__(self) -> None:
        self.sockets: dict[str, Socket] = {}
        self.tables: dict[str, Table] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver on this loop from now on."""
        self._loop = loop

    def connect(self, socket: Socket) -> None:
        self.sockets[socket.name] = socket

    def disconnect(self, socket: Socket) -> None:
        """Forget a socket; its seat is freed by an event."""
        self.sockets.pop(socket.name, None)

    def deliver(self, room: str, number: int, *, kind: int, sender: int, data: str) -> None:
        """Hand a signal to a peer of the room, or drop it if that peer has left a moment ago.

        Raises Refusal if nobody in the room ever had that number.
        """
        table = self.tables[room]
        if (socket := table.seated.get(number)) is not None:
            socket.relay(kind, sender, data)
        elif number not in table.left:
            raise Refusal("peer.unknown", "There is no such player in this room.")

    def publish(self, event: Event) -> None:
        """Tell a room's sockets; from any thread, in the order of the calls.

        In a process without sockets (a command, a test of the verbs) there is nobody to tell.
        """
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.hear, event)

    def hear(self, event: Event) -> None:
        """Seat or unseat whom the event is about, then tell everyone at the table."""
        socket = self.sockets.get(event.socket)
        if event.type == "peer.turned_away":
            if socket is not None:
                socket.hear(event)
            return
        table = self.tables.setdefault(event.room, Table())
        if event.type == "peer.joined" and socket is not None:
            table.seated[event.number] = socket
        elif (
            event.type == "peer.joined"
        ):  # It hung up meanwhile; the others learn of it in a moment.
            table.left.add(event.number)
        elif event.type == "peer.left":
            table.seated.pop(event.number, None)
            table.left.add(event.number)
        for member in tuple(table.seated.values()):
            member.hear(event)
        if event.type == "room.closed" or not table.seated:
            del self.tables[event.room]


switchboard = Switchboard()
