"""A game's signaling socket: `/signal/<slug>` and `/signal/<slug>/<CODE>`.

One signal's way is `websocket_receive` → `dialects.parse` → `switchboard.deliver` → the other
consumer's `relay`: no query, no thread, no task. Joining, sealing and leaving go to the database,
and everything a socket is told of its room comes back as an event, in the order of the commits.
"""

import asyncio
import logging
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from lobby import hostship, limits, rooms
from lobby.database import busy, in_database
from lobby.errors import Refusal
from lobby.models import Topology
from lobby.signaling import carriage, dialects
from lobby.signaling.admission import Admission, admit
from lobby.signaling.budget import FRAME, Budget
from lobby.signaling.extension import Extension, More
from lobby.signaling.joining import verb_for
from lobby.signaling.lean import LeanConsumer
from lobby.signaling.messages import (
    FIRST_EXTENSION,
    MOST_BYTES,
    RESTART,
    SEAL_COMPLETE,
    SIGNALS,
    TOO_LARGE,
    Kind,
    Message,
    close_for,
)
from lobby.switchboard import switchboard
from lobby.table import Event

logger = logging.getLogger(__name__)

EXTENSION_COSTS = 8  # as many frames: it goes to the database
SEAL_GRACE = 10.0  # seconds between SEAL and the close
QUIET = 1.0  # second before that close: sockets of other workers may close a little sooner


class SignalConsumer(LeanConsumer):
    network: str | None = None  # once it is counted
    number = 0  # our seat's, once we have one
    room = ""
    joining = sealed = quiet = False
    admission: Admission | None = None
    dialect: dialects.Dialect | None = None  # The first frame decides.
    timer: asyncio.TimerHandle | None = None
    extension: Extension | None = None  # of who asked for more, once it has a seat
    host = 0  # the number, as last told

    def __init__(self) -> None:
        self.name = switchboard.new_name()
        self.carriage: carriage.Bare | carriage.Numbered = carriage.Bare()
        self.budget = Budget(1, limits.scale())

    @property
    def waits(self) -> bool:
        return self.joining and not self.number

    @property
    def extended(self) -> bool:
        return self.carriage.extensions and self.dialect is dialects.Json

    # The socket

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Accept first: a refused handshake reaches neither browser nor Godot with a reason."""
        subprotocol, self.carriage, shown_pass = carriage.choose(self.scope["subprotocols"])
        self.accept(subprotocol)
        try:
            limits.take_socket(network := limits.network(self.address()))
            self.network = network
            switchboard.connect(self)
            self.admission = await admit(
                **self.scope["url_route"]["kwargs"],
                origin=_header(self.scope, b"origin"),
                shown_pass=shown_pass,
            )
        except Refusal as refusal:
            self.refuse(refusal)
        except DatabaseError:
            self.fail()
        else:
            self.close_later(settings.JOIN_WITHIN, *close_for("join.too_late"))

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        if self.closing:
            return
        try:
            if (text := message.get("text")) is None:
                raise Refusal("message.binary", "Messages must be text.")
            if too_large(text):
                self.close(*TOO_LARGE)
            elif not self.budget.allows(len(text)):
                raise Refusal("messages.too_many", "Too many messages at once.")
            elif (payload := self.carriage.unwrap(text)) is not None:
                dialect = self.dialect = self.dialect or dialects.choose(payload)
                said = dialect.parse(payload)
                if said.kind in SIGNALS and self.number:
                    switchboard.deliver(self.room, said.peer, said.kind, self.number, said.data)
                else:
                    await self.obey(dialect, said)
            elif greeting := self.carriage.greeting():
                self.tell(greeting)
        except Refusal as refusal:
            self.refuse(refusal)
        except DatabaseError:
            self.fail()

    async def cleanup(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        switchboard.disconnect(self)
        if self.extension is not None:
            self.extension.end()
        if self.network is not None:
            limits.give_back(self.network)
        if self.joining:
            try:
                await in_database(rooms.leave, socket=self.name)
            except (Refusal, DatabaseError):
                logger.warning("A seat was not freed in time; the sweep will")

    # What a client may say

    async def obey(self, dialect: dialects.Dialect, message: Message) -> None:
        if message.kind == Kind.JOIN:
            await self.join(dialect, message)
        elif not self.number:
            raise Refusal("message.too_early", "Join a room first.")
        elif message.kind == Kind.SEAL:
            await in_database(hostship.seal, code=self.room, socket=self.name)
        elif message.kind >= FIRST_EXTENSION and self.extension is not None:
            if not self.budget.allows(EXTENSION_COSTS * FRAME):
                raise Refusal("messages.too_many", "Too many messages at once.")
            await self.extension.obey(message)
        else:
            raise Refusal("message.unknown", "There is no such command.")

    async def join(self, dialect: dialects.Dialect, message: Message) -> None:
        if self.joining:
            raise Refusal("join.twice", "You are in a room already.")
        assert self.admission is not None
        admission, self.joining = self.admission, True
        if self.timer is not None:
            self.timer.cancel()
        who = {
            "socket": self.name,
            "topology": Topology.STAR if message.peer else Topology.MESH,
            "generation": dialect.generation,
            "extensions": self.extended,
        }
        await in_database(verb_for(message.data, admission, self.network or "", who))

    # What a client is told

    def say(self, kind: Kind, peer: int = 0, data: str = "") -> None:
        assert self.dialect is not None
        self.tell(self.carriage.wrap(self.dialect.write(Message(kind, peer, data))))

    def relay(self, kind: int, sender: int, data: str) -> None:
        assert self.dialect is not None
        self.tell(self.carriage.wrap(self.dialect.relay(kind, sender, data)))

    def tell_more(self, kind: int, peer: int, data: str) -> None:
        """What extensions say; `data` is JSON."""
        self.relay(kind, peer, data)

    def address(self) -> str:
        return (self.scope.get("client") or ("",))[0]

    def refuse(self, refusal: Refusal) -> None:
        self.close(*close_for(refusal.rule, refusal.words))

    def fail(self) -> None:
        logger.exception("The database failed")
        self.refuse(busy())

    def close_later(self, seconds: float, code: int, reason: str) -> None:
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(seconds, self.close, code, reason)

    def hear(self, event: Event) -> None:
        match event.type:
            case "peer.joined":
                self.peer_joined(event)
            case "peer.left":
                self.peer_left(event)
            case "room.sealed":
                self.room_sealed(event)
            case "room.closed" | "peer.turned_away":
                self.room_closed(event)
            case "worker.stopping":
                self.close(*RESTART)
        if self.number and event.host not in (0, self.host):
            self.host_changed(event)

    def peer_joined(self, event: Event) -> None:
        if event.socket != self.name:
            if self.sees(event.number, event):
                self.say(Kind.PEER_CONNECT, event.number)
            return
        self.room, self.number, self.host = event.room, event.number, event.host
        self.budget = Budget(event.seats, limits.scale())
        # The client builds its mesh on ID: it must come first, and the code of the room last.
        self.say(Kind.ID, event.number, "true" if event.topology == Topology.MESH else "")
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


def too_large(text: str) -> bool:
    if text.isascii():
        return len(text) > MOST_BYTES
    return len(text.encode(errors="replace")) > MOST_BYTES


class Nowhere(LeanConsumer):
    """A socket at an address that means nothing."""

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        self.accept(next(iter(self.scope["subprotocols"]), None))
        self.close(4000, "There is nothing at this address")

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        pass


def _header(scope: dict[str, Any], name: bytes) -> str | None:
    value = next((value for key, value in scope["headers"] if key == name), None)
    return None if value is None else value.decode("latin-1")
