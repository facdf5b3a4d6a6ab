class_name Roster
extends VBoxContainer
## Who sits in the room: name, host, ready or not, and for its host who shall be host next.

const COLOURS: Array[Color] = [
	Color("a62c14"), Color("1b5596"), Color("7a2e6b"), Color("1a6b4a"),
	Color("8a5200"), Color("3e4c8f"), Color("9b1f52"), Color("2f5d62"),
]


func show_room(room: PlaylobbyRoom) -> void:
	for row in get_children():
		row.queue_free()
	for seat in room.peers.size():
		add_child(_row(room.peers[seat], COLOURS[seat % COLOURS.size()], room.host))


func _row(peer: PlaylobbyPeer, colour: Color, host: int) -> PanelContainer:
	var row := PanelContainer.new()
	row.theme_type_variation = &"Row"
	row.custom_minimum_size.y = 58.0
	var line := HBoxContainer.new()
	row.add_child(line)
	line.add_child(_key(peer.name.left(1).to_upper(), colour))
	var own := peer.number == Playlobby.number
	var player := _label(peer.name + (" (you)" if own else ""), &"Label")
	player.size_flags_horizontal = SIZE_EXPAND_FILL
	player.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	line.add_child(player)
	if peer.number == host:
		line.add_child(_label("Host", &"Brass"))
	line.add_child(_label("Ready", &"Good") if peer.ready else _label("Not ready", &"Quiet"))
	if Playlobby.is_host() and not own:
		var button := Button.new()
		button.text = "Make host"
		button.pressed.connect(Playlobby.hand_over.bind(peer.number))
		line.add_child(button)
	return row


## The first letter of a name, on the colour of the seat.
func _key(letter: String, colour: Color) -> Label:
	var key := _label(letter, &"KeyTag")
	var box: StyleBoxFlat = key.get_theme_stylebox(&"normal", &"KeyTag").duplicate()
	box.bg_color = colour
	key.add_theme_stylebox_override(&"normal", box)
	key.custom_minimum_size.x = 50.0
	key.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	key.size_flags_vertical = SIZE_SHRINK_CENTER
	return key


func _label(text: String, variation: StringName) -> Label:
	var label := Label.new()
	label.text = text
	label.theme_type_variation = variation
	return label
