class_name Peer
extends Talk
## A player in a scene of its own: knows its connection and the way to the server, nobody else.

var _connection := WebRTCPeerConnection.new()
var _chat := _connection.create_data_channel("chat", {"negotiated": true, "id": 1})


func _ready() -> void:
	super()
	_connection.session_description_created.connect(_on_description_created)
	_connection.ice_candidate_created.connect(
		func(mid: String, index: int, sdp: String) -> void:
			Signaling.send_candidate(self, mid, index, sdp)
	)
	said.connect(func(text: String) -> void: _chat.put_packet(text.to_utf8_buffer()))
	Signaling.join(self)


## Somebody is there, and it is ours to begin.
func meet() -> void:
	_connection.create_offer()


## An offer that is set makes the answer; an answer that is set makes the connection.
func hear_description(type: String, sdp: String) -> void:
	_connection.set_remote_description(type, sdp)


func hear_candidate(mid: String, index: int, sdp: String) -> void:
	_connection.add_ice_candidate(mid, index, sdp)


func _on_description_created(type: String, sdp: String) -> void:
	_connection.set_local_description(type, sdp)
	Signaling.send_description(self, type, sdp)


func _process(_delta: float) -> void:
	_connection.poll()
	var open := _chat.get_ready_state() == WebRTCDataChannel.STATE_OPEN
	show_connected(open)
	while open and _chat.get_available_packet_count() > 0:
		hear(_chat.get_packet().get_string_from_utf8())
