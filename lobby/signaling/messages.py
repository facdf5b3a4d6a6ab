"""What may be said on a signaling socket, and the words a refusal has there. No Django.

The numbers and sentences are those of Godot's `webrtc_signaling` demo, "exists" included: games
in the field know them. There a room is called a lobby; nowhere else in this project.
"""

from enum import IntEnum
from typing import NamedTuple

import msgspec

from lobby.errors import Refusal

MOST_BYTES = 65_000  # of a frame from a client, so that one to a client fits Godot's 65,535
MOST_REASON_BYTES = 123  # RFC 6455, section 5.5: a control frame has 125, the code takes two


class Kind(IntEnum):
    JOIN = 0
    ID = 1
    PEER_CONNECT = 2
    PEER_DISCONNECT = 3
    OFFER = 4
    ANSWER = 5
    CANDIDATE = 6
    SEAL = 7


FIRST_EXTENSION = 100  # from here on, for clients alone that asked for more

SIGNALS = frozenset({Kind.OFFER, Kind.ANSWER, Kind.CANDIDATE})


class Message(msgspec.Struct, frozen=True, gc=False):  # made faster than a tuple with names
    """One frame. `kind` is any number a client may send; the meaning of the rest hangs on it."""

    kind: int
    peer: int = 0
    data: str = ""


class Close(NamedTuple):
    code: int
    reason: str


SEAL_COMPLETE = Close(1000, "Seal complete")
RESTART = Close(1012, "Server is restarting")
TOO_LARGE = Close(1009, "Message too large")

_BY_RULE = {
    "join.too_late": "Have not joined lobby yet",
    "host.left": "Room host has disconnected",
    "worker.lost": "Room host has disconnected",
    "seal.not_host": "Only host can seal the lobby",
    "rooms.too_many": "Too many lobbies open, disconnecting",
    "join.twice": "Already in a lobby",
    "room.unknown": "Lobby does not exists",
    "room.closed": "Lobby does not exists",
    "room.sealed": "Lobby is sealed",
    "message.invalid": "Invalid message format",
    "message.too_early": "Invalid message when not in a lobby",
    "peer.unknown": "Invalid destination",
    "message.unknown": "Invalid command",
    "peers.too_many": "Too many peers connected",
    "message.binary": "Invalid transfer mode, must be text",
    "room.full": "Room is full",
    "peer.kicked": "Removed from the room",
    "peer.barred": "Removed from the room",
    "password.missing": "Password required",
    "password.wrong": "Wrong password",
    "queue.unknown": "No such queue",
    "ticket.timed_out": "Nobody was found in time",
    "ticket.left": "Your party has left the queue",
    "match.fell_through": "Somebody did not come to the match",
    "room.extended": "Room needs a newer version of the game",
    "room.ended": "Room has been closed",
    "room.empty": "Room has been closed",
    "room.outlived": "Room has been closed",
    "room.generation": "Room plays on another version of Godot",
    "bus.interrupted": "Signaling is interrupted",
    "seat.lost": "Signaling is interrupted",
    "messages.too_many": "Too many messages",
    "sockets.too_many": "Too many connections from this address",
    "rooms.too_fast": "Too many lobbies opened from this address",
    "codes.too_many": "Too many wrong codes",
    "server.draining": "Server is restarting",
}


def close_for(rule: str, words: str = "") -> Close:
    """How a socket is closed when a rule said no: in the demo's words, else in the rule's own."""
    if rule == "seal.complete":
        return SEAL_COMPLETE
    reason = _BY_RULE.get(rule) or words or "Refused"
    return Close(4000, reason.encode()[:MOST_REASON_BYTES].decode(errors="ignore"))


def too_large(text: str) -> bool:
    if text.isascii():
        return len(text) > MOST_BYTES
    return len(text.encode(errors="replace")) > MOST_BYTES


def invalid() -> Refusal:
    return Refusal("message.invalid", "That is no message of this protocol.")
