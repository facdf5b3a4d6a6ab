class_name PeerMesh
extends Node
## Connects us to every player whom the server names, and gives these connections to Godot's RPC.

## Where a player asks how it is seen from outside. On a play page the site adds its own servers.
const ICE := {"iceServers": [{"urls": ["stun:stun.l.google.com:19302"]}]}

@export var signaling: Signaling

var _peers: WebRTCMultiplayerPeer


func _ready() -> void:
	signaling.seated.connect(_on_seated)
	signaling.met.connect(_on_met)
	signaling.parted.connect(_on_parted)
	signaling.described.connect(_on_described)
	signaling.candidate_told.connect(_on_candidate_told)


func _on_seated(number: int) -> void:
	_peers = WebRTCMultiplayerPeer.new()
	_peers.create_mesh(number)
	multiplayer.multiplayer_peer = _peers


func _on_met(number: int) -> void:
	var connection := WebRTCPeerConnection.new()
	connection.initialize(ICE)
	connection.session_description_created.connect(_on_own_description.bind(number))
	connection.ice_candidate_created.connect(
		func(mid: String, index: int, sdp: String) -> void:
			signaling.send_candidate(number, mid, index, sdp)
	)
	_peers.add_peer(connection, number)
	if multiplayer.get_unique_id() > number:  # One of two offers: the higher number.
		connection.create_offer()


func _on_own_description(type: String, sdp: String, number: int) -> void:
	_connection(number).set_local_description(type, sdp)
	signaling.send_description(number, type, sdp)


func _on_described(number: int, type: String, sdp: String) -> void:
	_connection(number).set_remote_description(type, sdp)


func _on_candidate_told(number: int, mid: String, index: int, sdp: String) -> void:
	_connection(number).add_ice_candidate(mid, index, sdp)


func _on_parted(number: int) -> void:
	if _peers.has_peer(number):
		_peers.remove_peer(number)


func _connection(number: int) -> WebRTCPeerConnection:
	return _peers.get_peer(number)["connection"]
