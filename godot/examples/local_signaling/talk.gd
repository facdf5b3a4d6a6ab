class_name Talk
extends PanelContainer
## One player's corner of the table: what was said, and a field to say more.

signal said(text: String)

const OWN := Color("ffc94a")
const OTHER := Color("9cc4f0")

@export var player := "Blue"

@onready var _lines: RichTextLabel = %Lines
@onready var _field: LineEdit = %Field


func _ready() -> void:
	%Player.text = player
	_field.placeholder_text = "Say something as %s" % player
	_field.text_submitted.connect(_say)
	%Send.pressed.connect(func() -> void: _say(_field.text))


## Nobody can speak before the two are connected.
func show_connected(connected: bool) -> void:
	%State.text = "Connected" if connected else "Connecting …"
	%Send.disabled = not connected
	_field.editable = connected


## Shows what the other one said.
func hear(text: String) -> void:
	_write("They say  ", OTHER, text)


func _say(text: String) -> void:
	if text.strip_edges() != "":
		_write("You say  ", OWN, text)
		said.emit(text)
	_field.clear()


## [method RichTextLabel.add_text] takes no BBCode, so nobody can write any.
func _write(who: String, colour: Color, text: String) -> void:
	_lines.push_color(colour)
	_lines.add_text(who)
	_lines.pop()
	_lines.add_text(text + "\n")
