class_name Signaling
extends Node
## The socket to the server that introduces players: the messages of Godot's `webrtc_signaling`
## demo, each a JSON object of three keys, `{"type": …, "id": …, "data": …}`.
##
## It knows no connections: [PeerMesh] makes those of what comes in here.

## We have a number in the room; 1 opened it.
signal seated(number: int)
signal joined(code: String)
signal met(number: int)
signal parted(number: int)
signal described(number: int, type: String, sdp: String)
signal candidate_told(number: int, mid: String, index: int, sdp: String)
## The socket is closed; the reason is a sentence, or empty if there was no server at all.
signal ended(reason: String)

enum Type { JOIN, ID, PEER_CONNECT, PEER_DISCONNECT, OFFER, ANSWER, CANDIDATE, SEAL }

const MESH := 0  # the `id` of JOIN: everyone is connected to everyone

var _socket: WebSocketPeer
var _wanted := ""
var _asked := false


## Joins the room of this code; an empty one opens a room.
func join(address: String, code: String) -> void:
	_wanted = code
	_asked = false
	_socket = WebSocketPeer.new()
	_socket.connect_to_url(address)


func send_description(to: int, type: String, sdp: String) -> void:
	_send(Type.OFFER if type == "offer" else Type.ANSWER, to, sdp)


func send_candidate(to: int, mid: String, index: int, sdp: String) -> void:
	_send(Type.CANDIDATE, to, "\n%s\n%d\n%s" % [mid, index, sdp])


func _process(_delta: float) -> void:
	if not _socket:
		return
	_socket.poll()
	var state := _socket.get_ready_state()
	if state == WebSocketPeer.STATE_OPEN and not _asked:
		_asked = true
		_send(Type.JOIN, MESH, _wanted)
	while _socket.get_available_packet_count() > 0:
		var message: Variant = JSON.parse_string(_socket.get_packet().get_string_from_utf8())
		if message is Dictionary:
			_hear(int(message["type"]), int(message["id"]), str(message["data"]))
	if state == WebSocketPeer.STATE_CLOSED:
		var reason := _socket.get_close_reason()
		_socket = null
		ended.emit(reason)


func _hear(type: Type, number: int, data: String) -> void:
	match type:
		Type.ID:
			seated.emit(number)
		Type.JOIN:
			joined.emit(data)
		Type.PEER_CONNECT:
			met.emit(number)
		Type.PEER_DISCONNECT:
			parted.emit(number)
		Type.OFFER:
			described.emit(number, "offer", data)
		Type.ANSWER:
			described.emit(number, "answer", data)
		Type.CANDIDATE:
			var parts := data.split("\n", false)
			candidate_told.emit(number, parts[0], parts[1].to_int(), parts[2])


func _send(type: Type, number: int, data: String) -> void:
	_socket.send_text(JSON.stringify({"type": type, "id": number, "data": data}))
