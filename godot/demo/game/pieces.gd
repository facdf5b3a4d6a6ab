class_name Pieces
extends Node2D
## All players' pieces: remote ones follow the news, and all are drawn here.

const LEAVE_SECONDS := 0.7
const STILL := 0.01  # tiles; less is no reason to draw a frame

var mine := 0
var seats: Seats

var _pieces: Dictionary[int, Piece] = {}
var _drawn: Dictionary[int, Vector2] = {}
var _font: Font = Look.bold()

@onready var _view: FloorView = get_parent()


func of(id: int) -> Piece:
	if not _pieces.has(id):
		_pieces[id] = Piece.new()
		_pieces[id].put_on_start(seats.of(id))
		queue_redraw()
	return _pieces[id]


func everyone_but(id: int) -> Array[Piece]:
	var others: Array[Piece] = []
	for other in _pieces:
		if other != id:
			others.append(_pieces[other])
	return others


func leave(id: int) -> void:
	if _pieces.has(id):
		_pieces[id].leaving = true


func clear() -> void:
	_pieces.clear()
	queue_redraw()


func all_to_start() -> void:
	for id in _pieces:
		_pieces[id].put_on_start(seats.of(id))
	queue_redraw()


func _process(delta: float) -> void:
	for id: int in _pieces.keys():
		var piece := _pieces[id]
		if id != mine:
			piece.follow(delta)
		if piece.leaving:
			piece.presence -= delta / LEAVE_SECONDS
			if piece.presence <= 0.0:
				_pieces.erase(id)
		if piece.leaving or piece.at.distance_to(_drawn.get(id, Vector2.INF)) > STILL:
			queue_redraw()


func _draw() -> void:
	_drawn.clear()
	for id in _pieces:
		_drawn[id] = _pieces[id].at
		if id != mine:
			_draw_piece(_pieces[id], seats.of(id), false)
	if _pieces.has(mine):
		_draw_piece(_pieces[mine], seats.of(mine), true)


## A lobby stool from above: flat shadow, rim, seat, number. One's own rim is the lamp's.
func _draw_piece(piece: Piece, seat: int, own: bool) -> void:
	var tile := _view.tile_side
	var radius := tile * Piece.RADIUS * clampf(piece.presence, 0.0, 1.0)
	var middle := _view.to_view(piece.at)
	var ground := Palette.seat(seat)
	draw_circle(middle + Vector2(0, tile * 0.12), radius, Color(Palette.STAGE, 0.45), true, -1.0, true)
	draw_circle(middle, radius, Palette.LAMP if own else Palette.INK, true, -1.0, true)
	draw_circle(middle, radius * 0.84, ground.darkened(0.25), true, -1.0, true)
	draw_circle(middle - Vector2(0, radius * 0.04), radius * 0.76, ground, true, -1.0, true)
	if seat and piece.presence > 0.5:
		var size := maxi(8, roundi(tile * 0.62))
		var text := str(seat)
		var box := _font.get_string_size(text, HORIZONTAL_ALIGNMENT_LEFT, -1, size)
		var base := (_font.get_ascent(size) - _font.get_descent(size)) / 2.0
		draw_string(
			_font, middle + Vector2(-box.x / 2.0, base - radius * 0.04), text,
			HORIZONTAL_ALIGNMENT_LEFT, -1, size, Palette.ink(seat),
		)
