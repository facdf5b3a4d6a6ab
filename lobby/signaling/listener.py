"""What a game is told of its room: events become messages of the demo, the last word a close."""

import asyncio
from typing import Any

from lobby import limits
from lobby.counting import Counts
from lobby.models import Topology
from lobby.signaling import dialects
from lobby.signaling.budget import Budget
from lobby.signaling.extension import Extension, More
from lobby.signaling.messages import SEAL_COMPLETE, Kind, close_for
from lobby.switchboard import switchboard
from lobby.table import Event

FIRST = 1  # the number of who opens a room
SEAL_GRACE = 10.0  # seconds between SEAL and the close
QUIET = 1.0  # second before that close: sockets of other workers may close a little sooner


class Listener:
    """`lobby.signaling.caller` says how it speaks. `host` is the number as last told."""

    name: str
    number = 0  # our seat's, once we have one
    room = ""
    host = 0
    sealed = quiet = False
    extended = False  # it asked for more, in a dialect that has it
    extension: Extension | None = None  # of who asked for more, once it has a seat
    dialect: dialects.Dialect | None
    budget: Budget
    about: dict[str, Any]  # what the log says of it
    counts = Counts()  # nobody's, until it is let in to a game

    def say(self, kind: Kind, peer: int = 0, data: str = "") -> None:
        raise NotImplementedError

    def relay(self, kind: int, sender: int, data: str) -> None:
        raise NotImplementedError

    def use(self, dialect: dialects.Dialect) -> None:
        """Speak it from now on."""
        raise NotImplementedError

    def ask_again(self, numbers: list[int]) -> None:
        """Ask for what was said to these peers once more: they may have missed it."""
        raise NotImplementedError

    def greet(self, *, seat: bool) -> None:
        raise NotImplementedError

    def restart(self) -> None:
        raise NotImplementedError

    def close(self, code: int, reason: str) -> None:
        raise NotImplementedError

    def hurry_no_more(self) -> None:
        """It need not join within its time any more."""
        raise NotImplementedError

    def close_later(self, seconds: float, code: int, reason: str) -> None:
        raise NotImplementedError

    def tell_more(self, kind: int, peer: int, data: str) -> None:
        """What extensions say; `data` is JSON."""
        self.relay(kind, peer, data)

    def hear(self, event: Event) -> None:
        match event.type:
            case "peer.joined":
                self.peer_joined(event)
            case "peer.resumed":
                self.peer_resumed(event)
            case "peer.left":
                self.peer_left(event)
            case "room.sealed":
                self.room_sealed(event)
            case "room.closed" | "peer.turned_away":
                self.room_closed(event)
            case "worker.stopping":
                self.restart()
        if self.number and event.seats not in (0, self.budget.seats):  # More need more signals.
            self.budget = Budget(event.seats, limits.scale())
        if self.number and event.host not in (0, self.host):
            self.host_changed(event)

    def peer_joined(self, event: Event) -> None:
        if event.socket == self.name:
            self.counts.joins += 1
            self.sit_down(event)
        elif self.sees(event.number, event):
            self.say(Kind.PEER_CONNECT, event.number)

    def peer_resumed(self, event: Event) -> None:
        """Somebody goes on with a seat whose connection, and worker, were lost."""
        if event.socket == self.name:
            self.hurry_no_more()
            self.use(dialects.of(event.generation))
            self.greet(seat=True)
            self.sit_down(event)
            if event.state == "sealed":
                self.room_sealed(event)
            self.ask_again([number for number in event.again if self.sees(number, event)])
        elif self.sees(event.number, event):
            self.ask_again([event.number])

    def sit_down(self, event: Event) -> None:
        if self.dialect is None:  # It joined over another connection.
            self.use(dialects.of(event.generation))
        self.room, self.number, self.host = event.room, event.number, event.host
        self.budget = Budget(event.seats, limits.scale())
        self.about.update(room=event.room, peer=event.number)
        # The client builds its mesh on ID: it must come first, and the code of the room last.
        self.say(Kind.ID, event.number, "true" if event.topology == Topology.MESH else "")
        if self.extended and event.host != FIRST:
            self.tell_more(More.HOST, event.host, "null")
        for other in event.others:
            if self.sees(other, event):
                self.say(Kind.PEER_CONNECT, other)
        self.say(Kind.JOIN, 0, event.room)
        if self.extended:
            self.extension = Extension(self)

    def peer_left(self, event: Event) -> None:
        # A host may hang up once it has sealed: its game goes on, so nobody drops it.
        expected = self.quiet or (self.sealed and event.number == event.host)
        if not expected and self.sees(event.number, event):
            self.say(Kind.PEER_DISCONNECT, event.number)

    def room_sealed(self, event: Event) -> None:
        """Every socket of the room closes at the same moment, decided here and now."""
        self.sealed = True
        self.say(Kind.SEAL)
        asyncio.get_running_loop().call_later(SEAL_GRACE - QUIET, self.be_quiet)
        self.close_later(SEAL_GRACE, *SEAL_COMPLETE)

    def be_quiet(self) -> None:
        self.quiet = True

    def room_closed(self, event: Event) -> None:
        self.close(*close_for(event.rule if not event.words else "", event.words))

    def host_changed(self, event: Event) -> None:
        """In a star, that shows some to each other who were not before."""
        before = {other for other in self.others() if self.sees(other, event)}
        self.host = event.host
        if self.extension is not None:
            self.tell_more(More.HOST, self.host, "null")
            for other in sorted(self.others() - before):
                if self.sees(other, event):
                    self.say(Kind.PEER_CONNECT, other)

    def others(self) -> set[int]:
        return switchboard.tables[self.room].numbers() - {self.number}

    def sees(self, other: int, event: Event) -> bool:
        """In a star a guest knows of the host only, and the host of all."""
        return event.topology == Topology.MESH or self.host in (self.number, other)
