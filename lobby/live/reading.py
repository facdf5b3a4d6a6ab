"""Rooms as watchers see them, read from the database."""

from collections.abc import Collection
from dataclasses import dataclass, field

from lobby.models import ChatLine, Room
from lobby.seating import Seating, seatings

MOST_LINES = 50  # of a chat, for who comes later


@dataclass(frozen=True, slots=True)
class News:
    """A room as it is now, and the last lines of its chat, the oldest first."""

    seating: Seating
    lines: list[ChatLine] = field(default_factory=list)


def read(*, codes: Collection[str], with_chat: Collection[str]) -> list[News]:
    """Those rooms, in no order; `with_chat` those whose lines are wanted too."""
    found = seatings(Room.objects.filter(code__in=codes), most=len(codes))
    return [News(one, last_lines(one.room) if one.room.code in with_chat else []) for one in found]


def last_lines(room: Room) -> list[ChatLine]:
    newest = ChatLine.objects.filter(room=room).order_by("-pk")[:MOST_LINES]
    return list(newest)[::-1]
