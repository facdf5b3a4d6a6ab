"""Workers without sockets, processes or a bus: switchboards, and the lines between them.

What a verb publishes travels on lines, as between threads and workers: each keeps its order, none
waits for another, and one to another worker may lose what it carries.
"""

from collections import defaultdict, deque

import pytest
from django.test import TestCase

from lobby import upkeep
from lobby.bus import bus
from lobby.errors import Refusal
from lobby.switchboard import Switchboard, switchboard
from lobby.table import Signal


class Ear:
    """A game's end of a socket: it knows whom it was told of, and what it must never be told."""

    def __init__(self, name):
        self.name, self.number, self.room = name, 0, ""
        self.others, self.ever = set(), set()
        self.sealed, self.closed, self.signals, self.host = False, "", [], 0

    @property
    def waits(self):
        return not self.number and not self.closed

    def hear(self, event):
        if self.closed:
            return
        match event.type:
            case "peer.joined":
                self.meet(event)
            case "peer.left" if event.number != self.number:
                self.others.remove(event.number)
            case "room.sealed":
                assert not self.sealed
                self.sealed = True
            case "room.closed" | "peer.turned_away":
                self.closed = event.rule
        self.host = event.host or self.host

    def meet(self, event):
        new = {event.number}
        if event.socket == self.name:
            assert not self.number, "seated twice"
            self.number, self.room, new = event.number, event.room, set(event.others)
        assert self.number, "told of others before it was seated"
        assert not new & self.ever, "told of somebody twice"
        self.ever |= new
        self.others |= new

    def relay(self, kind, sender, data):
        assert data == f"{sender} to {self.number}"
        assert self.closed or sender in self.ever, "a signal of somebody it was not told of"
        self.signals.append(sender)


class Worker:
    """A switchboard, the timers of its loop, and its way to the other workers."""

    def __init__(self, name, site):
        self.name, self.site, self.timers = name, site, []
        self.seatless = set()
        self.board = Switchboard()
        self.board.worker = name
        self.board.bind(self, self)

    def call_later(self, seconds, callback, *arguments):
        self.timers.append((callback, arguments))

    def forward(self, worker, signal):
        self.site.put(self.name, worker, signal)

    def read_again(self, room):
        self.catch_up()

    def catch_up(self):
        """As `lobby.worker` does it."""
        while self.timers:
            callback, arguments = self.timers.pop()
            callback(*arguments)
        known = {code: table.version for code, table in self.board.tables.items()}
        behind = self.site.call(self.name, upkeep.behind, worker=self.name, versions=known)
        for code in behind:
            self.site.call(self.name, upkeep.read_again, code=code)

    def sweep(self):
        """As `lobby.worker` does it."""
        seatless = upkeep.seatless(sockets=self.board.waiting())
        for socket in seatless & self.seatless:
            self.board.turn_away(socket, "seat.lost")
        self.seatless = seatless
        self.catch_up()

    def take(self, mail):
        (self.board.receive if isinstance(mail, Signal) else self.board.hear)(mail)


class Site:
    """Workers by their names of one letter. A thread's name begins with its worker's."""

    def __init__(self, names):
        self.workers = {name: Worker(name, self) for name in names}
        self.lines = defaultdict(deque)
        self.versions, self.given, self.thread = {}, set(), ""
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(switchboard, "publish", self.publish)
        self.patch.setattr(bus, "publish", self.publish_elsewhere)

    def put(self, thread, worker, mail):
        self.lines[thread, worker].append(mail)

    def publish(self, event):
        if event.type not in ("peer.turned_away", "room.read"):
            assert event.version == self.versions.get(event.room, 0) + 1
            self.versions[event.room] = event.version
        if event.type == "peer.joined":
            assert (event.room, event.number) not in self.given, "a number was given twice"
            self.given.add((event.room, event.number))
        self.put(self.thread, self.thread[0], event)

    def publish_elsewhere(self, event, workers):
        for worker in sorted(set(workers) - {self.thread[0]}):
            self.put(self.thread, worker, event)

    def call(self, thread, verb, **arguments):
        """What a verb returns, or the rule that refused."""
        self.thread = thread
        try:
            with TestCase.captureOnCommitCallbacks(execute=True):
                done = verb(**arguments)
        except Refusal as refusal:
            done = refusal.rule
        if len(self.workers) == 1:
            self.deliver_all()
        return done

    def waiting(self, lossy=False):
        """The lines that carry something; `lossy` those that may lose it."""
        return [
            line
            for line, mail in self.lines.items()
            if mail and (not lossy or line[0][0] != line[1])
        ]

    def deliver(self, line):
        self.workers[line[1]].take(self.lines[line].popleft())

    def deliver_all(self):
        while lines := self.waiting():
            self.deliver(lines[0])
