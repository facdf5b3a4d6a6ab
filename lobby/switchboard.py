"""Who is connected to this worker, and in which seat. The one thing that delivers.

It knows no consumer class, no database and no bus: sockets register themselves, events seat them,
and what concerns other workers goes to whoever `bind` named. Everything here runs on the event
loop, except `publish`.
"""

import asyncio
import os
import secrets
from collections import deque
from itertools import count
from typing import Any, Protocol

import msgspec

from lobby.errors import Refusal
from lobby.table import Event, Signal, Socket, Table, worker_of

LATE = 0.3  # seconds that the events of one room may come out of order
SEATING = ("peer.joined", "peer.resumed")
MOST_HELD = 256  # signals of a room that wait for an event


class Elsewhere(Protocol):
    """The rest of the site. Neither call may block."""

    def forward(self, worker: str, signal: Signal) -> None:
        """Hand a signal to another worker. Raises Refusal if none gets through."""

    def read_again(self, room: str) -> None:
        """Publish `room.read`: something was missed."""


class Switchboard:
    def __init__(self) -> None:
        self.worker = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.sockets: dict[str, Socket] = {}
        self.tables: dict[str, Table] = {}
        self.signals_lost = 0
        self._unheard: deque[Signal] = deque(maxlen=MOST_HELD)
        self._count = count(1)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._elsewhere: Elsewhere | None = None

    def bind(self, loop: asyncio.AbstractEventLoop, elsewhere: Elsewhere | None = None) -> None:
        """Deliver on this loop from now on."""
        self._loop, self._elsewhere = loop, elsewhere

    def new_name(self) -> str:
        """A name for a socket; `worker_of` reads ours in it."""
        return f"{self.worker}.{next(self._count)}"

    def connect(self, socket: Socket) -> None:
        self.sockets[socket.name] = socket

    def disconnect(self, socket: Socket) -> None:
        """Forget a socket; its seat is freed by an event."""
        self.sockets.pop(socket.name, None)

    def deliver(self, room: str, number: int, kind: int, sender: int, data: str) -> None:
        """Hand a signal to a peer of the room, or drop it if that peer has left a moment ago.

        Raises Refusal if nobody in the room ever had that number, or if its worker is cut off.
        """
        table = self.tables[room]
        if (socket := table.seated.get(number)) is not None:
            socket.relay(kind, sender, data)
        elif (worker := table.elsewhere.get(number)) is not None:
            if worker != self.worker and self._elsewhere is not None:
                signal = Signal(room, table.version, number, kind, sender, data)
                self._elsewhere.forward(worker, signal)
        elif number not in table.left:
            raise Refusal("peer.unknown", "There is no such player in this room.")

    def receive(self, signal: Signal) -> None:
        """Deliver what another worker has forwarded, once we know of its room what it knew."""
        table = self.tables.get(signal.room)
        if table is None:  # Everyone here has left; or the news that somebody sits down is late.
            self._unheard.append(signal)
            return
        if signal.version > table.version:
            table.held.append(signal)
            if len(table.held) > MOST_HELD:
                table.held.pop(0)
                self.signals_lost += 1
        elif (socket := table.seated.get(signal.number)) is not None:
            socket.relay(signal.kind, signal.sender, signal.data)

    def interrupt(self, signal: Signal) -> None:
        """Close the sender of a signal that could not be forwarded in time."""
        table = self.tables.get(signal.room)
        if table and (socket := table.seated.get(signal.sender)) is not None:
            self.turn_away(socket.name, "bus.interrupted")

    def turn_away(self, socket: str, rule: str) -> None:
        """Close a socket, if it is still there."""
        self.hear(Event("peer.turned_away", room="", version=0, socket=socket, rule=rule))

    def waiting(self) -> list[str]:
        """The sockets that wait for a seat, by their names."""
        return [name for name, socket in self.sockets.items() if socket.waits]

    def publish(self, event: Event) -> None:
        """Tell a room's sockets; from any thread, in the order of the calls.

        In a process without sockets (a command, a test of the verbs) there is nobody to tell.
        """
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.hear, event)

    def hear(self, event: Event) -> None:
        """Seat or unseat whom the event is about, then tell everyone at the table.

        What was heard before is not heard again, what comes too early waits for its turn.
        """
        if event.type == "peer.turned_away":
            if (socket := self.sockets.get(event.socket)) is not None:
                socket.hear(event)
            return
        table = self.tables.get(event.room) or self._new_table(event)
        if table is None:
            return
        if event.type == "room.read":
            self._make_up(table, event)
        elif event.version == table.version + 1:
            self._apply(table, event)
        elif event.version > table.version:
            self._wait(table, event)
        self._go_on(event.room, table)

    def _new_table(self, event: Event) -> Table | None:
        """Of a room in which somebody of ours is seated now; others of ours may be so already, who
        waited for the host, if the news of it is late or lost."""
        ours = {number: name for number, name in event.others.items() if name in self.sockets}
        first = event.type in SEATING and event.socket in self.sockets
        if not first and not (event.type == "room.read" and ours):
            return None
        table = self.tables[event.room] = Table(event.version - 1)
        table.elsewhere = {n: worker_of(s) for n, s in event.others.items() if n not in ours}
        for number, name in ours.items():
            self._seat(table, event, number, name)
        table.version = event.version - 1
        table.held = [signal for signal in self._unheard if signal.room == event.room]
        for signal in table.held:
            self._unheard.remove(signal)
        return table

    def _seat(
        self, table: Table, now: Event, number: int, socket: str, how: str = "peer.joined"
    ) -> None:
        known = dict.fromkeys(table.numbers() - {number}, "")
        self._apply(table, _as(now, how, number=number, socket=socket, others=known))

    def _apply(self, table: Table, event: Event) -> None:
        table.version = event.version
        if event.type in SEATING:
            self._unseat(table, event.number, but=event.socket)
            if (socket := self.sockets.get(event.socket)) is not None:
                table.seated[event.number] = socket
            else:  # On another worker; or here, and it hung up: we will hear of it in a moment.
                table.elsewhere[event.number] = worker_of(event.socket)
        elif event.type == "peer.left":
            self._unseat(table, event.number)
            table.left.add(event.number)
        elif event.type == "room.sealed":
            table.sealed = True
        for member in tuple(table.seated.values()):
            member.hear(event)
        if event.type == "room.closed":
            table.seated.clear()

    def _unseat(self, table: Table, number: int, but: str = "") -> None:
        """Of sockets, only the new one of who goes on has a place; another was given up."""
        if (socket := table.seated.pop(number, None)) is not None and socket.name != but:
            self.turn_away(socket.name, "seat.lost")
        table.elsewhere.pop(number, None)

    def _wait(self, table: Table, event: Event) -> None:
        if not table.early and self._loop is not None:
            self._loop.call_later(LATE, self._overdue, event.room)
        table.early[event.version] = event

    def _overdue(self, room: str) -> None:
        table = self.tables.get(room)
        if table is not None and table.early and self._elsewhere is not None:
            self._elsewhere.read_again(room)

    def _go_on(self, room: str, table: Table) -> None:
        """What waited for this, and an end to tables at which nobody of ours sits."""
        while table.seated and (event := table.early.pop(table.version + 1, None)) is not None:
            self._apply(table, event)
        if not table.seated and not table.early:
            self.tables.pop(room, None)
            return
        held, table.held = table.held, []
        for signal in held:
            self.receive(signal)

    def _make_up(self, table: Table, now: Event) -> None:
        """Tell what was missed, as if it happened now: who is gone, who is new, how it stands."""
        if now.version <= table.version:
            return
        if now.state == "closed":
            return self._end(table, _as(now, "room.closed"))
        for number in table.numbers() - now.others.keys():
            if (socket := table.seated.get(number)) is not None:
                socket.hear(_as(now, "peer.turned_away", socket=socket.name, rule="seat.lost"))
            self._apply(table, _as(now, "peer.left", number=number))
        for number in now.others.keys() - table.numbers():
            self._seat(table, now, number, now.others[number])
        for number, name in now.others.items():
            if not table.knows(number, name):
                self._seat(table, now, number, name, "peer.resumed")
        if now.state == "sealed" and not table.sealed:
            self._apply(table, _as(now, "room.sealed"))
        self._apply(table, _as(now, "host.changed"))  # They know whether that is news.
        table.early = {v: event for v, event in table.early.items() if v > now.version}

    def _end(self, table: Table, closed: Event) -> None:
        """Tell those too who have sat down, but were waiting for what was before that."""
        for event in table.early.values():
            if (socket := self.sockets.get(event.socket)) is not None:
                socket.hear(closed)
        table.early.clear()
        self._apply(table, closed)


def _as(now: Event, kind: str, **more: Any) -> Event:
    """What happened between what we knew and `now`."""
    told = {"type": kind, "others": {}, **more}
    return msgspec.structs.replace(now, **told)


switchboard = Switchboard()
