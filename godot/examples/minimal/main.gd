extends BoxContainer
## Two players in one scene, without a server.
##
## Every WebRTC connection is made like this: one side offers, the other answers, and both tell each
## other where they might be reached (candidates). Who carries these texts from one to the other is
## nobody's business but yours: that is signaling. Here both sides live in one script, so a signal
## of the one simply calls the other.

## Both sides know of this channel beforehand, by its number: so nobody has to announce it.
const CHANNEL := {"negotiated": true, "id": 1}

var _blue := WebRTCPeerConnection.new()
var _yellow := WebRTCPeerConnection.new()
# Before the offer: what is in no offer is not connected.
var _blue_chat := _blue.create_data_channel("chat", CHANNEL)
var _yellow_chat := _yellow.create_data_channel("chat", CHANNEL)

@onready var _blue_talk: Talk = $Blue
@onready var _yellow_talk: Talk = $Yellow


func _ready() -> void:
	_introduce(_blue, _yellow)
	_introduce(_yellow, _blue)
	_blue_talk.said.connect(func(text: String) -> void: _blue_chat.put_packet(text.to_utf8_buffer()))
	_yellow_talk.said.connect(
		func(text: String) -> void: _yellow_chat.put_packet(text.to_utf8_buffer())
	)
	resized.connect(func() -> void: vertical = size.y > size.x)
	_blue.create_offer()  # The answer is made by itself, once the offer has been set.


## Whatever one side says of itself, it also tells the other. In a real game a server, the one of
## your lobby, stands in the middle of these two lines.
func _introduce(one: WebRTCPeerConnection, other: WebRTCPeerConnection) -> void:
	one.session_description_created.connect(one.set_local_description)
	one.session_description_created.connect(other.set_remote_description)
	one.ice_candidate_created.connect(other.add_ice_candidate)


func _process(_delta: float) -> void:
	_blue.poll()  # Nothing happens without it.
	_yellow.poll()
	_hear(_blue_chat, _blue_talk)
	_hear(_yellow_chat, _yellow_talk)


func _hear(chat: WebRTCDataChannel, talk: Talk) -> void:
	var open := chat.get_ready_state() == WebRTCDataChannel.STATE_OPEN
	talk.show_connected(open)
	while open and chat.get_available_packet_count() > 0:
		talk.hear(chat.get_packet().get_string_from_utf8())
