extends Node
# A signaling client for Godot 3 (3.2 and up) and the text protocol of its demo.
#
# It carries offers, answers and candidates, and leaves connections to whoever hears its signals:
# of two players the one with the LOWER number makes the offer, in a mesh of WebRTCPeerConnection.
# Meet it in a scene:
#
#     var client = preload("res://client.gd").new()
#     add_child(client)
#     client.connect("seated", self, "_on_seated")
#     client.join("ws://localhost:9080")

signal seated(number)  # ours; 1 opened the room
signal met(number)
signal parted(number)
signal joined(code)
signal offered(number, sdp)
signal answered(number, sdp)
signal candidate_told(number, mid, index, sdp)
signal sealed()
signal ended(close_code, reason)  # 1000 after the seal; else the reason is for players

const NEVER_CONNECTED = 1006

var code = ""

var _socket = WebSocketClient.new()
var _asked = ""
var _close_code = NEVER_CONNECTED
var _close_reason = ""


func _ready():
	_socket.connect("connection_established", self, "_on_established")
	_socket.connect("connection_error", self, "_on_closed")
	_socket.connect("connection_closed", self, "_on_closed")
	_socket.connect("server_close_request", self, "_on_close_request")
	_socket.connect("data_received", self, "_on_data")


# Opens a room, or joins the one of this code. On a site's play page both lead to the page's room.
func join(address, room_code = ""):
	_asked = room_code
	return _socket.connect_to_url(address)


func leave():
	_socket.disconnect_from_host()


func send_offer(to, sdp):
	_say("O: %d\n%s" % [to, sdp])


func send_answer(to, sdp):
	_say("A: %d\n%s" % [to, sdp])


func send_candidate(to, mid, index, sdp):
	_say("C: %d\n\n%s\n%d\n%s" % [to, mid, index, sdp])


# Nobody may join any more. Ten seconds later the server closes the socket; the game goes on.
func seal():
	_say("S: \n")


func _process(_delta):
	if _socket.get_connection_status() != NetworkedMultiplayerPeer.CONNECTION_DISCONNECTED:
		_socket.poll()


func _on_established(_protocol):
	_socket.get_peer(1).set_write_mode(WebSocketPeer.WRITE_MODE_TEXT)
	_say("J: %s\n" % _asked)


func _say(text):
	return _socket.get_peer(1).put_packet(text.to_utf8())


# The first line is a letter and an argument; what follows is an offer, an answer or a candidate.
func _on_data():
	var said = _socket.get_peer(1).get_packet().get_string_from_utf8()
	var end = said.find("\n")
	var argument = said.substr(3, end - 3)
	var number = int(argument)
	var data = said.substr(end + 1, said.length())
	match said.substr(0, 1):
		"I":
			emit_signal("seated", number)
		"N":
			emit_signal("met", number)
		"D":
			emit_signal("parted", number)
		"J":
			code = argument
			emit_signal("joined", code)
		"O":
			emit_signal("offered", number, data)
		"A":
			emit_signal("answered", number, data)
		"C":
			var parts = data.split("\n", false)
			if parts.size() == 3:
				emit_signal("candidate_told", number, parts[0], int(parts[1]), parts[2])
		"S":
			emit_signal("sealed")


func _on_close_request(close_code, reason):
	_close_code = close_code
	_close_reason = reason


func _on_closed(_clean = false):
	emit_signal("ended", _close_code, _close_reason)
