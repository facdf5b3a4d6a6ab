class_name FloorState
extends RefCounted
## The tiled floor: whose each tile is, in a form that all players' copies agree on.
##
## A tile holds a mark: round, then a counter that always rises (a Lamport clock), then the
## seat that painted it. The greater mark wins, so paint may arrive in any order, twice or
## late, and every copy ends up the same. Clearing is painting with seat 0 in a new round.

signal changed(tile: int)

const COLUMNS := 18
const ROWS := 14
const SIZE := COLUMNS * ROWS
const SEAT_BITS := 4
const CLOCK_BITS := 32

var _marks := PackedInt64Array()
var _round := 0
var _clock := 0


func _init() -> void:
	_marks.resize(SIZE)


func seat_at(tile: int) -> int:
	return _marks[tile] & 15


func marks() -> PackedInt64Array:
	return _marks


## Clears what was painted before round [param number], but nothing of that round.
func begin_round(number: int) -> void:
	_round = number
	var bare := number << (CLOCK_BITS + SEAT_BITS)
	for tile in SIZE:
		merge(tile, bare)


## Paints as [param seat]; the new mark to tell others, or 0 if the tile is ours already.
func paint(tile: int, seat: int) -> int:
	if seat_at(tile) == seat:
		return 0
	_clock += 1
	var mark := ((_round << CLOCK_BITS | _clock) << SEAT_BITS) | seat
	merge(tile, mark)
	return mark


## Takes in a mark from elsewhere; marks of a far round come from no honest player.
func merge(tile: int, mark: int) -> void:
	if tile < 0 or tile >= SIZE or mark <= _marks[tile] or (mark & 15) > Seats.COUNT:
		return
	if mark >> (CLOCK_BITS + SEAT_BITS) > _round + 1:
		return
	_clock = maxi(_clock, (mark >> SEAT_BITS) & 0xffffffff)
	_put(tile, mark)


func merge_all(all: PackedInt64Array) -> void:
	for tile in mini(SIZE, all.size()):
		merge(tile, all[tile])


## Takes the host's last word on a round, even where our own marks are greater.
func adopt(all: PackedInt64Array) -> void:
	for tile in mini(SIZE, all.size()):
		if all[tile] >= 0 and (all[tile] & 15) <= Seats.COUNT and all[tile] != _marks[tile]:
			_put(tile, all[tile])


## Tiles of each seat; index 0 counts the bare ones.
func counts() -> PackedInt32Array:
	var sums := PackedInt32Array()
	sums.resize(Seats.COUNT + 1)
	for mark in _marks:
		sums[mark & 15] += 1
	return sums


## The tiles whose centres lie within [param reach] of a place, both in tiles.
static func around(at: Vector2, reach: float) -> PackedInt32Array:
	var tiles := PackedInt32Array()
	for y in range(maxi(0, floori(at.y - reach)), mini(ROWS, ceili(at.y + reach))):
		for x in range(maxi(0, floori(at.x - reach)), mini(COLUMNS, ceili(at.x + reach))):
			if Vector2(x + 0.5, y + 0.5).distance_to(at) <= reach:
				tiles.append(y * COLUMNS + x)
	return tiles


static func middle(tile: int) -> Vector2:
	return Vector2(tile % COLUMNS + 0.5, tile / COLUMNS + 0.5)


func _put(tile: int, mark: int) -> void:
	var before := seat_at(tile)
	_marks[tile] = mark
	if before != mark & 15:
		changed.emit(tile)
