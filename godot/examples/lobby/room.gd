class_name Room
extends BoxContainer
## The room we sit in: who is there, what they say, and a bell that all hear once it has started.


func _ready() -> void:
	Playlobby.room_changed.connect(_show_room)
	Playlobby.line_received.connect(
		func(line: Dictionary) -> void: _write(line["name"], line["text"])
	)
	%Leave.pressed.connect(Playlobby.leave)
	%Ready.pressed.connect(func() -> void: Playlobby.set_ready(not _is_ready()))
	%Start.pressed.connect(Playlobby.start)
	%Ring.pressed.connect(func() -> void: ring.rpc())
	%Field.text_submitted.connect(_say)
	%Send.pressed.connect(func() -> void: _say(%Field.text))
	resized.connect(func() -> void: vertical = size.y > size.x)


## Begins anew, in another room.
func enter() -> void:
	%Lines.clear()
	_show_room()


func _show_room() -> void:
	var room := Playlobby.room
	if not room:
		return
	%Key.text = room.code
	%Name.text = room.name
	%Roster.show_room(room)
	%Ready.visible = not room.started
	%Ready.text = "Not yet ready" if _is_ready() else "I’m ready"
	# It is there for guests, too: so nothing moves below a finger when another becomes host.
	var all_ready := room.peers.all(func(peer: PlaylobbyPeer) -> bool: return peer.ready)
	%Start.visible = not room.started
	%Start.text = "Start" if Playlobby.is_host() else "The host starts"
	%Start.disabled = not (Playlobby.is_host() and all_ready)
	%Ring.visible = room.started


func _is_ready() -> bool:
	return Playlobby.room.peers.any(
		func(peer: PlaylobbyPeer) -> bool: return peer.ready and peer.number == Playlobby.number
	)


## From here on it is Godot's own multiplayer, peer to peer.
@rpc("any_peer", "call_local", "reliable")
func ring() -> void:
	var number := Playlobby.number_of(multiplayer.get_remote_sender_id())
	for peer in Playlobby.room.peers:
		if peer.number == number:
			_write(peer.name, "rings the bell")


func _say(text: String) -> void:
	if text.strip_edges():
		Playlobby.say(text)
	%Field.clear()


## [method RichTextLabel.add_text] takes no BBCode, so nobody can write any.
func _write(who: String, text: String) -> void:
	%Lines.push_color(Color("9cc4f0"))
	%Lines.add_text(who + "  ")
	%Lines.pop()
	%Lines.add_text(text + "\n")
