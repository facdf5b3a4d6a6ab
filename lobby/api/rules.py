"""Every rule that may say no to a program, with the status that HTTP has for it."""

from typing import NamedTuple


class Rule(NamedTuple):
    status: int
    title: str


UNLISTED = Rule(409, "That is not possible now")

RULES = {
    # The request itself.
    "request.invalid": Rule(400, "The request cannot be read"),
    "body.unreadable": Rule(400, "The body is no JSON"),
    "pass.invalid": Rule(401, "A pass is needed"),
    "pass.other_game": Rule(403, "The pass is another game’s"),
    "pass.other_room": Rule(403, "The pass is another room’s"),
    "address.unknown": Rule(404, "No such address"),
    "method.unknown": Rule(405, "Not with this method"),
    "body.stalled": Rule(408, "The body stopped coming"),
    "body.too_large": Rule(413, "The body is too large"),
    "body.not_json": Rule(415, "Only JSON is taken"),
    "value.invalid": Rule(422, "A value cannot be"),
    "api.too_fast": Rule(429, "Too many requests"),
    "server.error": Rule(500, "The server failed"),
    "server.busy": Rule(503, "The server is busy"),
    "server.draining": Rule(503, "The server is restarting"),
    "player.banned": Rule(403, "Banned from this site"),
    "game.stopped": Rule(403, "The game is stopped"),
    # Games and rooms.
    "game.unknown": Rule(404, "No such game"),
    "room.unknown": Rule(404, "No such room"),
    "codes.too_many": Rule(429, "Too many wrong codes or passwords"),
    "room.closed": Rule(410, "The room has closed"),
    "room.sealed": Rule(409, "The room takes no more players"),
    "room.full": Rule(409, "The room is full"),
    "room.generation": Rule(409, "The room plays on another Godot"),
    "room.extended": Rule(409, "The room needs a newer game"),
    "rooms.too_fast": Rule(429, "Too many rooms opened"),
    "rooms.too_many": Rule(503, "Every room is taken"),
    "number.taken": Rule(503, "Try again"),
    # What a room and its players are given.
    "name.empty": Rule(422, "A room has a name"),
    "name.unfit": Rule(422, "Nobody can be called that"),
    "property.unknown": Rule(422, "No such property"),
    "property.invalid": Rule(422, "A property cannot be that"),
    "password.too_long": Rule(422, "The password is too long"),
    "seats.invalid": Rule(422, "Not that many seats"),
    # Matches.
    "queue.unknown": Rule(404, "No such queue"),
    "ticket.unknown": Rule(404, "No such ticket"),
    "party.invalid": Rule(422, "A party is not called that"),
    "party.too_large": Rule(422, "The party is too large"),
    "party.full": Rule(409, "The party is full"),
    "party.searching": Rule(409, "The party searches already"),
    "party.unknown": Rule(404, "No such party"),
    "party.not_in": Rule(403, "Not in this party"),
    "ticket.none": Rule(404, "Not waiting any more"),
    "match.none": Rule(404, "No match is played there"),
    "match.not_in": Rule(403, "Not in this match"),
    "match.over": Rule(409, "The match was never played"),
    "match.rated": Rule(409, "The result is settled"),
    "result.invalid": Rule(422, "A match cannot end like that"),
    # The door.
    "password.missing": Rule(403, "The room needs a password"),
    "password.wrong": Rule(403, "The password is wrong"),
    "peer.barred": Rule(403, "Put out of this room"),
    # Who is in it.
    "seat.none": Rule(403, "Not in this room"),
    "host.only": Rule(403, "Only for the room’s host"),
    "seal.not_host": Rule(403, "Only for the room’s host"),
    "seal.too_early": Rule(409, "The host’s game is not connected"),
    "peer.unknown": Rule(404, "No such player in the room"),
    "heir.not_here": Rule(409, "The player is not connected"),
    "host.fixed": Rule(409, "The host cannot change"),
    # Chat.
    "chat.off": Rule(403, "The game has no chat"),
    "chat.empty": Rule(422, "The line is empty"),
    "chat.too_long": Rule(422, "The line is too long"),
    "chat.too_fast": Rule(429, "Too many lines"),
    "steps.too_fast": Rule(429, "Too fast"),
    # Reports of connections.
    "report.half": Rule(422, "Half a report"),
}
