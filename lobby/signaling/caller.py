"""Who speaks on a signaling socket: a game, with its seat. It may outlive its connection.

One signal's way is `receive` → `dialects.parse` → `switchboard.deliver` → the other caller's
`relay`: no query, no thread, no task. Joining, sealing and leaving go to the database, and
everything a caller is told of its room comes back as an event, in the order of the commits.
"""

import asyncio
import logging
import secrets
from collections.abc import Coroutine
from typing import Any

import msgspec
from django.conf import settings
from django.db import DatabaseError

from lobby import hostship, limits, rooms
from lobby.counting import counting
from lobby.database import busy, in_database, note_failure
from lobby.errors import Refusal
from lobby.log_lines import about
from lobby.matchmaking import tickets, waiting
from lobby.models import Game, Ticket, Topology
from lobby.signaling import carriage, dialects, magic
from lobby.signaling.admission import Admission
from lobby.signaling.budget import Budget
from lobby.signaling.extension import More
from lobby.signaling.joining import verb_for
from lobby.signaling.lean import Outbox
from lobby.signaling.listener import Listener
from lobby.signaling.messages import (
    FIRST_EXTENSION,
    RESTART,
    SIGNALS,
    TOO_LARGE,
    Close,
    Kind,
    Message,
    close_for,
    too_large,
)
from lobby.signaling.relay_only import let_through
from lobby.switchboard import switchboard

logger = logging.getLogger(__name__)

SINCE_BYTES = 6
TAKEN_OVER = Close(1000, "Resumed")
LOST = (1006, 1011, 1012)  # codes of closes that nobody meant (RFC 6455, section 7.4.1)


callers: dict[str, "Caller"] = {}  # of this worker who may come back, by their keys
lost: set["Caller"] = set()  # those of them that have no connection now


class Caller(Listener):
    """`key` is known of who may come back, `since` names its way of counting; `final` is the last
    word, once it was said."""

    admission: Admission
    player = policy = ""  # its id, and its game's policy
    network: str | None = None  # once it is counted
    key = since = ""
    joining = gone = False
    seeks = False  # a match: its seat comes when one is made
    hides = False  # its player's address from the others
    given: dict[str, Any]  # what else its greeting brings: ICE servers, a pass, if it asked
    final: Close | None = None
    timer: asyncio.TimerHandle | None = None
    expiry: asyncio.TimerHandle | None = None  # while it has no connection

    def __init__(self, outbox: Outbox) -> None:
        self.name = switchboard.new_name()
        self.outbox = outbox
        self.about, self.given = about.get() or {}, {}
        self.carriage: carriage.Bare | carriage.Numbered = carriage.Bare()
        self.dialect: dialects.Dialect | None = None  # The first frame decides.
        self.budget = Budget(1, limits.scale())
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waits(self) -> bool:
        return self.joining and not self.number

    def let_in(self, admission: Admission) -> None:
        self.admission = admission
        self.player, self.policy = admission.player.id, admission.game.ice_policy
        self.hides = self.policy == Game.IcePolicy.RELAY
        self.counts = counting.of(admission.game.slug)

    def plays(self, game: Game) -> bool:
        return self.admission.game.pk == game.pk

    def may_come_back(self, key: str) -> None:
        assert isinstance(self.carriage, carriage.Numbered)
        self.key, self.since = key, secrets.token_hex(SINCE_BYTES)
        self.carriage.keep(self.give_up)
        callers[key] = self

    # What it may say

    async def receive(self, text: str) -> None:
        """One frame. Raises Refusal, and DatabaseError."""
        if too_large(text):
            return self.close(*TOO_LARGE)
        if not self.budget.allows(len(text)):
            raise Refusal("messages.too_many", "Too many messages at once.")
        payload = self.carriage.unwrap(text)
        if self.carriage.due:
            self.outbox.tell(self.carriage.answer())
        if payload is None:
            return
        dialect = self.dialect
        if dialect is None:
            self.use(dialect := dialects.choose(payload))
        said = dialect.parse(payload)
        if said.kind in SIGNALS and self.number:
            data = let_through(dialect, said.kind, said.data) if self.hides else said.data
            if data is not None:
                switchboard.deliver(self.room, said.peer, said.kind, self.number, data)
                self.counts.relays += 1
        else:
            await self.obey(dialect, said)

    async def obey(self, dialect: dialects.Dialect, message: Message) -> None:
        if message.kind == Kind.JOIN:
            await self.join(dialect, message)
        elif not self.number:
            raise Refusal("message.too_early", "Join a room first.")
        elif message.kind == Kind.SEAL:
            await in_database(hostship.seal, code=self.room, socket=self.name)
        elif message.kind >= FIRST_EXTENSION and self.extension is not None:
            await self.extension.obey(message)
        else:
            raise Refusal("message.unknown", "There is no such command.")

    async def join(self, dialect: dialects.Dialect, message: Message) -> None:
        if self.joining:
            raise Refusal("join.twice", "You are in a room already.")
        self.joining = True
        await self._leave_former_seat()
        self.hurry_no_more()
        who = {
            "socket": self.name,
            "topology": Topology.STAR if message.peer else Topology.MESH,
            "generation": dialect.generation,
            "extensions": self.extended,
            "resume_key": self.key,
        }
        self.seeks = magic.seeks(message.data)
        entered = await in_database(verb_for(message.data, self.admission, self.network or "", who))
        if self.extended and isinstance(entered, Ticket) and not self.number:
            told = await in_database(waiting.told, ticket=entered)
            self.tell_more(More.QUEUED, 0, msgspec.json.encode(told).decode())

    # What it is told

    def use(self, dialect: dialects.Dialect) -> None:
        self.dialect = dialect
        self.extended = self.carriage.extensions and dialect is dialects.Json

    def say(self, kind: Kind, peer: int = 0, data: str = "") -> None:
        assert self.dialect is not None
        self.outbox.tell(self.carriage.wrap(self.dialect.write(Message(kind, peer, data))))

    def relay(self, kind: int, sender: int, data: str) -> None:
        assert self.dialect is not None
        self.outbox.tell(self.carriage.wrap(self.dialect.relay(kind, sender, data)))

    def ask_again(self, numbers: list[int]) -> None:
        if self.key and numbers:
            self.outbox.tell(self.carriage.wrap(f'{{"again":{numbers}}}'))

    def greet(self, *, seat: bool) -> None:
        """The answer to a hello: how many frames were received, counted since when, and whether
        there is a seat."""
        told: dict[str, Any] = {"received": self.carriage.received}
        if self.key:
            told |= {"since": self.since, "seat": seat}
        self.outbox.tell(msgspec.json.encode(told | self.given).decode())

    def refuse(self, refusal: Refusal) -> None:
        counting.refuse(refusal.rule)
        self.close(*close_for(refusal.rule, refusal.words))

    def fail(self) -> None:
        note_failure(logger, "The database failed")
        self.refuse(busy())

    def restart(self) -> None:
        """This worker stops: no last word, if another one may take over."""
        if self.key:
            self.outbox.close(*RESTART)
        else:
            self.close(*RESTART)

    def close(self, code: int, reason: str) -> None:
        self.final = self.final or Close(code, reason)
        self.outbox.close(code, reason)
        if self.expiry is not None:
            self._run(self._leave())

    def close_later(self, seconds: float, code: int, reason: str) -> None:
        self.hurry_no_more()
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(seconds, self.close, code, reason)

    def hurry_no_more(self) -> None:
        if self.timer is not None:
            self.timer.cancel()

    # Connections come and go

    def call_again(self, outbox: Outbox, received: int) -> None:
        """Go on over another connection, from the frame that was received last."""
        self._found()
        former, self.outbox = self.outbox, outbox
        known, self.about = self.about, about.get() or {}  # another connection's
        self.about.update({name: known[name] for name in known.keys() - {"request"}})
        former.close(*TAKEN_OVER)
        former.hang_up()  # It may seem to be there for a long while yet.
        assert isinstance(self.carriage, carriage.Numbered)
        self.greet(seat=self.joining)
        for frame in self.carriage.unheard(received):
            outbox.tell(frame)
        if self.final is not None:
            outbox.close(*self.final)

    async def lose(self, outbox: Outbox, code: int) -> None:
        """A connection has ended, with this code: it may be for the last time."""
        if outbox is not self.outbox:
            return
        meant = self.final is None and code not in LOST
        if not self.key or self.gone or meant:
            return await self.end()
        lost.add(self)
        self.expiry = asyncio.get_running_loop().call_later(settings.RESUME_WITHIN, self.give_up)
        if self.final is not None:
            await self._leave()

    def give_up(self) -> None:
        self._run(self.end())

    async def end(self) -> None:
        """It will not call again."""
        self.forget()
        await self._leave()

    def forget(self) -> None:
        """Give back what it took, but for its seat."""
        self.gone = True
        self.hurry_no_more()
        self._found()
        if callers.get(self.key) is self:
            del callers[self.key]
        switchboard.disconnect(self)
        if self.extension is not None:
            self.extension.end()
        if self.network is not None:
            limits.give_back(self.network)
            self.network = None

    def _found(self) -> None:
        lost.discard(self)
        if self.expiry is not None:
            self.expiry.cancel()
            self.expiry = None

    async def _leave_former_seat(self) -> None:
        """Of a player who begins anew, on another page, before the old one was given up."""
        for former in [one for one in lost if self.player and one.player == self.player]:
            await former.end()

    async def _leave(self) -> None:
        if self.joining:
            self.joining = False
            try:
                if self.seeks:
                    await in_database(tickets.leave, socket=self.name)
                await in_database(rooms.leave, socket=self.name)
            except (Refusal, DatabaseError):
                logger.warning("A seat was not freed in time; the sweep will")

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
