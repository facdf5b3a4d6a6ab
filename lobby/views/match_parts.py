"""How a search for a match stands: the parts of its page that its socket renews."""

from typing import Any

from django.template.loader import render_to_string

from lobby.matchmaking import waiting
from lobby.models import Room, Ticket
from lobby.views import room_parts
from lobby.views.endings import last_seat


def context(ticket: Ticket, player: str) -> dict[str, Any]:
    queue = ticket.queue
    return {
        "ticket": ticket,
        "queue": queue,
        "game": queue.game,
        "room": room_of(ticket, player),
        "seekers": list(ticket.seekers.all()),
        "usually": waiting.usual_wait(queue),
        "players": waiting.players(queue),
        "largest": queue.largest_party,
    }


def frame(ticket: Ticket, player: str) -> str:
    html = render_to_string("parts/searching.html", context(ticket, player))
    return room_parts.frame({"ring": html})


def room_of(ticket: Ticket, player: str) -> Room | None:
    """The room that a match was made in, while the player has a seat there."""
    room = ticket.match.room if ticket.match else None
    if room is None or room.state == Room.State.CLOSED:
        return None
    seat = last_seat(room, player)
    return room if seat is not None and not seat.parting_words else None
