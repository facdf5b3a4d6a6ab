"""A room, and what is said in it, as programs read it: by the API, by live lists, by games."""

from typing import Any

from lobby.models import ChatLine, Room
from lobby.seating import NAMELESS, Seat, Seating


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


def said(line: ChatLine) -> dict[str, Any]:
    return {
        "id": line.pk,
        "number": line.number,
        "name": line.name.strip() or NAMELESS,
        "text": line.text,
        "said_at": line.said_at.isoformat(),
    }


def _peer(seat: Seat) -> dict[str, Any]:
    return {
        "number": seat.number,
        "name": seat.name,
        "ready": seat.ready,
        "hidden": seat.hidden,
        "connected": seat.here,
    }
