class_name PlaylobbySeat
extends RefCounted
## A seat in a room, as signaling tells of it: who is there, and what they say to be connected.
##
## It goes on over lost connections. After one it may be told its room anew: only what is news comes
## out of it.

## Our number. In a [param mesh] everybody is connected to everybody, else to the host alone.
signal seated(number: int, mesh: bool)
signal met(number: int)
signal parted(number: int)
signal joined(code: String)
## The host is another one now.
signal host_told(number: int)
## An offer, an answer or a candidate, see [enum Kind].
signal signaled(kind: Kind, number: int, data: String)
signal sealed
signal room_told(room: Dictionary)
signal line_told(line: Dictionary)
signal ticket_told(ticket: Dictionary)
## What we asked for is refused; the seat stays.
signal refused(rule: String, words: String)
signal broken
signal mended(greeting: Dictionary)
signal ended(code: int, reason: String)

enum Kind {
	JOIN,
	ID,
	PEER_CONNECT,
	PEER_DISCONNECT,
	OFFER,
	ANSWER,
	CANDIDATE,
	SEAL,
	ROOM = 100,
	ERROR,
	HOST,
	SAID,
	QUEUED,
	CHANGE = 110,
	KICK,
	START,
	HAND_OVER,
	READY,
	SAY,
	RESULT,
}
const MOST_SAID := 256  # signals kept for one peer

var line: PlaylobbyLine
var number := 0
var host := 1

var _lobby: String
var _code := ""
var _sealed := false
var _peers: Dictionary = {}
var _anew: Dictionary = {}  # who is there, while we are told so anew
var _is_told_anew := false
var _said: Dictionary = {}  # texts, by to whom
var _heard: Dictionary = {}  # texts, by from whom


## [param lobby] is the code that is joined: a room's, a magic one, or "" for what the address means.
func _init(line_: PlaylobbyLine, lobby: String, mesh: bool) -> void:
	line = line_
	_lobby = lobby
	line.greeted.connect(_on_greeted)
	line.heard.connect(_on_heard)
	line.broken.connect(func() -> void: broken.emit())
	line.ended.connect(func(code: int, reason: String) -> void: ended.emit(code, reason))
	line.say(_text(Kind.JOIN, 0 if mesh else 1, lobby))


## Says something to the site; [param data] is what extensions take, of any type.
func ask(kind: Kind, to: int, data: Variant) -> void:
	line.say(_text(kind, to, data))


## Says something to a peer.
func signal_to(kind: Kind, to: int, data: String) -> void:
	var text := _text(kind, to, data)
	var kept: Array = _said.get_or_add(to, [])
	kept.append(text)
	if kept.size() > MOST_SAID:
		kept.pop_front()
	line.say(text)


func _on_greeted(greeting: Dictionary, anew: bool, unsaid: Array[String]) -> void:
	var has_seat: bool = greeting.get("seat", false)
	var may_join := unsaid.any(_is_join)
	if anew and number and not has_seat and not may_join:
		line.close()
		ended.emit(PlaylobbyLine.LOST, "")
		return
	_is_told_anew = anew and has_seat
	_anew.clear()
	for text in unsaid:
		if not (has_seat and _is_join(text)):
			line.say(text)
	mended.emit(greeting)


func _on_heard(text: String) -> void:
	var told: Variant = PlaylobbyLine.read(text)
	if not told is Dictionary:
		return
	if told.get("again") is Array:
		for peer: Variant in told["again"]:
			for kept: String in _said.get(int(peer), []):
				line.say(kept)
	elif told.get("type") is float:
		_hear(int(told["type"]), int(told.get("id", 0)), told.get("data"))


func _hear(kind: int, id: int, data: Variant) -> void:
	match kind:
		Kind.ID:
			if number != id:
				number = id
				seated.emit(id, data == "true")
		Kind.PEER_CONNECT:
			if _is_told_anew:
				_anew[id] = true
			else:
				_meet(id)
		Kind.PEER_DISCONNECT:
			_part(id)
		Kind.OFFER, Kind.ANSWER, Kind.CANDIDATE:
			_hear_signal(kind, id, str(data))
		Kind.JOIN:
			_put_right()
			if _code == "":
				_code = str(data)
				joined.emit(_code)
		Kind.SEAL:
			if not _sealed:
				_sealed = true
				sealed.emit()
		_:
			_hear_more(kind, id, data)


func _hear_more(kind: int, id: int, data: Variant) -> void:
	match kind:
		Kind.HOST:
			if host != id:
				host = id
				host_told.emit(id)
		Kind.ROOM when data is Dictionary:
			room_told.emit(data)
		Kind.SAID when data is Dictionary:
			line_told.emit(data)
		Kind.QUEUED when data is Dictionary:
			ticket_told.emit(data)
		Kind.ERROR when data is Dictionary:
			refused.emit(str(data.get("rule", "")), str(data.get("words", "")))


func _hear_signal(kind: Kind, from: int, data: String) -> void:
	var heard: Dictionary = _heard.get_or_add(from, {})
	var text := "%d %s" % [kind, data]
	if not heard.has(text):
		heard[text] = true
		signaled.emit(kind, from, data)


## Tells what has changed while nobody told us.
func _put_right() -> void:
	if not _is_told_anew:
		return
	_is_told_anew = false
	for peer: int in _peers.keys():
		if not _anew.has(peer):
			_part(peer)
	for peer: int in _anew:
		_meet(peer)


func _meet(peer: int) -> void:
	if not _peers.has(peer):
		_peers[peer] = true
		met.emit(peer)


func _part(peer: int) -> void:
	_said.erase(peer)
	_heard.erase(peer)
	if _peers.erase(peer):
		parted.emit(peer)


static func _text(kind: Kind, id: int, data: Variant) -> String:
	return JSON.stringify({"type": int(kind), "id": id, "data": data})


static func _is_join(text: String) -> bool:
	var told: Variant = PlaylobbyLine.read(text)
	return told is Dictionary and told.get("type") == 0.0
