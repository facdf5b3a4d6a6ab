class_name LampTile
extends Node2D
## The odd tile: whoever glides over it first paints everything around it.
##
## The host lights one now and then; the rings show where one has just been taken.

const REACH := 2.7
const RING_SECONDS := 0.5

## The lit tile; -1 if none is.
var tile := -1

var _age := 0.0
var _rings: Array[Dictionary] = []

@onready var _view: FloorView = get_parent()


func light(where: int) -> void:
	tile = where if where < FloorState.SIZE else -1
	_age = 0.0
	queue_redraw()


## Puts the lamp out and, if it stood at [param where], rings in the colour of [param seat].
func take(where: int, seat: int) -> void:
	if where >= 0 and where < FloorState.SIZE:
		_rings.append({"tile": where, "age": 0.0, "seat": seat})
	if tile == where:
		tile = -1
	queue_redraw()


func _process(delta: float) -> void:
	if tile < 0 and _rings.is_empty():
		return
	_age += delta
	for ring in _rings:
		ring["age"] += delta
	_rings = _rings.filter(func(ring: Dictionary) -> bool: return ring["age"] < RING_SECONDS)
	queue_redraw()


func _draw() -> void:
	if tile >= 0:
		_draw_lamp(_view.tile_rect(tile))
	for ring in _rings:
		var t: float = ring["age"] / RING_SECONDS
		var radius := _view.tile_side * lerpf(0.6, REACH, 1.0 - pow(1.0 - t, 3.0))
		var colour := Palette.seat(ring["seat"]) if ring["seat"] else Palette.LAMP
		var middle := _view.tile_rect(ring["tile"]).get_center()
		draw_circle(middle, radius, Color(Palette.INK, 1.0 - t), false, 5.0, true)
		draw_circle(middle, radius - 4.0, Color(colour, 1.0 - t), false, 3.0, true)


func _draw_lamp(rect: Rect2) -> void:
	var swell := (1.0 + sin(_age * 5.0)) * 0.06 * _view.tile_side
	rect = rect.grow(swell)
	draw_style_box(Look.box(Palette.SHADE, 5), Rect2(rect.position + Vector2(0, 3), rect.size))
	draw_style_box(Look.box(Palette.LAMP, 5), rect)
	var middle := rect.get_center()
	var half := rect.size.x * 0.36
	draw_colored_polygon(
		[middle + Vector2(0, -half), middle + Vector2(half, 0), middle + Vector2(0, half), middle + Vector2(-half, 0)],
		Palette.DESK,
	)
	draw_circle(middle, half * 0.36, Palette.LAMP, true, -1.0, true)
