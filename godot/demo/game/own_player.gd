class_name OwnPlayer
extends Node
## Ourselves: steers our piece, paints beneath it, and tells the others twenty times a second.

## Newly painted tiles since the last time, for the sound of it.
signal laid(tiles: int)
signal bumped(force: float)
signal reached(tile: int)

const TELL_SECONDS := 0.05
const LONGEST_STEP := 0.1  # seconds; a slow machine must not leap over tiles
const BRUSH := 0.72  # tiles around the piece's middle

var floor_state: FloorState
var seats: Seats
var id := 0
var may_move := false
var may_paint := false

var _steering := Steering.new()
var _tiles := PackedInt32Array()
var _marks := PackedInt64Array()
var _untold := 0.0

@onready var _wire: Wire = $"../Wire"
@onready var _view: FloorView = $"../Floor"
@onready var _pieces: Pieces = $"../Floor/Pieces"


## Paints all tiles within [param reach] of a place at once.
func splash(at: Vector2, reach: float) -> void:
	_paint(FloorState.around(at, reach))


func _unhandled_input(event: InputEvent) -> void:
	_steering.heed(event)


func _process(delta: float) -> void:
	delta = minf(delta, LONGEST_STEP)
	if id == 0 or seats.of(id) == 0:
		return
	var piece := _pieces.of(id)
	if may_move:
		piece.glide(_steering.direction(_view, piece.at), delta)
		_collide(piece)
	else:
		piece.velocity = Vector2.ZERO
	if may_paint:
		laid.emit(_paint(FloorState.around(piece.at, BRUSH)))
		reached.emit(_tile_under(piece.at))
	_untold += delta
	if _untold >= TELL_SECONDS:
		_untold = fmod(_untold, TELL_SECONDS)
		_tell(piece)


func _collide(piece: Piece) -> void:
	for other in _pieces.everyone_but(id):
		var force := piece.bump(other)
		if force > 0.8:
			bumped.emit(force)
	piece.stay_on_floor()


func _paint(tiles: PackedInt32Array) -> int:
	var fresh := 0
	for tile in tiles:
		var mark := floor_state.paint(tile, seats.of(id))
		if mark:
			fresh += 1
			_tiles.append(tile)
			_marks.append(mark)
	return fresh


func _tell(piece: Piece) -> void:
	_wire.move(piece.at, piece.velocity)
	if not _tiles.is_empty():
		_wire.paint(_tiles, _marks)
		_tiles.clear()
		_marks.clear()


static func _tile_under(at: Vector2) -> int:
	var x := clampi(floori(at.x), 0, FloorState.COLUMNS - 1)
	return clampi(floori(at.y), 0, FloorState.ROWS - 1) * FloorState.COLUMNS + x
