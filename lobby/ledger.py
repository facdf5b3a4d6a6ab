"""Rooms and their seats, as verbs read and write them: locked, whole, and by hand-written SQL.

Joins come in storms, after every restart. Django's ORM takes several times as long to compose a
statement as a database to run it, so the few statements of a join are spelled out here. A verb
changes what it was given; what has changed is written when it is done, a statement a row.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from lobby.errors import Refusal
from lobby.models import Peer, Room
from lobby.table import worker_of

# In the order of the models' fields. The rest of a row is read when somebody asks for it.
_OF_ROOM = ["id", "code", "game_id", "build_id", "password", "late_joining", "topology"]
_OF_ROOM += ["generation", "seats", "state", "host", "version"]
_OF_PEER = ["id", "room_id", "number", "state", "player", "name", "socket", "resume_key"]
_OF_PEER += ["extensions", "page", "ready", "hidden", "team", "parting_words"]
_KEPT_OF_ROOM = ["name", "public", "password", "late_joining", "properties", "topology"]
_KEPT_OF_ROOM += ["generation", "seats", "state", "host", "version", "started_at", "sealed_at"]
_KEPT_OF_ROOM += ["closed_at", "closed_because", "closing_words"]
_NEW_OF_ROOM = ["code", "game_id", "build_id", "created_at", *_KEPT_OF_ROOM]
_KEPT_OF_PEER = [
    "number",
    "state",
    "name",
    "socket",
    "resume_key",
    "extensions",
    "page",
    "ready",
    "hidden",
    "held_until",
    "joined_at",
    "left_at",
    "parting_words",
]
_NEW_OF_PEER = ["room_id", "player", "team", *_KEPT_OF_PEER]

_UNTOUCHED = object()


@contextmanager
def locked(*, code: str = "", socket: str = "") -> Iterator[Room | None]:
    """The room of a code, or of a socket's seat: nobody else changes it within the block.

    `present` are its peers that take up a seat, the longest first; `put_out` who was put out. What
    the block changes in the room, in `present` and in `gone` is written at its end; if it raises,
    nothing is.
    """
    with transaction.atomic():
        room = _read(code, socket)
        yield room
        if room is not None:
            save(room)


def insert(room: Room) -> bool:
    """Add a room that nobody is in yet; False if its code is taken."""
    columns, holes = ", ".join(_NEW_OF_ROOM), ", ".join(["%s"] * len(_NEW_OF_ROOM))
    row = _run(
        f"INSERT INTO lobby_room ({columns}) VALUES ({holes}) "
        "ON CONFLICT (code) DO NOTHING RETURNING id",
        [_plain(getattr(room, column)) for column in _NEW_OF_ROOM],
    )
    room.present, room.gone, room.put_out = [], [], []
    room.pk = row[0] if row else None
    _remember(room)
    return row is not None


def save(room: Room) -> None:
    """Write what has changed since the room was read. A peer without a state was never told of."""
    for peer in (*room.gone, *room.present):
        if peer.pk is None:
            if peer.state:
                _add(peer)
        elif peer.state:
            _write(peer, _KEPT_OF_PEER)
        else:
            _run("DELETE FROM lobby_peer WHERE id = %s", [peer.pk])
    _write(room, _KEPT_OF_ROOM)


def living(game: int) -> tuple[int, int]:
    """How many rooms are not over: of the site, and of one game."""
    row: tuple[int, int] = _run(
        "SELECT COUNT(*), COUNT(CASE WHEN game_id = %s THEN 1 END) FROM lobby_room "
        "WHERE state IN ('open', 'sealed')",
        [game],
    )
    return row


def workers(room: Room) -> tuple[str, ...]:
    """Where the sockets of a locked room are, those that have just gone included."""
    peers = (*room.present, *room.gone)
    sockets = {peer.socket for peer in peers} | {_before(peer, "socket") for peer in peers}
    return tuple({worker_of(socket) for socket in sockets if isinstance(socket, str) and socket})


def _read(code: str, socket: str) -> Room | None:
    which, value = ("code = %s", code) if code else ("id = %s", _room_of(socket))
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    row = _run(f"SELECT {', '.join(_OF_ROOM)} FROM lobby_room WHERE {which}{lock}", [value])
    if row is None:
        return None
    room = Room.from_db("default", _OF_ROOM, row)
    _remember(room)
    found = _all(
        f"SELECT {', '.join(_OF_PEER)} FROM lobby_peer WHERE room_id = %s "
        "AND (state <> 'left' OR parting_words <> '') ORDER BY joined_at, id",
        [room.pk],
    )
    peers = [Peer.from_db("default", _OF_PEER, row) for row in found]
    room.present = [peer for peer in peers if peer.state != Peer.State.LEFT]
    room.put_out = [peer for peer in peers if peer.state == Peer.State.LEFT]
    room.gone = []
    for peer in room.present:
        _remember(peer)
    return room


def _room_of(socket: str) -> int | None:
    if not socket:  # That of every peer whose game is not connected.
        return None
    row = _run("SELECT room_id FROM lobby_peer WHERE socket = %s", [socket])
    return row[0] if row else None


def _add(peer: Peer) -> None:
    columns, holes = ", ".join(_NEW_OF_PEER), ", ".join(["%s"] * len(_NEW_OF_PEER))
    row = _run(
        f"INSERT INTO lobby_peer ({columns}) VALUES ({holes}) "
        "ON CONFLICT (room_id, number) DO NOTHING RETURNING id",
        [_plain(getattr(peer, column)) for column in _NEW_OF_PEER],
    )
    if row is None:  # A room gives no number twice. One join in millions draws such a one.
        raise Refusal("number.taken", "That did not work out. Try again.")
    peer.pk = row[0]
    _remember(peer)


def _write(row: Room | Peer, columns: Sequence[str]) -> None:
    now = vars(row)
    changed = [c for c in columns if c in now and now[c] != _before(row, c)]
    if changed:
        assignments = ", ".join(f"{column} = %s" for column in changed)
        _run(
            f"UPDATE {row._meta.db_table} SET {assignments} WHERE id = %s",
            [*(_plain(now[column]) for column in changed), row.pk],
        )
        _remember(row)


def _remember(row: Room | Peer) -> None:
    row.__dict__.pop("_read", None)
    row.__dict__["_read"] = dict(vars(row))


def _before(row: Room | Peer, column: str) -> object:
    return vars(row).get("_read", {}).get(column, _UNTOUCHED)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return json.dumps(value) if isinstance(value, dict) else value


def _run(statement: str, values: list[Any]) -> Any:
    """The first row of what a statement gives back; None if there is none."""
    rows = _all(statement, values)
    return rows[0] if rows else None


def _all(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """Run a statement within a transaction, on the driver's own cursor: Django's takes as long to
    wrap one as SQLite to run it."""
    database = connections[DEFAULT_DB_ALIAS]
    with database.wrap_database_errors:
        cursor = database.connection.cursor()
        cursor.execute(_native(statement, database.vendor), values)
        return cursor.fetchall() if cursor.description else []


@cache
def _native(statement: str, vendor: str) -> str:
    return statement.replace("%s", "?") if vendor == "sqlite" else statement
