extends Node
## A game that does what its page says: `puppet(text)` calls a method of the autoload, by JSON, and
## `told` is all that came of it. Players call each other all the while.

const SIGNALS: Array[String] = [
	"joined", "left", "room_changed", "peer_joined", "peer_left", "host_changed", "sealed",
	"line_received", "ticket_changed", "reconnecting", "reconnected",
]

var _window := JavaScriptBridge.get_interface("window")
var _json := JavaScriptBridge.get_interface("JSON")
var _obey_it := JavaScriptBridge.create_callback(_obey)  # The page's reference is weak.
var _list: PlaylobbyRoomList
var _heard := {}
var _signals: Array = []
var _results := {}
var _score := 0


func _ready() -> void:
	RenderingServer.render_loop_enabled = false
	for name_ in SIGNALS:
		Playlobby.connect(name_, _note.bind(name_) if _arguments(name_) == 0 else _note_more.bind(name_))
	Playlobby.refused.connect(func(rule: String, words: String) -> void: _signals.append(["refused", rule, words]))
	Playlobby.state_to_carry = func() -> int: return _score
	multiplayer.peer_connected.connect(func(id: int) -> void: _signals.append(["peer_connected", id]))
	multiplayer.peer_disconnected.connect(func(id: int) -> void: _signals.append(["peer_disconnected", id]))
	_window.puppet = _obey_it
	var timer := Timer.new()
	timer.wait_time = 0.1
	timer.timeout.connect(_call_the_others)
	add_child(timer)
	timer.start()


func _process(_delta: float) -> void:
	_window.told = _json.parse(JSON.stringify(_state()))


@rpc("any_peer", "call_remote", "reliable")
func hear(score: int) -> void:
	var from := str(Playlobby.number_of(multiplayer.get_remote_sender_id()))
	_heard[from] = _heard.get(from, 0) + 1
	_score = maxi(_score, score)


func _call_the_others() -> void:
	if Playlobby.is_host():
		_score += 1
	if not multiplayer.get_peers().is_empty():
		hear.rpc(_score)


func _obey(arguments: Array) -> void:
	var asked: Dictionary = JSON.parse_string(str(arguments[0]))
	_do.call_deferred(str(asked["key"]), str(asked["method"]), asked.get("with", []))


func _do(key: String, method: String, with: Array) -> void:
	match method:
		"set_site":
			for name_: String in with[0]:
				Playlobby.site.set(name_, with[0][name_])
			_results[key] = 0
		"list_rooms":
			_list = Playlobby.list_rooms.callv(with)
			_results[key] = 0
		"stop_list":
			_list.stop()
			_results[key] = 0
		_:
			_results[key] = await Playlobby.callv(method, _as_declared(method, with))


## JSON knows no whole numbers.
func _as_declared(method: String, with: Array) -> Array:
	if method in ["kick", "hand_over", "peer_id", "number_of"]:
		return with.map(func(number: float) -> int: return int(number))
	return with


func _state() -> Dictionary:
	var room := Playlobby.room
	return {
		"results": _results,
		"signals": _signals,
		"heard": _heard,
		"score": _score,
		"carried": Playlobby.carried,
		"number": Playlobby.number,
		"is_host": Playlobby.is_host(),
		"id": multiplayer.get_unique_id(),
		"peers": Array(multiplayer.get_peers()),
		"refusal": [Playlobby.refusal.rule, Playlobby.refusal.words] if Playlobby.refusal else [],
		"room": _of(room) if room else {},
		"rooms": _list.rooms.map(_of) if _list else [],
	}


func _of(room: PlaylobbyRoom) -> Dictionary:
	var told := {"names": {}, "ready": []}
	for key: String in ["code", "name", "public", "locked", "state", "started", "topology", "seats", "taken", "properties", "host"]:
		told[key] = room.get(key)
	for peer in room.peers:
		told["names"][str(peer.number)] = peer.name
		if peer.ready:
			told["ready"].append(peer.number)
	return told


func _note(name_: String) -> void:
	_signals.append([name_])


func _note_more(what: Variant, name_: String) -> void:
	_signals.append([name_, what])


func _arguments(name_: String) -> int:
	for told in Playlobby.get_signal_list():
		if told["name"] == name_:
			return told["args"].size()
	return 0
