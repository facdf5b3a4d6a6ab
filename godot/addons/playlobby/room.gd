class_name PlaylobbyRoom
extends RefCounted
## A room, as the site tells of it.

## What friends type, and links end with.
var code: String
## The game's name in addresses.
var game: String
var name: String
## It is in lists.
var public: bool
## It has a password.
var locked: bool
## [code]open[/code], [code]sealed[/code] or [code]closed[/code].
var state: String
## Its host said that they play.
var started: bool
## One may come after that.
var late_joining: bool
## It is open, and has a free seat.
var joinable: bool
## [code]mesh[/code] or [code]star[/code]; [code]""[/code] until the first game says.
var topology: String
var seats: int
var taken: int
## What the game declares, by its keys.
var properties: Dictionary
## The number of who decides.
var host: int
## Those who have a seat, ourselves included. In lists it is empty.
var peers: Array[PlaylobbyPeer] = []


static func read(told: Dictionary) -> PlaylobbyRoom:
	var room := PlaylobbyRoom.new()
	for key: String in ["code", "game", "name", "state", "topology"]:
		room.set(key, str(told.get(key, "")))
	for key: String in ["public", "locked", "started", "late_joining", "joinable"]:
		room.set(key, told.get(key, false) == true)
	for key: String in ["seats", "taken", "host"]:
		room.set(key, int(told.get(key, 0)))
	var properties: Variant = told.get("properties")
	room.properties = properties if properties is Dictionary else {}
	var peers: Variant = told.get("peers")
	for peer: Variant in (peers if peers is Array else []):
		if peer is Dictionary:
			room.peers.append(PlaylobbyPeer.read(peer))
	return room


## Who has that number, or null.
func peer(number: int) -> PlaylobbyPeer:
	for one in peers:
		if one.number == number:
			return one
	return null


func _to_string() -> String:
	return "%s “%s” (%d of %d)" % [code, name, taken, seats]
