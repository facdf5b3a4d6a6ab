"""Who watches lists of rooms, grouped by what they wish to see, and what each group is sent.

What a batch of changes means for a group is read and drawn once, whoever watches; only who sits in
a room that changed gets its row drawn anew. All drawing runs on the thread for pages, one batch
after another, so a group needs no lock; its sockets are touched on the event loop alone. Who may
have missed something, since a batch failed or came too late, is told the whole list with the next.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from lobby.database import in_database_for_pages
from lobby.live import drawing
from lobby.live.changes import NO_ROOM, changes
from lobby.live.drawing import View
from lobby.live.feeds import feeds
from lobby.live.reading import News
from lobby.seating import Seating


class Socket(Protocol):
    player: str

    def tell(self, text: str) -> None: ...


@dataclass(eq=False)
class Group:
    """`sockets` are those that wish for it, and whether they have been told of it yet; `known` the
    rooms that these know, by their codes, and maybe a few more; `whole` is all as one frame, until
    something of it changes."""

    view: View
    sockets: dict[Socket, bool] = field(default_factory=dict)
    known: dict[str, Seating] = field(default_factory=dict)
    whole: list[str] | None = None

    def read(self) -> list[str]:
        """All that a socket needs to be told that comes now.

        A room that is not there any more stays known: the others are yet to be told."""
        if self.whole is None:
            found = self.view.read()
            self.whole = self.view.whole(found)
            self.known |= {one.room.code: one for one in found}
        return self.whole

    def read_anew(self) -> list[str]:
        """All, for those too who have been told of it."""
        self.known, self.whole = {}, None
        return self.read()

    def own(self, player: str) -> list[str]:
        """The rows of the rooms that this player sits in."""
        mine = [one for one in self.known.values() if one.has(player)]
        return self.view.own([replace(one, viewer=player) for one in mine])

    def note(
        self, changed: Sequence[Seating], lost: Collection[str]
    ) -> tuple[list[str], list[Seating]]:
        """What all are told of these rooms, and whose players see something of their own in it."""
        before, now = self.known, dict(self.known)
        concerned = [known for code in lost if (known := now.pop(code, None))]
        for seating in changed:
            code, belongs = seating.room.code, self.view.belongs(seating)
            if belongs or code in now:
                concerned.append(seating)
            if belongs:
                now[code] = seating
            else:
                now.pop(code, None)
        if not concerned:
            return [], []
        self.known, self.whole = now, None
        if self.view.turns(before.values(), now.values()):
            return self.read(), list(self.known.values())
        return self.view.changed(concerned, still=now.keys()), concerned


class Desk:
    def __init__(self) -> None:
        self._groups: dict[View, Group] = {}
        self._behind: set[Group] = set()  # They may have missed something.

    async def seat(self, socket: Socket, view: View) -> None:
        """Tell a socket all there is, and then what changes."""
        group = self._groups.setdefault(view, Group(view))
        group.sockets[socket] = False
        feeds.desk, changes.watched = self, True
        for frame in await in_database_for_pages(_welcome, group, socket.player):
            socket.tell(frame)
        if socket in group.sockets:
            group.sockets[socket] = True

    def leave(self, socket: Socket, view: View) -> None:
        group = self._groups.get(view)
        if group is None:
            return
        group.sockets.pop(socket, None)
        if not group.sockets:
            del self._groups[view]
        if not self._groups:
            feeds.desk = None
            feeds.settle()

    def miss(self) -> None:
        self._behind |= set(self._groups.values())
        changes.touch(NO_ROOM)

    async def see(self, news: Sequence[News], lost: Collection[str]) -> None:
        groups = list(self._groups.values())
        behind, self._behind = self._behind, set()
        try:
            seatings = [one.seating for one in news]
            drawn = await in_database_for_pages(_draw, groups, behind, seatings, lost)
        except BaseException:
            self._behind |= set(groups)
            raise
        for group, frames, own in drawn:
            for socket in [one for one, welcomed in group.sockets.items() if welcomed]:
                for frame in own.get(socket.player, frames) if socket.player else frames:
                    socket.tell(frame)


desk = Desk()


def _welcome(group: Group, player: str) -> list[str]:
    return group.read() + (group.own(player) if player else [])


Drawn = tuple[Group, list[str], dict[str, list[str]]]


def _draw(
    groups: Iterable[Group],
    behind: Collection[Group],
    changed: Sequence[Seating],
    lost: Collection[str],
) -> list[Drawn]:
    with drawing.batch():
        return list(_drawn(groups, behind, changed, lost))


def _drawn(
    groups: Iterable[Group],
    behind: Collection[Group],
    changed: Sequence[Seating],
    lost: Collection[str],
) -> Iterator[Drawn]:
    for group in groups:
        if group in behind:
            frames, concerned = group.read_anew(), list(group.known.values())
        else:
            frames, concerned = group.note(changed, lost)
        if frames:
            players = {seat.player for one in concerned for seat in one.taken if seat.player}
            watching = {socket.player for socket in tuple(group.sockets)}
            yield group, frames, {p: frames + group.own(p) for p in players & watching}
