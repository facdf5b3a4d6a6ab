extends Node
## A game that knows nothing of its site: it dials what Godot's demo dials, meets one other player,
## and the second of the two sends ten large packets in one frame.

enum Kind { JOIN, ID, PEER_CONNECT, PEER_DISCONNECT, OFFER, ANSWER, CANDIDATE, SEAL }

const ADDRESS := "ws://localhost:9080"
const PACKETS := 10
const SIZE := 40_000

var _socket := WebSocketPeer.new()
var _peers := WebRTCMultiplayerPeer.new()
var _me := 0
var _joined := false
var _got: Array[int] = []  # the first byte of each packet that came whole


func _ready() -> void:
	_peers.peer_connected.connect(_on_connected)
	_socket.connect_to_url(ADDRESS)


func _process(_delta: float) -> void:
	_socket.poll()
	if _socket.get_ready_state() == WebSocketPeer.STATE_OPEN and not _joined:
		_joined = true
		_say(Kind.JOIN, 0, "")
	while _socket.get_available_packet_count() > 0:
		var said: Dictionary = JSON.parse_string(_socket.get_packet().get_string_from_utf8())
		_hear(int(said["type"]), int(said["id"]), str(said["data"]))
	if _me:
		_peers.poll()
		while _peers.get_available_packet_count() > 0:
			var packet := _peers.get_packet()
			_got.append(packet[0] if packet.size() == SIZE else -1)
			JavaScriptBridge.get_interface("window")["got"] = JSON.stringify(_got)


func _hear(kind: int, id: int, data: String) -> void:
	match kind:
		Kind.ID:
			_me = id
			_peers.create_mesh(id)
		Kind.PEER_CONNECT:
			_meet(id)
		Kind.OFFER:
			_connection(id).set_remote_description("offer", data)
		Kind.ANSWER:
			_connection(id).set_remote_description("answer", data)
		Kind.CANDIDATE:
			var parts := data.split("\n", false)
			_connection(id).add_ice_candidate(parts[0], int(parts[1]), parts[2])


func _meet(id: int) -> void:
	var connection := WebRTCPeerConnection.new()
	connection.initialize({"iceServers": []})
	connection.session_description_created.connect(_on_description.bind(id))
	connection.ice_candidate_created.connect(_on_candidate.bind(id))
	_peers.add_peer(connection, id)
	if id < _me:
		connection.create_offer()


func _on_description(type: String, sdp: String, id: int) -> void:
	_connection(id).set_local_description(type, sdp)
	_say(Kind.OFFER if type == "offer" else Kind.ANSWER, id, sdp)


func _on_candidate(mid: String, index: int, sdp: String, id: int) -> void:
	_say(Kind.CANDIDATE, id, "\n%s\n%d\n%s" % [mid, index, sdp])


func _on_connected(id: int) -> void:
	if _me == 1:
		return
	_peers.set_target_peer(id)
	_peers.transfer_mode = MultiplayerPeer.TRANSFER_MODE_RELIABLE
	for number in PACKETS:
		var packet := PackedByteArray()
		packet.resize(SIZE)
		packet.fill(number)
		_peers.put_packet(packet)


func _connection(id: int) -> WebRTCPeerConnection:
	return _peers.get_peer(id)["connection"]


func _say(kind: Kind, id: int, data: String) -> void:
	_socket.send_text(JSON.stringify({"type": int(kind), "id": id, "data": data}))
