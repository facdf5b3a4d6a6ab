extends Node
## The server of this example, as a singleton: introduces two peers, and carries what they say.
##
## It holds the two rules of every signaling server. One side is told to begin, never both. And it
## hands everything on as it was written, in order, without a look inside. All is called deferred,
## since a message that comes over a network never comes in the middle of something else.

## For those who look on. [param what] is "offer", "answer" or "candidate".
signal carried(from: Peer, what: String)

var _peers: Array[Peer] = []


func join(peer: Peer) -> void:
	_peers.append(peer)
	if _peers.size() == 2:
		_peers[1].meet.call_deferred()  # Whoever comes last asks the one who is there.


func send_description(from: Peer, type: String, sdp: String) -> void:
	carried.emit(from, type)
	_other(from).hear_description.call_deferred(type, sdp)


func send_candidate(from: Peer, mid: String, index: int, sdp: String) -> void:
	carried.emit(from, "candidate")
	_other(from).hear_candidate.call_deferred(mid, index, sdp)


func _other(peer: Peer) -> Peer:
	return _peers[0] if peer == _peers[1] else _peers[1]
