class_name Roster
extends VBoxContainer
## Who sits in the room, a row for each. Rows stay as long as their players do, so that nobody's
## press goes astray because somebody else got ready.

const ROW := preload("res://peer_row.tscn")
const COLOURS: Array[Color] = [
	Color("a62c14"), Color("1b5596"), Color("7a2e6b"), Color("1a6b4a"),
	Color("8a5200"), Color("3e4c8f"), Color("9b1f52"), Color("2f5d62"),
]

var _rows: Dictionary[int, PeerRow] = {}


func show_room(room: PlaylobbyRoom) -> void:
	for number: int in _rows.keys():
		if not room.peers.any(func(peer: PlaylobbyPeer) -> bool: return peer.number == number):
			_rows[number].queue_free()
			_rows.erase(number)
	for seat in room.peers.size():
		var peer := room.peers[seat]
		if not _rows.has(peer.number):
			_rows[peer.number] = ROW.instantiate()
			add_child(_rows[peer.number])
		_rows[peer.number].show_peer(peer, room.host, COLOURS[seat % COLOURS.size()])
