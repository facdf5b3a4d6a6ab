class_name Teller
extends Node
## Puts the whole game into one [Table] for the screen and one dictionary for the page.

var visit := Visit.new()
var floor_state: FloorState
var seats: Seats

@onready var _mesh: PeerMesh = $"../Mesh"
@onready var _wire: Wire = $"../Wire"
@onready var _round: GameRound = $"../Round"


func table(may_begin: bool) -> Table:
	var told := Table.new()
	told.phase = _round.phase
	told.round_number = _round.number
	told.code = visit.code
	# Alone at the end of a game one hosts nobody.
	var hosts := not visit.sealed or not _mesh.connected().is_empty()
	told.players = Table.listed(seats, floor_state, visit.id, _mesh.host() if hosts else 0)
	var host_seat := seats.of(_mesh.host())
	match _round.phase:
		GameRound.Phase.MENU:
			Words.menu(told)
		GameRound.Phase.WAITING:
			Words.waiting(told, may_begin, host_seat, visit)
		GameRound.Phase.COUNTDOWN:
			Words.counting(told)
		GameRound.Phase.PLAYING:
			Words.playing(told, _round.seconds_left())
		GameRound.Phase.RESULTS:
			Words.results(told, host_seat, may_begin, _mesh.connected().is_empty())
		GameRound.Phase.LOST:
			Words.lost(told, visit)
	return told


## For whoever watches the page: numbers of players are the keys of `heard` and `painted`.
func state() -> Dictionary:
	var counts := floor_state.counts()
	var painted := {}
	for id in seats.ids():
		painted[str(id)] = counts[seats.of(id)]
	return {
		"id": visit.id,
		"code": visit.code,
		"phase": GameRound.NAMES[_round.phase],
		"peers": Array(_mesh.connected()),
		"heard": _wire.heard,
		"sealed": visit.sealed,
		"painted": painted,
		"host": _mesh.host(),
		"round": _round.number,
		"ending": visit.ending,
		"left": _round.seconds_left() if _round.is_running() else 0,
		"fps": Engine.get_frames_per_second(),
	}
