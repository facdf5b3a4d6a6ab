class_name PeerMesh
extends Node
## Direct connections to every other player, made with what [Signaling] carries.
##
## Outlives signaling: once two players are connected they need it no longer, so its end
## closes nothing here.

signal arrived(id: int)
signal departed(id: int)

var my_id := 0

var _peers: WebRTCMultiplayerPeer
var _awaited: Dictionary[int, bool] = {}

@onready var _signaling: Signaling = $"../Signaling"


func _ready() -> void:
	_signaling.seated.connect(_on_seated)
	_signaling.peer_met.connect(_on_peer_met)
	_signaling.peer_left.connect(_on_peer_left)
	_signaling.offer_heard.connect(_on_offer)
	_signaling.answer_heard.connect(_on_answer)
	_signaling.candidate_heard.connect(_on_candidate)
	multiplayer.peer_connected.connect(_on_connected)
	multiplayer.peer_disconnected.connect(_on_disconnected)


## Leaves everybody.
func close() -> void:
	multiplayer.multiplayer_peer = null
	if _peers:
		_peers.close()
	_peers = null
	_awaited.clear()
	my_id = 0


## Players with a working connection, without ourselves.
func connected() -> PackedInt32Array:
	return multiplayer.get_peers() if _peers else PackedInt32Array()


func has_anyone() -> bool:
	return not connected().is_empty() or not _awaited.is_empty()


## The player who decides for all: the lowest number that is here or still on its way.
func host() -> int:
	var lowest := my_id
	for id in connected():
		lowest = mini(lowest, id)
	for id in _awaited:
		lowest = mini(lowest, id)
	return lowest


func is_host() -> bool:
	return my_id != 0 and host() == my_id


func _on_seated(id: int) -> void:
	close()
	my_id = id
	_peers = WebRTCMultiplayerPeer.new()
	_peers.create_mesh(id)
	multiplayer.multiplayer_peer = _peers


func _on_peer_met(id: int) -> void:
	if not _peers or id == my_id or _peers.has_peer(id):
		return
	var connection := WebRTCPeerConnection.new()
	connection.initialize({})  # the page's script adds servers where the site has some
	connection.session_description_created.connect(_on_description.bind(id))
	connection.ice_candidate_created.connect(_on_own_candidate.bind(id))
	if _peers.add_peer(connection, id) != OK:
		return
	_awaited[id] = true
	if my_id > id:  # of two players the one with the higher number offers
		connection.create_offer()


func _on_description(type: String, sdp: String, id: int) -> void:
	var connection := _connection(id)
	if not connection:
		return
	connection.set_local_description(type, sdp)
	if type == "offer":
		_signaling.send_offer(id, sdp)
	else:
		_signaling.send_answer(id, sdp)


func _on_own_candidate(mid: String, index: int, sdp: String, id: int) -> void:
	_signaling.send_candidate(id, mid, index, sdp)


func _on_offer(from: int, sdp: String) -> void:
	_describe(from, "offer", sdp)


func _on_answer(from: int, sdp: String) -> void:
	_describe(from, "answer", sdp)


func _describe(from: int, type: String, sdp: String) -> void:
	var connection := _connection(from)
	if connection:
		connection.set_remote_description(type, sdp)


func _on_candidate(from: int, mid: String, index: int, sdp: String) -> void:
	var connection := _connection(from)
	if connection:
		connection.add_ice_candidate(mid, index, sdp)


func _connection(id: int) -> WebRTCPeerConnection:
	if _peers and _peers.has_peer(id):
		return _peers.get_peer(id)["connection"]
	return null


## The server says that someone has left, or was put out. A socket that closes because the game
## has started is not told of.
func _on_peer_left(id: int) -> void:
	_awaited.erase(id)
	if _peers and _peers.has_peer(id):
		_peers.remove_peer(id)


func _on_connected(id: int) -> void:
	_awaited.erase(id)
	arrived.emit(id)


func _on_disconnected(id: int) -> void:
	_awaited.erase(id)
	departed.emit(id)


## The engine drops a connection that failed before it ever worked without a signal.
func _process(_delta: float) -> void:
	for id: int in _awaited.keys():
		if not _peers.has_peer(id):
			_awaited.erase(id)
