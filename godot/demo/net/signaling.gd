class_name Signaling
extends Node
## The socket on which players are introduced to each other.
##
## Speaks the messages of Godot's signaling demo, {type, id, data}. With a pass it also
## offers `playlobby.v1`, where a greeting comes first and each later frame carries its
## number. It knows no peer connections: [PeerMesh] makes those.

## The server gave us our number; in a mesh [param id] 1 opened the room.
signal seated(id: int)
signal joined(code: String)
signal peer_met(id: int)
signal peer_left(id: int)
signal offer_heard(from: int, sdp: String)
signal answer_heard(from: int, sdp: String)
signal candidate_heard(from: int, mid: String, index: int, sdp: String)
signal room_sealed
## The socket is gone, whoever closed it. [param reason] may be empty; [param refused] if the
## server said no: to come in, or to stay.
signal ended(reason: String, refused: bool)

enum Kind { JOIN, ID, PEER_CONNECT, PEER_DISCONNECT, OFFER, ANSWER, CANDIDATE, SEAL }

const REFUSED := 4000  # the code of such a close
const CARRIAGE := "playlobby.v1"
const PASS_PREFIX := "playlobby.pass."

var _socket: WebSocketPeer
var _wanted_room := ""
var _open := false
var _numbered := false
var _greeted := false
var _frames_out := 0
var _frames_in := 0


## Dials [param address] and asks for [param room]; "" opens a room or takes the address's.
func dial(address: String, room: String, room_pass: String) -> void:
	hang_up()
	_wanted_room = room
	_socket = WebSocketPeer.new()
	if room_pass != "":
		_socket.supported_protocols = PackedStringArray([CARRIAGE, PASS_PREFIX + room_pass])
	if _socket.connect_to_url(address) != OK:
		_socket = null
		ended.emit.call_deferred("", false)


## Leaves without a word to the game.
func hang_up() -> void:
	if _socket:
		_socket.close()
	_socket = null
	_open = false
	_numbered = false
	_greeted = false
	_frames_out = 0
	_frames_in = 0


func is_open() -> bool:
	return _open


func send_offer(to: int, sdp: String) -> void:
	_say(Kind.OFFER, to, sdp)


func send_answer(to: int, sdp: String) -> void:
	_say(Kind.ANSWER, to, sdp)


func send_candidate(to: int, mid: String, index: int, sdp: String) -> void:
	_say(Kind.CANDIDATE, to, "\n%s\n%d\n%s" % [mid, index, sdp])


## Ends joining; only the room's host may.
func seal() -> void:
	_say(Kind.SEAL, 0, "")


func _process(_delta: float) -> void:
	if not _socket:
		return
	_socket.poll()
	var state := _socket.get_ready_state()
	if state == WebSocketPeer.STATE_OPEN and not _open:
		_on_open()
	# A handler may hang up or dial anew, so the socket is looked at again each time.
	while _socket and _socket.get_available_packet_count() > 0:
		_hear(_socket.get_packet().get_string_from_utf8())
	if _socket and state == WebSocketPeer.STATE_CLOSED:
		var reason := _socket.get_close_reason()
		var refused := _socket.get_close_code() == REFUSED
		hang_up()
		ended.emit(reason, refused)


func _on_open() -> void:
	_open = true
	_numbered = _socket.get_selected_protocol() == CARRIAGE
	if _numbered:
		_socket.send_text('{"resume":null,"extensions":false}')
	_say(Kind.JOIN, 0, _wanted_room)


func _say(kind: Kind, id: int, data: String) -> void:
	if not _open:
		return
	var text := JSON.stringify({"type": int(kind), "id": id, "data": data})
	if _numbered:
		_frames_out += 1
		text = "%d %s" % [_frames_out, text]
	_socket.send_text(text)


func _hear(text: String) -> void:
	if _numbered:
		if not _greeted:
			_greeted = true  # {"received":0}: a new socket has nothing to repeat
			return
		var space := text.find(" ")
		var number := text.left(space).to_int()
		if space < 1 or number <= _frames_in:
			return
		_frames_in = number
		text = text.substr(space + 1)
	var message: Variant = JSON.parse_string(text)
	if message is Dictionary and message.get("type") is float and message.get("id") is float:
		_tell(int(message["type"]), int(message["id"]), str(message.get("data", "")))


func _tell(kind: int, id: int, data: String) -> void:
	match kind:
		Kind.ID:
			seated.emit(id)
		Kind.JOIN:
			joined.emit(data)
		Kind.PEER_CONNECT:
			peer_met.emit(id)
		Kind.PEER_DISCONNECT:
			peer_left.emit(id)
		Kind.OFFER:
			offer_heard.emit(id, data)
		Kind.ANSWER:
			answer_heard.emit(id, data)
		Kind.CANDIDATE:
			var parts := data.split("\n", false, 2)
			if parts.size() == 3:
				candidate_heard.emit(id, parts[0], parts[1].to_int(), parts[2])
		Kind.SEAL:
			room_sealed.emit()
