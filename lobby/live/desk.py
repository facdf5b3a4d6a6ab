"""Who watches lists of rooms, grouped by what they wish to see, and what each group is sent.

What a batch of changes means for a group is read and drawn once, whoever watches; only who sits in
a room that changed gets its row drawn anew. All drawing runs on the thread for pages, one batch
after another, so a group needs no lock; its sockets are touched on the event loop alone.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from lobby.database import in_database_for_pages
from lobby.live import drawing
from lobby.live.changes import changes
from lobby.live.drawing import View
from lobby.live.feeds import feeds
from lobby.live.reading import News
from lobby.seating import Seating


class Socket(Protocol):
    player: str

    def tell(self, text: str) -> None: ...


@dataclass
class Group:
    """`known` are the rooms that its sockets have been told of, by their codes; `whole` is all of
    them as one frame, until something of it changes; `own` are players with a seat in them."""

    view: View
    sockets: set[Socket] = field(default_factory=set)
    known: dict[str, Seating] = field(default_factory=dict)
    whole: list[str] | None = None

    def read(self) -> list[str]:
        """All that a socket needs to be told that comes now."""
        if self.whole is None:
            found = self.view.read()
            self.known = {one.room.code: one for one in found}
            self.whole = self.view.whole(found)
        return self.whole

    def own(self, player: str) -> list[str]:
        """The rows of the rooms that this player sits in."""
        mine = [one for one in self.known.values() if one.has(player)]
        return self.view.own([replace(one, viewer=player) for one in mine])

    def note(
        self, changed: Sequence[Seating], lost: Collection[str]
    ) -> tuple[list[str], list[Seating]]:
        """What all are told of these rooms, and which of them that concerned."""
        concerned = [known for code in lost if (known := self.known.pop(code, None))]
        fits: list[str] = []
        for seating in changed:
            code, belongs = seating.room.code, self.view.belongs(seating)
            if belongs or code in self.known:
                concerned.append(seating)
            if belongs:
                self.known[code] = seating
                fits += [code] if self.view.is_news(seating) else []
            else:
                self.known.pop(code, None)
        if not concerned:
            return [], []
        self.whole = None
        return self.view.changed(concerned, still=self.known.keys(), fits=fits), concerned


class Desk:
    def __init__(self) -> None:
        self._groups: dict[View, Group] = {}

    async def seat(self, socket: Socket, view: View) -> None:
        """Tell a socket all there is, and then what changes."""
        group = self._groups.setdefault(view, Group(view))
        group.sockets.add(socket)
        feeds.desk, changes.watched = self, True
        for frame in await in_database_for_pages(_welcome, group, socket.player):
            socket.tell(frame)

    def leave(self, socket: Socket, view: View) -> None:
        group = self._groups.get(view)
        if group is None:
            return
        group.sockets.discard(socket)
        if not group.sockets:
            del self._groups[view]
        if not self._groups:
            feeds.desk = None
            feeds.settle()

    def codes(self) -> set[str]:
        """Of all rooms that somebody here has been told of."""
        return {code for group in list(self._groups.values()) for code in list(group.known)}

    async def see(self, news: Sequence[News], lost: Collection[str]) -> None:
        groups = list(self._groups.values())
        drawn = in_database_for_pages(_draw, groups, [one.seating for one in news], lost)
        for group, frames, own in await drawn:
            for socket in tuple(group.sockets):
                for frame in own.get(socket.player, frames) if socket.player else frames:
                    socket.tell(frame)


desk = Desk()


def _welcome(group: Group, player: str) -> list[str]:
    return group.read() + (group.own(player) if player else [])


Drawn = tuple[Group, list[str], dict[str, list[str]]]


def _draw(
    groups: Iterable[Group], changed: Sequence[Seating], lost: Collection[str]
) -> list[Drawn]:
    with drawing.batch():
        return list(_drawn(groups, changed, lost))


def _drawn(
    groups: Iterable[Group], changed: Sequence[Seating], lost: Collection[str]
) -> Iterator[Drawn]:
    for group in groups:
        frames, concerned = group.note(changed, lost)
        if frames:
            players = {seat.player for one in concerned for seat in one.taken if seat.player}
            watching = {socket.player for socket in tuple(group.sockets)}
            yield group, frames, {p: frames + group.own(p) for p in players & watching}
