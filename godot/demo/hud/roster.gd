class_name Roster
extends Control
## Who is here: a seat, a name and a bar of tiles each. Drawn in one go, in one or two columns.

const ROW := 36.0
const GAP := 20.0
const BAR := 5.0
const MOST := 8

## Most rows before a second column begins.
var rows := MOST

var _players: Array[Table.Player] = []
var _font := Look.font()
var _bold := Look.bold()


func _ready() -> void:
	mouse_filter = MOUSE_FILTER_IGNORE


func show_players(players: Array[Table.Player]) -> void:
	_players = players
	queue_redraw()


func _draw() -> void:
	var columns := 1 if _players.size() <= rows else 2
	var width := (size.x - GAP * (columns - 1)) / columns
	var most := 1
	for player in _players:
		most = maxi(most, player.tiles)
	for i in mini(_players.size(), MOST):
		var corner := Vector2((i % columns) * (width + GAP), (i / columns) * ROW)
		_draw_player(_players[i], corner, width, most)


func _draw_player(player: Table.Player, corner: Vector2, width: float, most: int) -> void:
	var faint := 0.4 if player.is_gone else 1.0
	_draw_seat(player.seat, corner, faint)
	var left := corner.x + 36.0
	var ink := Color(Palette.INK, faint)
	_write(_bold, Vector2(left, corner.y + 16), player.name(), 15, ink)
	var told := "left" if player.is_gone else ("host" if player.is_host else "")
	var named := _bold.get_string_size(player.name(), HORIZONTAL_ALIGNMENT_LEFT, -1, 15).x
	_write(_font, Vector2(left + named + 8, corner.y + 16), told, 13, Color(Palette.INK_2, faint))
	var count := str(player.tiles)
	var counted := _bold.get_string_size(count, HORIZONTAL_ALIGNMENT_LEFT, -1, 15).x
	_write(_bold, Vector2(corner.x + width - counted, corner.y + 16), count, 15, ink)
	var track := Rect2(left, corner.y + 22, width - 36.0, BAR)
	draw_style_box(Look.box(Palette.SHADE, 3), track)
	track.size.x = maxf(BAR, track.size.x * player.tiles / most)
	if player.tiles:
		draw_style_box(Look.box(Color(Palette.bar(player.seat), faint), 3), track)


func _draw_seat(seat: int, corner: Vector2, faint: float) -> void:
	var back := Rect2(corner, Vector2(28, 28))
	draw_style_box(Look.box(Color(Palette.INK, 0.25 * faint), 9), back)
	draw_style_box(Look.box(Color(Palette.seat(seat), faint), 8), back.grow(-1.5))
	var text := str(seat)
	var wide := _bold.get_string_size(text, HORIZONTAL_ALIGNMENT_LEFT, -1, 15).x
	_write(_bold, corner + Vector2(14 - wide / 2.0, 19.5), text, 15, Color(Palette.ink(seat), faint))


func _write(font: Font, base: Vector2, text: String, size_: int, colour: Color) -> void:
	draw_string(font, base, text, HORIZONTAL_ALIGNMENT_LEFT, -1, size_, colour)
