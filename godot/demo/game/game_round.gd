class_name GameRound
extends Node
## The clock of a game: waiting, 3-2-1, playing, results.
##
## Runs by itself on each player's machine once begun; only the final floor comes from the
## host, and if that stays out the own one has to do.

signal phase_changed(phase: Phase)
signal ticked(seconds: int)
## The time is over; the host now tells the final floor.
signal time_up

enum Phase { MENU, WAITING, COUNTDOWN, PLAYING, RESULTS, LOST }

const NAMES: Array[String] = ["menu", "waiting", "countdown", "playing", "results", "lost"]
const COUNTDOWN_SECONDS := 3.0
const PATIENCE := 3.0  # seconds to wait for the host's final floor

var phase := Phase.WAITING
## Rounds begun so far, the current one included.
var number := 0
var over := false

var _seconds := 60.0
var _left := 0.0
var _last_tick := 0
var _last_usec := 0


func enter(next: Phase) -> void:
	phase = next
	phase_changed.emit(next)


func begin(round_number: int, seconds: float) -> void:
	number = round_number
	_seconds = clampf(seconds, 3.0, 600.0)
	_left = COUNTDOWN_SECONDS
	_last_tick = ceili(_left)
	over = false
	enter(Phase.COUNTDOWN)
	ticked.emit(_last_tick)


## Joins a round that others are in already.
func catch_up(game: Dictionary) -> void:
	begin(int(game.get("round", 0)), float(game.get("seconds", 60.0)))
	_left = float(game.get("left", 0.0))
	if int(game.get("phase", 0)) == Phase.PLAYING:
		enter(Phase.PLAYING)


## What [method catch_up] needs elsewhere.
func described() -> Dictionary:
	return {"round": number, "seconds": _seconds, "left": _left, "phase": int(phase)}


## Forgets everything, for a new room.
func reset() -> void:
	number = 0
	enter(Phase.WAITING)


func seconds_left() -> int:
	return maxi(0, ceili(_left))


func is_running() -> bool:
	return phase == Phase.COUNTDOWN or phase == Phase.PLAYING


func _process(_delta: float) -> void:
	# The engine's own delta runs slow on slow machines, and a round must not.
	var now := Time.get_ticks_usec()
	var passed := (now - _last_usec) / 1e6
	_last_usec = now
	if not is_running():
		return
	_left -= passed
	if seconds_left() != _last_tick:
		_last_tick = seconds_left()
		if _last_tick > 0:
			ticked.emit(_last_tick)
	if phase == Phase.COUNTDOWN and _left <= 0.0:
		_left += _seconds
		_last_tick = seconds_left()
		enter(Phase.PLAYING)
		ticked.emit(_last_tick)
	elif _left <= 0.0 and not over:
		over = true
		time_up.emit()
	elif over and _left < -PATIENCE:
		enter(Phase.RESULTS)
