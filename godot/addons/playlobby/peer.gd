class_name PlaylobbyPeer
extends RefCounted
## Somebody who has a seat in the room.

## In the room, and in signaling. Godot's own id of a peer is [method Playlobby.peer_id].
var number: int
## As others should read it.
var name: String
## They said that they are ready.
var ready: bool
## Their tab is in the background, where browsers let games stand still.
var hidden: bool
## Their game is there; or, once the room is sealed, their page.
var connected: bool


static func read(told: Dictionary) -> PlaylobbyPeer:
	var peer := PlaylobbyPeer.new()
	peer.number = int(told.get("number", 0))
	peer.name = str(told.get("name", ""))
	peer.ready = told.get("ready") == true
	peer.hidden = told.get("hidden") == true
	peer.connected = told.get("connected") == true
	return peer


func _to_string() -> String:
	return "%s (%d)" % [name, number]
