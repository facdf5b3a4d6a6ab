class_name FloorView
extends Node2D
## Shows the floor. Draws only when a tile changes, and then all tiles from one picture.
##
## On a tall screen the floor lies turned: its columns run downwards. Everything on it is
## reckoned in tiles and comes here for its place on the screen.

const POP_SECONDS := 0.22

## Side of a tile on the screen.
var tile_side := 32.0
var turned := false
var atlas := TileAtlas.new()

var _floor: FloorState
var _shown := PackedByteArray()
var _pops: Dictionary[int, float] = {}


func watch(state: FloorState) -> void:
	_floor = state
	_shown.resize(FloorState.SIZE)
	state.changed.connect(_on_changed)


## Fits the floor into [param area] (in units of [param scale_factor] pixels), centred.
func fit(area: Rect2, tall: bool, scale_factor: float) -> void:
	turned = tall
	var grid := _grid()
	var pixels := floori(minf(area.size.x / grid.x, area.size.y / grid.y) * scale_factor)
	tile_side = maxi(pixels, 4) / scale_factor
	var corner := area.position + (area.size - grid * tile_side) / 2.0
	position = (corner * scale_factor).round() / scale_factor
	atlas.resize(maxi(pixels, 4))
	queue_redraw()


## The floor's place on the screen.
func bounds() -> Rect2:
	return Rect2(position, _grid() * tile_side)


func to_view(at: Vector2) -> Vector2:
	return swapped(at) * tile_side


## Swaps the axes of a direction or place if the floor lies turned.
func swapped(vector: Vector2) -> Vector2:
	return Vector2(vector.y, vector.x) if turned else vector


func tile_rect(tile: int) -> Rect2:
	var middle := to_view(FloorState.middle(tile))
	return Rect2(middle - Vector2.ONE * tile_side / 2.0, Vector2.ONE * tile_side)


func _grid() -> Vector2:
	return swapped(Vector2(FloorState.COLUMNS, FloorState.ROWS))


func _on_changed(tile: int) -> void:
	_pops[tile] = 0.0
	queue_redraw()


func _process(delta: float) -> void:
	if _pops.is_empty():
		return
	for tile: int in _pops.keys():
		_pops[tile] += delta
		if _pops[tile] >= POP_SECONDS:
			_shown[tile] = _floor.seat_at(tile)
			_pops.erase(tile)
	queue_redraw()


func _draw() -> void:
	var edge := Rect2(Vector2.ZERO, _grid() * tile_side).grow(5.0)
	draw_style_box(Look.frame(Palette.SHADE, 9, 6), Rect2(edge.position + Vector2(0, 4), edge.size))
	draw_style_box(Look.frame(Palette.BRASS, 9, 6), edge)
	for tile in FloorState.SIZE:
		_draw_tile(tile, _shown[tile], tile_rect(tile))
	for tile in _pops:
		# A tile is laid with a small overshoot, as if pressed into place.
		var t := _pops[tile] / POP_SECONDS - 1.0
		var size := 1.0 + 2.2 * t * t * t + 1.2 * t * t
		_draw_tile(tile, _floor.seat_at(tile), tile_rect(tile).grow((size - 1.0) * tile_side / 2.0))


func _draw_tile(tile: int, seat: int, rect: Rect2) -> void:
	var place := Vector2i(swapped(Vector2(tile % FloorState.COLUMNS, tile / FloorState.COLUMNS)))
	draw_texture_rect_region(atlas.texture, rect, atlas.region(seat, place.x, place.y))
