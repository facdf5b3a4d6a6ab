"""Who watches rooms on this worker. It knows no consumer class: watchers register themselves."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from lobby.live.changes import changes
from lobby.live.reading import News


class Watcher(Protocol):
    def see(self, news: Sequence[News]) -> None:
        """Show what has changed. Must not block, nor raise."""


class LiveSocket(Protocol):
    def restart(self) -> None:
        """Close, with the word that this worker stops."""


class Feeds:
    """On one event loop."""

    def __init__(self) -> None:
        self.of_all: set[Watcher] = set()
        self.of_room: dict[str, set[Watcher]] = defaultdict(set)
        self.sockets: dict[str, LiveSocket] = {}  # all that are connected, by their names

    def watch(self, watcher: Watcher, room: str = "") -> None:
        """Show this watcher each change, of one room or of all."""
        (self.of_room[room] if room else self.of_all).add(watcher)
        changes.watched = True

    def leave(self, watcher: Watcher, room: str = "") -> None:
        watchers = self.of_room[room] if room else self.of_all
        watchers.discard(watcher)
        if room and not watchers:
            del self.of_room[room]
        changes.watched = bool(self.of_all or self.of_room)

    def wanted(self, codes: set[str]) -> set[str]:
        return codes if self.of_all else codes & self.of_room.keys()

    def show(self, news: Sequence[News]) -> None:
        for watcher in tuple(self.of_all):
            watcher.see(news)
        for one in news:
            for watcher in tuple(self.of_room.get(one.seating.room.code, ())):
                watcher.see([one])


feeds = Feeds()
