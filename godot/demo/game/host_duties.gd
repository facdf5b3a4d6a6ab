class_name HostDuties
extends Node
## What the host does for all: deals seats, welcomes newcomers, lights lamps, mends floors
## and says which floor counts. Does nothing on other players' machines until their turn
## comes, so that any of them can take over.

const LAMP_SECONDS := 4.0
const MEND_SECONDS := 1.0

var floor_state: FloorState
var seats: Seats
## Whether the room let us in; before that the lowest number may still be unknown.
var inside := false

var _until_lamp := LAMP_SECONDS
var _until_mend := MEND_SECONDS

@onready var _mesh: PeerMesh = $"../Mesh"
@onready var _wire: Wire = $"../Wire"
@onready var _round: GameRound = $"../Round"
@onready var _lamp: LampTile = $"../Floor/LampTile"


func on_duty() -> bool:
	return inside and _mesh.is_host()


## Gives everybody here a seat; tells all if that changed anything.
func deal() -> void:
	var before := seats.dealt()
	seats.deal(_mesh.my_id)
	for id in _mesh.connected():
		seats.deal(id)
	if seats.dealt() != before:
		_wire.deal_seats(seats.dealt())


func welcome(id: int) -> void:
	deal()
	var game := _round.described()
	game["seats"] = seats.dealt()
	game["marks"] = floor_state.marks()
	_wire.welcome(id, game)


func begin() -> void:
	seats.tidy()
	_wire.deal_seats(seats.dealt())
	_wire.begin(_round.number + 1, Launch.round_seconds())


func _process(delta: float) -> void:
	if not on_duty():
		return
	deal()
	_until_mend -= delta
	if _until_mend <= 0.0:
		_until_mend = MEND_SECONDS
		_wire.tell_floor(floor_state.marks())
	if _round.phase == GameRound.Phase.PLAYING and _lamp.tile < 0:
		_until_lamp -= delta
		if _until_lamp <= 0.0:
			_until_lamp = LAMP_SECONDS
			_light_a_lamp()


func _light_a_lamp() -> void:
	var tile := randi_range(1, FloorState.ROWS - 2) * FloorState.COLUMNS
	tile += randi_range(1, FloorState.COLUMNS - 2)
	_lamp.light(tile)
	_wire.light_lamp(tile)
