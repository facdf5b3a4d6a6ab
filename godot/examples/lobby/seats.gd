class_name Seats
extends Control
## A room's seats: a dot for each that is taken, a ring for each that is free.

const TAKEN := Color("ffc94a")
const FREE := Color("a9c8b8")
const STEP := 18.0
const RADIUS := 6.0

var _taken := 0
var _all := 0


func show_seats(taken: int, all: int) -> void:
	_taken = taken
	_all = all
	custom_minimum_size = Vector2(STEP * all, STEP)
	queue_redraw()


func _draw() -> void:
	for seat in _all:
		var middle := Vector2(STEP * (seat + 0.5), size.y / 2.0)
		if seat < _taken:
			draw_circle(middle, RADIUS, TAKEN, true, -1.0, true)
		else:
			draw_circle(middle, RADIUS - 1.0, FREE, false, 2.0, true)
