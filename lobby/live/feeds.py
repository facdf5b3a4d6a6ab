"""Who watches rooms on this worker. It knows no consumer class: watchers register themselves."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Protocol

from lobby.errors import Refusal
from lobby.live.changes import changes
from lobby.live.reading import News


class Watcher(Protocol):
    def see(self, news: Sequence[News]) -> None:
        """Show what has changed. Must not block, nor raise."""

    def lose(self) -> None:
        """The room is not there any more: it went with its game."""


class Desk(Protocol):
    """Shows lists of rooms: to many, so it takes its time."""

    def miss(self) -> None:
        """Something may have been missed: show everything anew, soon."""

    async def see(self, news: Sequence[News], lost: Collection[str]) -> None:
        """Show what has changed, and that rooms are lost: they went with their game."""


class LiveSocket(Protocol):
    player: str  # its id, "" if nobody knows
    network: str | None  # its visitor's, as `lobby.limits` has it

    def refuse(self, refusal: Refusal) -> None:
        """Close, with a rule's word."""

    def note(self, notice: str) -> None:
        """Show what is told to all; "" takes it away."""

    def beat(self) -> None:
        """Say that the connection lives, to whom that is news."""

    def restart(self) -> None:
        """Close, with the word that this worker stops."""


class Feeds:
    """On one event loop."""

    def __init__(self) -> None:
        self.desk: Desk | None = None  # while somebody watches lists
        self.of_room: dict[str, set[Watcher]] = defaultdict(set)
        self.sockets: dict[str, LiveSocket] = {}  # all that are connected, by their names

    def watch(self, watcher: Watcher, room: str) -> None:
        """Show this watcher each change of a room."""
        self.of_room[room].add(watcher)
        changes.watched = True

    def leave(self, watcher: Watcher, room: str) -> None:
        self.of_room[room].discard(watcher)
        if not self.of_room[room]:
            del self.of_room[room]
        self.settle()

    def settle(self) -> None:
        """Somebody watches no more."""
        changes.watched = bool(self.desk or self.of_room)

    def wanted(self, codes: set[str]) -> set[str]:
        return codes if self.desk else codes & self.of_room.keys()

    def touch_all(self) -> None:
        """Something may have been missed: show everything anew."""
        for code in self.of_room:
            changes.touch(code)
        if self.desk:
            self.desk.miss()

    async def show(self, news: Sequence[News], lost: Collection[str]) -> None:
        for one in news:
            for watcher in tuple(self.of_room.get(one.seating.room.code, ())):
                watcher.see([one])
        for code in lost:
            for watcher in tuple(self.of_room.get(code, ())):
                watcher.lose()
        if self.desk:
            await self.desk.see(news, lost)


feeds = Feeds()
