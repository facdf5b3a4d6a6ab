class_name Card
extends PanelContainer
## The card in the middle of the floor: results, a lost room, or the menu.

signal pressed
## The menu's answer.
signal asked(address: String, code: String)

const WIDTH := 330.0

var _strip := Control.new()
var _title := Look.label(30, Palette.INK, true)
var _line := Look.label(16, Palette.INK_2)
var _address := Look.field("Address")
var _code := Look.field("Code, empty opens a room")
var _button := Look.lamp_button("")
var _atlas: TileAtlas
var _winner := 0
var _is_menu := false


func _ready() -> void:
	visible = false
	add_theme_stylebox_override(&"panel", _panel())
	var column := VBoxContainer.new()
	column.add_theme_constant_override(&"separation", 10)
	_strip.custom_minimum_size = Vector2(0, 64)
	_strip.draw.connect(_draw_strip)
	_title.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	_line.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	_button.pressed.connect(_on_pressed)
	_code.text_submitted.connect(func(_text: String) -> void: _on_pressed())
	for part: Control in [_strip, _title, _line, _address, _code, _button]:
		column.add_child(part)
	add_child(column)


func show_table(table: Table, atlas: TileAtlas) -> void:
	_is_menu = table.phase == GameRound.Phase.MENU
	visible = table.phase in [GameRound.Phase.MENU, GameRound.Phase.LOST, GameRound.Phase.RESULTS]
	if not visible:
		return
	_atlas = atlas
	var leaders := table.leaders()
	_winner = leaders[0].seat if table.phase == GameRound.Phase.RESULTS and leaders.size() == 1 else 0
	_strip.visible = _winner > 0
	_strip.queue_redraw()
	_title.text = table.headline
	_line.text = table.line
	_line.visible = table.line != ""
	_address.visible = _is_menu
	_code.visible = _is_menu
	_button.text = table.action
	_button.visible = table.action != ""


func suggest(address: String) -> void:
	_address.text = address


## Centres the card in [param area], as wide as fits.
func fit(area: Rect2) -> void:
	custom_minimum_size.x = minf(WIDTH, area.size.x - 24.0)
	reset_size()
	position = (area.position + (area.size - size) / 2.0).round()


func _on_pressed() -> void:
	if _is_menu:
		asked.emit(_address.text.strip_edges(), _code.text.strip_edges().to_upper())
	else:
		pressed.emit()


## Two rows of the winner's own tiles.
func _draw_strip() -> void:
	var side := 32.0
	var count := int(_strip.size.x / side)
	var left := (_strip.size.x - count * side) / 2.0
	for i in count * 2:
		var place := Vector2i(i % count, i / count)
		var rect := Rect2(left + place.x * side, place.y * side, side, side)
		_strip.draw_texture_rect_region(_atlas.texture, rect, _atlas.region(_winner, place.x, place.y))


func _panel() -> StyleBoxFlat:
	var style := StyleBoxFlat.new()
	style.bg_color = Palette.DESK_2
	style.border_color = Palette.DESK_LINE
	style.set_border_width_all(1)
	style.set_corner_radius_all(18)
	style.set_content_margin_all(18)
	style.shadow_color = Color(Palette.STAGE, 0.5)
	style.shadow_size = 10
	style.shadow_offset = Vector2(0, 5)
	return style
