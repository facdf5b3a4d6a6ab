class_name Wire
extends Node
## Everything players say to each other, directly, without a server.
##
## Each verb has a call ([method move]) and a signal with the speaker's number first
## ([signal moved]). Positions may get lost; all else arrives, in order.

signal moved(from: int, at: Vector2, velocity: Vector2)
signal painted(from: int, tiles: PackedInt32Array, marks: PackedInt64Array)
signal seats_dealt(from: int, seats: Dictionary)
signal welcomed(from: int, game: Dictionary)
signal floor_told(from: int, marks: PackedInt64Array)
signal began(from: int, number: int, seconds: float)
signal finished(from: int, number: int, marks: PackedInt64Array)
signal lamp_lit(from: int, tile: int)
signal lamp_taken(from: int, tile: int)

## Tells the host's number. What only a host may say is not heard from anyone else.
var host: Callable

## Packets heard from each player so far.
var heard: Dictionary[int, int] = {}


func move(at: Vector2, velocity: Vector2) -> void:
	_send(_moved, [at, velocity])


func paint(tiles: PackedInt32Array, marks: PackedInt64Array) -> void:
	_send(_painted, [tiles, marks])


## Who sits where, {id: seat}; from the host.
func deal_seats(seats: Dictionary) -> void:
	_send(_seats_dealt, [seats])


## What a newcomer must know of the game under way; from the host.
func welcome(id: int, game: Dictionary) -> void:
	_welcomed.rpc_id(id, game)


## The whole floor, to mend what two players could not tell each other; from the host.
func tell_floor(marks: PackedInt64Array) -> void:
	_send(_floor_told, [marks])


func begin(number: int, seconds: float) -> void:
	_send(_began, [number, seconds])


## The floor as it counts; from the host, once a round.
func finish(number: int, marks: PackedInt64Array) -> void:
	_send(_finished, [number, marks])


func light_lamp(tile: int) -> void:
	_send(_lamp_lit, [tile])


func take_lamp(tile: int) -> void:
	_send(_lamp_taken, [tile])


func _send(verb: Callable, arguments: Array) -> void:
	if multiplayer.has_multiplayer_peer() and not multiplayer.get_peers().is_empty():
		verb.rpc.callv(arguments)


func _speaker() -> int:
	var id := multiplayer.get_remote_sender_id()
	heard[id] = heard.get(id, 0) + 1
	return id


func _is_host(from: int) -> bool:
	return from == host.call()


@rpc("any_peer", "unreliable_ordered")
func _moved(at: Vector2, velocity: Vector2) -> void:
	moved.emit(_speaker(), at, velocity)


@rpc("any_peer")
func _painted(tiles: PackedInt32Array, marks: PackedInt64Array) -> void:
	painted.emit(_speaker(), tiles, marks)


@rpc("any_peer")
func _seats_dealt(seats: Dictionary) -> void:
	var from := _speaker()
	if _is_host(from):
		seats_dealt.emit(from, seats)


@rpc("any_peer")
func _welcomed(game: Dictionary) -> void:
	var from := _speaker()
	if _is_host(from):
		welcomed.emit(from, game)


@rpc("any_peer")
func _floor_told(marks: PackedInt64Array) -> void:
	var from := _speaker()
	if _is_host(from):
		floor_told.emit(from, marks)


@rpc("any_peer")
func _began(number: int, seconds: float) -> void:
	var from := _speaker()
	if _is_host(from):
		began.emit(from, number, seconds)


@rpc("any_peer")
func _finished(number: int, marks: PackedInt64Array) -> void:
	var from := _speaker()
	if _is_host(from):
		finished.emit(from, number, marks)


@rpc("any_peer")
func _lamp_lit(tile: int) -> void:
	var from := _speaker()
	if _is_host(from):
		lamp_lit.emit(from, tile)


@rpc("any_peer")
func _lamp_taken(tile: int) -> void:
	lamp_taken.emit(_speaker(), tile)
