class_name PlaylobbyNetwork
extends RefCounted
## The connections to the other players of a room: Godot's [WebRTCMultiplayerPeer], and what its
## connections say to each other over the [PlaylobbySeat].

const NO_WEBRTC := (
	"WebRTC is missing: a native build needs the GDExtension webrtc-native. On Android the export "
	+ "also needs the permission INTERNET."
)

## Numbers are the room's. In a mesh they are Godot's ids, too. In a star Godot's server has the id 1
## always: so whoever hosts has that, and number 1, once it hosts no more, has the host's number.
var peer: WebRTCMultiplayerPeer
var is_mesh := true
var host := 1
## [code]iceServers[/code] of new connections, and whether they are to use relays alone.
var configuration: Dictionary = {"iceServers": []}

var _seat: PlaylobbySeat
var _known: Dictionary = {}  # numbers of all whom signaling told of
var _early: Dictionary = {}  # what somebody said before we were told of them
var _round := 0  # what connections of an earlier one still say is nothing to us


func _init(seat: PlaylobbySeat, mesh: bool) -> void:
	_seat = seat
	is_mesh = mesh
	host = seat.host
	seat.met.connect(_on_met)
	seat.parted.connect(_on_parted)
	seat.signaled.connect(_on_signaled)
	_begin()


## Browsers have WebRTC; elsewhere it takes the extension [code]webrtc-native[/code].
static func is_available() -> bool:
	return OS.has_feature("web") or ClassDB.class_exists("WebRTCLibPeerConnection")


func id_of(number: int) -> int:
	if is_mesh or host == 1:
		return number
	if number == host:
		return 1
	return host if number == 1 else number


func number_of(id: int) -> int:
	return id_of(id)  # What is swapped twice is as it was.


## Connects everybody anew, to that host. In a mesh nothing changes.
func move_to(host_: int) -> void:
	host = host_
	if not is_mesh:
		peer.close()
		_early.clear()
		_begin()


func close() -> void:
	_seat.met.disconnect(_on_met)
	_seat.parted.disconnect(_on_parted)
	_seat.signaled.disconnect(_on_signaled)
	peer.close()


func _begin() -> void:
	_round += 1
	peer = WebRTCMultiplayerPeer.new()
	if is_mesh:
		peer.create_mesh(_seat.number)
	elif _seat.number == host:
		peer.create_server()
	else:
		peer.create_client(id_of(_seat.number))
	for number: int in _known:
		_connect(number)


func _on_met(number: int) -> void:
	_known[number] = true
	_connect(number)


func _on_parted(number: int) -> void:
	_known.erase(number)
	_early.erase(number)
	if peer.has_peer(id_of(number)):
		peer.remove_peer(id_of(number))


func _connect(number: int) -> void:
	if not (is_mesh or _seat.number == host or number == host) or peer.has_peer(id_of(number)):
		return
	var connection := WebRTCPeerConnection.new()
	connection.initialize(configuration)
	connection.session_description_created.connect(_on_described.bind(number, _round))
	connection.ice_candidate_created.connect(_on_candidate.bind(number, _round))
	peer.add_peer(connection, id_of(number))
	if number < _seat.number:  # The higher number offers.
		connection.create_offer()
	for early: Array in _early.get(number, []):
		_take(connection, early[0], early[1])
	_early.erase(number)


func _on_described(type: String, sdp: String, number: int, round_: int) -> void:
	var connection := _connection_to(number)
	if connection and round_ == _round:
		connection.set_local_description(type, sdp)
		var kind := PlaylobbySeat.Kind.OFFER if type == "offer" else PlaylobbySeat.Kind.ANSWER
		_seat.signal_to(kind, number, sdp)


func _on_candidate(mid: String, index: int, sdp: String, number: int, round_: int) -> void:
	if round_ == _round:
		var data := "\n%s\n%d\n%s" % [mid, index, sdp]
		_seat.signal_to(PlaylobbySeat.Kind.CANDIDATE, number, data)


func _on_signaled(kind: PlaylobbySeat.Kind, number: int, data: String) -> void:
	var connection := _connection_to(number)
	if connection:
		_take(connection, kind, data)
	else:
		_early.get_or_add(number, []).append([kind, data])


func _take(connection: WebRTCPeerConnection, kind: PlaylobbySeat.Kind, data: String) -> void:
	match kind:
		PlaylobbySeat.Kind.OFFER:
			connection.set_remote_description("offer", data)
		PlaylobbySeat.Kind.ANSWER:
			connection.set_remote_description("answer", data)
		PlaylobbySeat.Kind.CANDIDATE:
			var parts := data.split("\n", false)
			if parts.size() == 3 and parts[1].is_valid_int():
				connection.add_ice_candidate(parts[0], parts[1].to_int(), parts[2])


func _connection_to(number: int) -> WebRTCPeerConnection:
	var id := id_of(number)
	return peer.get_peer(id)["connection"] if peer.has_peer(id) else null
