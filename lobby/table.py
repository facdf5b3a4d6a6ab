"""A room as one worker knows it: who sits where, at which version. No Django.

An event says which version of its room it makes. Versions follow one another without a gap; what
comes too early waits for what is before it.
"""

from dataclasses import dataclass, field
from typing import Protocol

import msgspec


class Event(msgspec.Struct, frozen=True, tag_field="mail", tag="event", omit_defaults=True):
    """Something that happened to a room, as told to its sockets after the commit.

    `type` is `peer.joined`, `peer.resumed`, `peer.left`, `peer.turned_away`, `host.changed`,
    `room.sealed`, `room.closed`, or `room.read`: all of a room at once, for who has missed
    something; or `worker.stopping`, which is of no room. `version` is the room's after it;
    `number` and `socket` are the peer's, `host` is the host's; `others` are the numbers seated
    before it, each with the name of its socket, and `again` those of them that can say their
    signals again; `rule` says why a socket is closed, `words` say it better.
    """

    type: str
    room: str
    version: int
    number: int = 0
    socket: str = ""
    topology: str = ""
    host: int = 0
    seats: int = 0
    state: str = ""
    generation: int = 0
    others: dict[int, str] = {}
    again: tuple[int, ...] = ()
    rule: str = ""
    words: str = ""


class Signal(msgspec.Struct, frozen=True, tag_field="mail", tag="signal"):
    """An offer, answer or candidate on its way to a peer on another worker.

    `version` is the room's as the sender's worker knows it: it is not delivered before the other
    worker knows as much.
    """

    room: str
    version: int
    number: int
    kind: int
    sender: int
    data: str


class Guess(msgspec.Struct, frozen=True, tag_field="mail", tag="guess"):
    """A wrong code that somebody tried on another worker."""

    network: str


class Touched(msgspec.Struct, frozen=True, tag_field="mail", tag="touched"):
    """A room whose lists and panels show something else now."""

    room: str


class Posted(msgspec.Struct, frozen=True, tag_field="mail", tag="posted"):
    """What holds for the whole site has changed: `lobby.bulletin` is to be read anew."""


class Stop(msgspec.Struct, frozen=True, tag_field="mail", tag="stop"):
    """A worker is to drain and end, as if its machine had told it to."""


class Socket(Protocol):
    """What is asked of a connection. Neither call may block."""

    name: str
    player: str  # its id, "" if nobody knows
    network: str | None  # its visitor's, as `lobby.limits` has it

    @property
    def waits(self) -> bool:
        """Whether it asked for a seat, and was not told of one yet."""

    def hear(self, event: Event) -> None: ...

    def relay(self, kind: int, sender: int, data: str) -> None: ...


@dataclass(slots=True)
class Table:
    """`seated` are the peers of this worker, `elsewhere` the workers of the others."""

    version: int
    seated: dict[int, Socket] = field(default_factory=dict)
    elsewhere: dict[int, str] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    sealed: bool = False
    early: dict[int, Event] = field(default_factory=dict)
    held: list[Signal] = field(default_factory=list)

    def knows(self, number: int, socket: str) -> bool:
        """Whether that peer has that socket, as far as this worker can tell."""
        seated = self.seated.get(number)
        if seated is not None:
            return seated.name == socket
        return self.elsewhere.get(number) == worker_of(socket)

    def numbers(self) -> set[int]:
        return self.seated.keys() | self.elsewhere.keys()


def worker_of(socket: str) -> str:
    """The worker that a socket is connected to: its name without the last part."""
    return socket.rpartition(".")[0]
