class_name Seats
extends RefCounted
## Who has which of the eight seats; a seat gives a player number, colour and motif.
##
## The host deals and tells the others, so that all see the same. Whoever left keeps the
## seat on the list until the round is over: the tiles are still on the floor.

const COUNT := 8

var _seats: Dictionary[int, int] = {}
var _gone: Dictionary[int, bool] = {}


## The seat of [param id], 1 to 8; 0 while none was dealt.
func of(id: int) -> int:
	return _seats.get(id, 0)


## Everybody with a seat, in order of the seats.
func ids() -> Array[int]:
	var all: Array[int] = []
	all.assign(_seats.keys())
	all.sort_custom(func(a: int, b: int) -> bool: return _seats[a] < _seats[b])
	return all


func is_gone(id: int) -> bool:
	return _gone.has(id)


## Gives [param id] the first free seat; a ninth player shares the first one.
func deal(id: int) -> void:
	_gone.erase(id)
	if _seats.has(id):
		return
	var seat := 1
	while seat <= COUNT and _seats.values().has(seat):
		seat += 1
	_seats[id] = seat if seat <= COUNT else 1


func leave(id: int) -> void:
	if _seats.has(id):
		_gone[id] = true


## Frees the seats of those who left.
func tidy() -> void:
	for id in _gone:
		_seats.erase(id)
	_gone.clear()


func dealt() -> Dictionary:
	return _seats.duplicate()


## Takes the host's list for ours, whatever a stranger may have put into it.
func accept(list: Dictionary) -> void:
	_seats.clear()
	for id: Variant in list:
		if id is int and list[id] is int and _seats.size() < 32:
			_seats[id] = clampi(list[id], 1, COUNT)
	for id: int in _gone.keys():
		if not _seats.has(id):
			_gone.erase(id)


func clear() -> void:
	_seats.clear()
	_gone.clear()
