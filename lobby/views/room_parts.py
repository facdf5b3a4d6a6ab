"""The room's panel in parts: the page is made of them, its socket sends those that have changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from lobby import hostship, membership
from lobby.models import ChatLine, Peer, Room
from lobby.passes import Player
from lobby.room_forms import RoomSettingsForm
from lobby.seating import Seat, Seating
from lobby.views.endings import ending, stakes

# By the id of the element that each fills.
PARTS = {
    "panel-people": "parts/people.html",
    "panel-ready": "parts/ready.html",
    "panel-host": "parts/host-controls.html",
    "pill-people": "parts/pill-people.html",
    "bar-room": "parts/room-name.html",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the chat; `who` is the same for all lines of one player, and tells no more."""

    line: ChatLine
    who: str
    mine: bool


def panel(seating: Seating) -> dict[str, object]:
    """What the parts show to the seating's viewer."""
    room, own = seating.room, seating.own
    here = own is not None and not own.left and room.state != Room.State.CLOSED
    hosts = here and seating.i_host
    context = {
        "seating": seating,
        "room": room,
        "game": room.game,
        "own": own,
        "here": here,
        "hosts": hosts,
        "ending": None if here else ending(room, seating.viewer),
        "stakes": stakes(seating),
    }
    if hosts:
        name = own.name if own else ""
        form = RoomSettingsForm(seating=seating, player=Player(seating.viewer, name))
        context |= {"form": form, "fixed": why_fixed(room)}
    return context


def why_fixed(room: Room) -> str:
    """Why its host cannot make another one host; "" if it can."""
    room.present = [peer for peer in room.peers.all() if peer.state != Peer.State.LEFT]
    return "" if membership.may_change_host(room) else hostship.FIXED


def drawn(context: Mapping[str, object], parts: Mapping[str, str] = PARTS) -> dict[str, str]:
    """Parts as HTML, by their ids."""
    return {id: render_to_string(template, dict(context)) for id, template in parts.items()}


def frame(parts: Mapping[str, str]) -> str:
    """Parts for htmx, each for its place wherever that is."""
    filled = ((id, mark_safe(html)) for id, html in parts.items())
    return format_html_join("\n", '<div id="{}" hx-swap-oob="innerHTML">{}</div>', filled)


def chat_frame(lines: Sequence[Said], happened: Iterable[str] = ()) -> str:
    """New lines of the chat, and what happened in the room, to be added to what is there."""
    told = {"lines": lines, "happened": list(happened)}
    html = mark_safe(render_to_string("parts/chat-lines.html", told))
    added = format_html('<ol id="chat-lines" hx-swap-oob="beforeend">{}</ol>', html)
    if not lines:
        return added
    last = '<input type="hidden" id="chat-last" name="after" value="{}" hx-swap-oob="true">'
    return added + format_html(last, lines[-1].line.pk)


def said(room: Room, lines: Iterable[ChatLine], viewer: str, after: int = 0) -> list[Said]:
    """The lines that came after one, as their reader sees them; none where there is no chat."""
    if not room.game.chat:
        return []
    return [
        Said(line, _who(room, line), bool(viewer) and line.player == viewer)
        for line in lines
        if line.pk > after
    ]


def as_seen_by(seating: Seating, viewer: str) -> Seating:
    return replace(seating, viewer=viewer)


@dataclass(frozen=True, slots=True)
class Moment:
    """A room at one time, to tell what has happened since."""

    names: dict[str, str]  # of who is there, by what stays when a game dials anew
    host: str
    playing: bool
    open: bool

    @classmethod
    def of(cls, seating: Seating) -> "Moment":
        names = {_key(seat): seat.name for seat in seating.taken}
        host = next((_key(seat) for seat in seating.taken if seat.host), "")
        return cls(names, host, seating.room.playing, seating.room.open)

    def since(self, before: "Moment") -> list[str]:
        came = [
            f"{name} took a seat" for key, name in self.names.items() if key not in before.names
        ]
        left = [f"{name} left" for key, name in before.names.items() if key not in self.names]
        told = came + left
        if self.host and before.host and self.host != before.host:
            told.append(f"{self.names[self.host]} is the host now")
        if self.playing and not before.playing:
            told.append("The game has started")
        if before.open and not self.open:
            told.append("The door is closed: nobody else can come in")
        return told


def _key(seat: Seat) -> str:
    return seat.player or str(seat.number)


def _who(room: Room, line: ChatLine) -> str:
    return salted_hmac("playlobby.chat", f"{room.code} {line.player or line.number}").hexdigest()[
        :12
    ]
