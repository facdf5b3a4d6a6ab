extends MarginContainer
## A chat room, peer to peer: a name, a room, and two remote procedure calls.
##
## Nothing here knows of the site that it is played on. It dials the address of Godot's own signaling
## demo; a play page leads that to the player's room. Played elsewhere, it asks for an address and a
## code. [Signaling] is the socket, [PeerMesh] makes connections, and from there on it is `@rpc`.

const COLOURS: Array[Color] = [
	Color("9cc4f0"), Color("f08a66"), Color("d9a6c6"), Color("8fd6a8"), Color("ffc94a"),
]

## Of all who are connected, by their number; ourselves too.
var _names: Dictionary[int, String] = {}

@onready var _signaling: Signaling = $Signaling


func _ready() -> void:
	_signaling.joined.connect(_on_joined)
	_signaling.ended.connect(_on_ended)
	multiplayer.peer_connected.connect(_on_peer_connected)
	multiplayer.peer_disconnected.connect(_on_peer_disconnected)
	%Enter.pressed.connect(_enter)
	%Name.text_submitted.connect(func(_text: String) -> void: _enter())
	%Field.text_submitted.connect(_say)
	%Send.pressed.connect(func() -> void: _say(%Field.text))
	%Name.grab_focus()


func _enter() -> void:
	%Enter.disabled = true
	%Trouble.hide()
	_signaling.join(%Address.text, %Code.text)


func _on_joined(code: String) -> void:
	var own := multiplayer.get_unique_id()
	_names = {own: %Name.text if %Name.text else "Guest %d" % (own % 1000)}
	%Door.hide()
	%Room.show()
	%Key.text = code
	%Field.grab_focus()
	_show_names()


## Out, or never in. Once we are connected to somebody, the talk goes on without a server.
func _on_ended(reason: String) -> void:
	%Enter.disabled = false
	if %Door.visible:
		%Trouble.show()
		%Trouble.text = reason if reason else "Nobody answers at that address."
	else:
		_write("", Color.WHITE, "The room is closed to newcomers.")


## Whoever is new to us learns our name; a mesh tells both sides of each other.
func _on_peer_connected(number: int) -> void:
	introduce.rpc_id(number, _names[multiplayer.get_unique_id()])


func _on_peer_disconnected(number: int) -> void:
	_write(_names.get(number, "Somebody"), _colour(number), "has left")
	_names.erase(number)
	_show_names()


@rpc("any_peer", "reliable")
func introduce(player: String) -> void:
	var number := multiplayer.get_remote_sender_id()
	_names[number] = player.left(20)
	_write(_names[number], _colour(number), "is here")
	_show_names()


@rpc("any_peer", "call_local", "reliable")
func hear(text: String) -> void:
	var number := multiplayer.get_remote_sender_id()
	_write(_names.get(number, "Somebody"), _colour(number), text.left(200))


func _say(text: String) -> void:
	if text.strip_edges():
		hear.rpc(text)
	%Field.clear()


func _show_names() -> void:
	%Names.text = ", ".join(_names.values())


func _colour(number: int) -> Color:
	return COLOURS[number % COLOURS.size()]


## [method RichTextLabel.add_text] takes no BBCode, so nobody can write any.
func _write(who: String, colour: Color, text: String) -> void:
	%Lines.push_color(colour)
	%Lines.add_text(who + "  " if who else "")
	%Lines.pop()
	%Lines.add_text(text + "\n")
