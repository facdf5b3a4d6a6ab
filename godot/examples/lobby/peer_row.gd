class_name PeerRow
extends PanelContainer
## One player in the roster.

var _number := 0


func _ready() -> void:
	%MakeHost.pressed.connect(func() -> void: Playlobby.hand_over(_number))


func show_peer(peer: PlaylobbyPeer, host: int, colour: Color) -> void:
	_number = peer.number
	var own := peer.number == Playlobby.number
	var key: StyleBoxFlat = %Letter.get_theme_stylebox(&"normal")
	key.bg_color = colour
	%Letter.text = peer.name.left(1).to_upper()
	%Name.text = peer.name + (" (you)" if own else "")
	var state := "Ready" if peer.ready else "Not ready"
	%State.text = state + (", host" if peer.number == host else "")
	%State.theme_type_variation = &"Good" if peer.ready else &"Quiet"
	%MakeHost.visible = Playlobby.is_host() and not own
