"""A room as programs read it: the same for the API, live lists, and games with extensions."""

from typing import Any

from lobby.models import Room
from lobby.seating import Seat, Seating


def told(seating: Seating) -> dict[str, Any]:
    """All that whoever may see a room may know of it; docs/protocol.md tells what each part is."""
    room = seating.room
    return {
        "code": room.code,
        "game": room.game.slug,
        "name": room.name,
        "public": room.public,
        "locked": room.locked,
        "state": room.state,
        "started": room.playing,
        "late_joining": room.late_joining,
        "topology": room.topology,
        "seats": room.seats,
        "taken": len(seating.taken),
        "joinable": room.state == Room.State.OPEN and seating.free > 0,
        "properties": room.properties,
        "host": room.host,
        "peers": [_peer(seat) for seat in seating.taken],
    }


def _peer(seat: Seat) -> dict[str, Any]:
    return {
        "number": seat.number,
        "name": seat.name,
        "ready": seat.ready,
        "connected": seat.here,
    }
