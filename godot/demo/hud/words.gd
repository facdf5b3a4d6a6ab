class_name Words
extends RefCounted
## What the game says to players: plain, warm, and never about the machinery.

const ENDINGS: Dictionary[String, String] = {
	"Lobby does not exists": "That room has closed, or its code was mistyped.",
	"Lobby is sealed": "That game has already started.",
	"Room host has disconnected": "The host has left, so the room closed.",
	"Too many lobbies open, disconnecting": "All rooms are taken right now. Try again in a minute.",
	"Too many peers connected": "It’s very busy right now. Try again in a minute.",
	"Room is full": "Every seat is taken right now.",
	"Removed from the room": "A moderator put you out of the room.",
	"Room has been closed": "The room was closed.",
	"Signaling is interrupted": "The connection to the room was lost.",
	"Server is restarting": "The server is restarting. Try again in a minute.",
	"Have not joined lobby yet": "That took too long. Try again.",
	"Already in a lobby": "You already have a seat in this room.",
}
## What may be otherwise in a moment.
const PASSING: Array[String] = [
	"", "Too many lobbies open, disconnecting", "Too many peers connected", "Room is full",
	"Have not joined lobby yet", "Signaling is interrupted", "Server is restarting",
]
## Faults of the game, not of the player: nothing in them helps anyone who plays.
const FAULTS: Array[String] = [
	"Only host can seal the lobby", "Invalid message format", "Invalid destination",
	"Invalid message when not in a lobby", "Invalid command",
	"Invalid transfer mode, must be text",
]


## Why joining ended, for the socket's close reason; a new reason is a sentence already.
static func ending(reason: String) -> String:
	if ENDINGS.has(reason):
		return ENDINGS[reason]
	if reason == "":
		return "The room can’t be reached. Check your connection, then try again."
	return "Something went wrong on the way in." if reason in FAULTS else reason


static func helps_to_try_again(reason: String) -> bool:
	return reason in PASSING or reason.ends_with("Try again in a moment.")


## How to move, on this very device.
static func steering() -> String:
	if DisplayServer.is_touchscreen_available():
		return "Hold a finger on the floor to glide."
	return "Glide with the arrow keys."


static func waiting(table: Table, ready: bool, host_seat: int, visit: Visit) -> void:
	var patient := visit.is_long()
	var here := table.players.size()
	if here == 0:
		table.headline = "Waiting for the host" if patient else "Taking a seat"
		table.line = "Your seat is kept until they arrive." if patient else ""
	elif here == 1:
		table.headline = "Waiting for players"
		table.line = "Share the code. " + steering()
	elif ready:
		table.headline = "Ready when you are"
		table.line = "%d here. %s" % [here, steering()]
		table.action = "Start"
	else:
		table.headline = "Player %d can start" % host_seat
		table.line = "%d here. %s" % [here, steering()]


static func playing(table: Table, seconds: int) -> void:
	table.headline = "%d:%02d" % [seconds / 60, seconds % 60]
	var leaders := table.leaders()
	if leaders.size() != 1:
		table.line = "It’s even."
	else:
		var verb := "lead" if leaders[0].is_me else "leads"
		table.line = "%s %s by %d." % [leaders[0].name(), verb, table.lead()]


static func results(table: Table, host_seat: int, ready: bool, alone: bool) -> void:
	var leaders := table.leaders()
	if leaders.size() == 1:
		table.headline = "You win" if leaders[0].is_me else "%s wins" % leaders[0].name()
		if leaders[0].is_gone:
			table.headline = "%s won, then left" % leaders[0].name()
	else:
		table.headline = "A draw"
	if alone:
		table.line = "Everyone else has left."
	elif ready:
		table.line = _counted(leaders)
		table.action = "Play again"
	else:
		table.line = "%s\nPlayer %d can start another round." % [_counted(leaders), host_seat]


static func counting(table: Table) -> void:
	table.headline = "Get ready"
	table.line = "Most tiles wins. The yellow tile lays many."


static func menu(table: Table) -> void:
	table.headline = "Parquet"
	table.line = "Lay one floor together. Most tiles wins."
	table.action = "Join"


static func lost(table: Table, visit: Visit) -> void:
	table.headline = "You’re out of the room" if visit.was_in else "Can’t get in"
	table.line = ending(visit.ending)
	table.action = "Try again" if helps_to_try_again(visit.ending) else ""


static func _counted(leaders: Array[Table.Player]) -> String:
	if leaders.is_empty():
		return ""
	return "%d of %d tiles" % [leaders[0].tiles, FloorState.SIZE]
