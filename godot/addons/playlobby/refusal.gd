class_name PlaylobbyRefusal
extends RefCounted
## Why something was refused: a word for programs, words for players, and Godot's nearest error.

var rule: String
var words: String
var error: Error

## What a close says, with its rule and error; and with words for players, where its own, from the
## demo's protocol, are for programs.
const CLOSES: Dictionary = {
	"Lobby does not exists": ["room.unknown", ERR_DOES_NOT_EXIST, "There is no such room."],
	"Lobby is sealed": ["room.sealed", ERR_LOCKED, "That room has begun without you."],
	"Room is full": ["room.full", ERR_BUSY],
	"Room has been closed": ["room.closed", ERR_DOES_NOT_EXIST],
	"Removed from the room": ["peer.kicked", ERR_UNAUTHORIZED],
	"Password required": ["password.required", ERR_UNAUTHORIZED],
	"Wrong password": ["password.wrong", ERR_UNAUTHORIZED],
	"No such queue": ["queue.unknown", ERR_DOES_NOT_EXIST],
	"That code means nothing": ["code.unknown", ERR_INVALID_PARAMETER],
	"There is no game at this address": ["game.unknown", ERR_DOES_NOT_EXIST],
	"There is nothing at this address": ["address.unknown", ERR_DOES_NOT_EXIST],
	"Too many wrong codes": ["guesses.too_many", ERR_BUSY],
	"Room host has disconnected": ["host.left", ERR_CONNECTION_ERROR, "The host has left the room."],
	"Server is restarting": ["server.draining", ERR_BUSY],
}
const NOBODY_ANSWERS := "The site does not answer. Check your connection."


static func of(rule_: String, words_: String, error_: Error) -> PlaylobbyRefusal:
	var refusal := PlaylobbyRefusal.new()
	refusal.rule = rule_
	refusal.words = words_
	refusal.error = error_
	return refusal


## Of a signaling socket that was closed.
static func of_close(code: int, reason: String) -> PlaylobbyRefusal:
	if code == PlaylobbyLine.LOST:
		return of("site.silent", reason if reason else NOBODY_ANSWERS, ERR_CANT_CONNECT)
	var known: Array = CLOSES.get(reason.trim_suffix("."), ["", ERR_CONNECTION_ERROR])
	var words := reason if reason else "The connection was closed (%d)." % code
	return of(known[0], known[2] if known.size() > 2 else words, known[1])
