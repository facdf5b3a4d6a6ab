class_name Hud
extends Control
## Places the words around the floor, for wide and for tall screens.

## The yellow button, wherever it stood.
signal pressed
signal asked(address: String, code: String)
## The floor's room on the screen changed.
signal resized_floor(area: Rect2, tall: bool, scale_factor: float)

const WIDE := Vector2(960, 540)
const TALL := Vector2(390, 720)
const MARGIN := 18.0
const COLUMN := 228.0
const TALL_HEAD := 124.0
const TALL_FOOT := 4.0 * Roster.ROW + 60.0

var _header := Header.new()
var _roster := Roster.new()
var _button := Look.lamp_button("")
var _card := Card.new()
var _count := Label.new()
var _floor_area := Rect2()


func _ready() -> void:
	for part: Control in [_header, _roster, _button, _count, _card]:
		add_child(part)
	_count.mouse_filter = MOUSE_FILTER_IGNORE
	_count.visible = false
	_count.add_theme_font_override(&"font", Look.bold())
	_count.add_theme_font_size_override(&"font_size", 88)
	_count.add_theme_color_override(&"font_color", Palette.LAMP_INK)
	_count.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	_count.vertical_alignment = VERTICAL_ALIGNMENT_CENTER
	_count.add_theme_stylebox_override(&"normal", Look.box(Palette.LAMP, 75))
	_button.pressed.connect(func() -> void: pressed.emit())
	_card.pressed.connect(func() -> void: pressed.emit())
	_card.asked.connect(func(address: String, code: String) -> void: asked.emit(address, code))
	get_window().size_changed.connect(arrange)


func suggest(address: String) -> void:
	_card.suggest(address)


func show_table(table: Table, atlas: TileAtlas) -> void:
	_header.show_table(table)
	_header.visible = table.phase not in [GameRound.Phase.MENU, GameRound.Phase.LOST]
	_roster.show_players(table.players)
	_card.show_table(table, atlas)
	_button.text = table.action
	_button.visible = table.action != "" and not _card.visible
	if _card.visible:
		_card.fit(_floor_area)


func toast(sentence: String) -> void:
	_header.toast(sentence)


## The big figure before a round; 0 takes it away.
func count_down(seconds: int) -> void:
	_count.visible = seconds > 0
	_count.text = str(seconds)


## Scales everything to the window: the layout below reckons in its own fixed units.
func arrange() -> void:
	var window := get_window()
	var tall := window.size.y > window.size.x * 1.1
	var design := TALL if tall else WIDE
	var factor := maxf(0.3, minf(window.size.x / design.x, window.size.y / design.y))
	if not is_equal_approx(window.content_scale_factor, factor):
		window.content_scale_factor = factor  # comes back here as a change of size
		return
	var room := Vector2(window.size) / factor
	if tall:
		_arrange_tall(room)
	else:
		_arrange_wide(room)
	_count.size = Vector2(150, 150)
	_count.position = _floor_area.get_center() - _count.size / 2.0
	_card.fit(_floor_area)
	resized_floor.emit(_floor_area, tall, factor)


func _arrange_wide(room: Vector2) -> void:
	var top := maxf(MARGIN, (room.y - WIDE.y) / 2.0 + MARGIN)
	var left := maxf(MARGIN, (room.x - WIDE.x * 1.2) / 2.0 + MARGIN)
	_header.clock_size = 40
	_place(_header, Rect2(left, top, COLUMN, 140))
	_roster.rows = Roster.MOST
	_place(_roster, Rect2(left, top + 146, COLUMN, Roster.ROW * Roster.MOST))
	_place(_button, Rect2(left, top + WIDE.y - MARGIN * 2.0 - 52, COLUMN, 52))
	var start := left + COLUMN + MARGIN * 1.5
	_floor_area = Rect2(start, MARGIN, room.x - start - MARGIN, room.y - MARGIN * 2.0)


func _arrange_tall(room: Vector2) -> void:
	var width := room.x - MARGIN * 2.0
	_header.clock_size = 32
	_place(_header, Rect2(MARGIN, MARGIN, width, TALL_HEAD - MARGIN))
	var foot := room.y - TALL_FOOT - MARGIN
	_roster.rows = 4
	_place(_roster, Rect2(MARGIN, foot, width, Roster.ROW * 4))
	_place(_button, Rect2(MARGIN, room.y - MARGIN - 52, width, 52))
	_floor_area = Rect2(10, TALL_HEAD, room.x - 20, foot - TALL_HEAD - 14)


func _place(part: Control, where: Rect2) -> void:
	part.position = where.position
	part.size = where.size
