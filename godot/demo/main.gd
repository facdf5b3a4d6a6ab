extends Node
## Conducts one visit: joins a room, lets players paint, runs rounds, shows what goes on.

const SHOW_SECONDS := 0.25
const GRACE_SECONDS := 0.4  # for the last paint to arrive before the floor is counted
const DEFAULT_ADDRESS := "ws://localhost:8000/signal/demo"

var _floor := FloorState.new()
var _seats := Seats.new()
var _address := Launch.address()
var _room := Launch.room()
var _visit := Visit.new()
var _until_show := 0.0

@onready var _signaling: Signaling = $Signaling
@onready var _mesh: PeerMesh = $Mesh
@onready var _wire: Wire = $Wire
@onready var _round: GameRound = $Round
@onready var _duties: HostDuties = $HostDuties
@onready var _me: OwnPlayer = $Me
@onready var _view: FloorView = $Floor
@onready var _lamp: LampTile = $Floor/LampTile
@onready var _pieces: Pieces = $Floor/Pieces
@onready var _teller: Teller = $Teller
@onready var _sounds: Sounds = $Sounds
@onready var _page: WebPage = $Page
@onready var _hud: Hud = $Hud


func _ready() -> void:
	_me.floor_state = _floor
	_me.seats = _seats
	_duties.floor_state = _floor
	_duties.seats = _seats
	_teller.floor_state = _floor
	_teller.seats = _seats
	_pieces.seats = _seats
	_view.watch(_floor)
	_connect_room()
	_connect_wire()
	_connect_table()
	_hud.suggest(DEFAULT_ADDRESS)
	_hud.arrange()
	if _address == "":
		_round.enter(GameRound.Phase.MENU)
	else:
		_dial()


func _connect_room() -> void:
	_signaling.seated.connect(_on_seated)
	_signaling.joined.connect(_on_joined)
	_signaling.room_sealed.connect(func() -> void: _visit.sealed = true)
	_signaling.ended.connect(_on_signaling_ended)
	_mesh.arrived.connect(_on_arrived)
	_mesh.departed.connect(_on_departed)


func _connect_wire() -> void:
	_wire.moved.connect(
		func(from: int, at: Vector2, speed: Vector2) -> void: _pieces.of(from).told(at, speed)
	)
	_wire.painted.connect(_on_painted)
	_wire.host = _mesh.host
	_wire.seats_dealt.connect(func(_from: int, seats: Dictionary) -> void: _seats.accept(seats))
	_wire.welcomed.connect(_on_welcomed)
	_wire.floor_told.connect(
		func(_from: int, marks: PackedInt64Array) -> void: _floor.merge_all(marks)
	)
	_wire.began.connect(_on_began)
	_wire.finished.connect(_on_finished)
	_wire.lamp_lit.connect(func(_from: int, tile: int) -> void: _lamp.light(tile))
	_wire.lamp_taken.connect(func(from: int, tile: int) -> void: _take_lamp(tile, from))


func _connect_table() -> void:
	_round.phase_changed.connect(_on_phase)
	_round.ticked.connect(_on_tick)
	_round.time_up.connect(_on_time_up)
	_me.laid.connect(_sounds.lay)
	_me.bumped.connect(func(_force: float) -> void: _sounds.play(&"bump"))
	_me.reached.connect(_on_reached)
	_hud.pressed.connect(_act)
	_hud.asked.connect(_on_asked)
	_hud.resized_floor.connect(_view.fit)
	_page.pressed.connect(func(_action: String) -> void: _act())


func _dial() -> void:
	_mesh.close()
	_seats.clear()
	_pieces.clear()
	_me.id = 0
	_duties.inside = false
	_visit = Visit.new()
	_teller.visit = _visit
	_round.reset()
	_signaling.dial(_address, _room, Launch.current_pass())


func _on_asked(address: String, code: String) -> void:
	_address = address
	_room = code
	_dial()


func _on_seated(id: int) -> void:
	_visit.id = id
	_me.id = id
	_pieces.mine = id


func _on_joined(code: String) -> void:
	_visit.code = code
	_visit.was_in = true
	_duties.inside = true


func _on_signaling_ended(reason: String, refused: bool) -> void:
	_visit.ended = true
	_visit.ending = reason
	# Once the game has started, only a moderator ends it.
	if refused and not (_visit.sealed and Words.helps_to_try_again(reason)):
		_lose()


## Out of the room, or never in: nobody is left to play with.
func _lose() -> void:
	_mesh.close()
	_seats.clear()
	_pieces.clear()
	_duties.inside = false
	_me.id = 0
	_round.enter(GameRound.Phase.LOST)


func _on_arrived(id: int) -> void:
	if _duties.on_duty():
		_duties.welcome(id)


func _on_departed(id: int) -> void:
	if _seats.of(id):
		_hud.toast("Player %d has left." % _seats.of(id))
	_seats.leave(id)
	_pieces.leave(id)
	if _round.phase == GameRound.Phase.WAITING:
		_seats.tidy()


func _on_welcomed(_from: int, game: Dictionary) -> void:
	_seats.accept(game.get("seats", {}))
	_round.number = maxi(_round.number, int(game.get("round", 0)))
	_floor.begin_round(_round.number)
	_floor.merge_all(game.get("marks", PackedInt64Array()))
	if int(game.get("phase", 0)) in [GameRound.Phase.COUNTDOWN, GameRound.Phase.PLAYING]:
		_round.catch_up(game)


func _on_painted(_from: int, tiles: PackedInt32Array, marks: PackedInt64Array) -> void:
	for i in mini(tiles.size(), marks.size()):
		_floor.merge(tiles[i], marks[i])


## The yellow button, Enter or Space: a round if we may begin one, or another try.
func _act() -> void:
	if _round.phase == GameRound.Phase.LOST:
		if not Words.helps_to_try_again(_visit.ending):
			return
		if Launch.address() == "":
			_round.enter(GameRound.Phase.MENU)
		else:
			_dial()
	elif _may_begin():
		if _signaling.is_open() and not _visit.sealed:
			_signaling.seal()
		_duties.begin()
		_on_began(_me.id, _round.number + 1, Launch.round_seconds())


func _may_begin() -> bool:
	var between := _round.phase in [GameRound.Phase.WAITING, GameRound.Phase.RESULTS]
	return between and _duties.on_duty() and not _mesh.connected().is_empty()


func _unhandled_key_input(event: InputEvent) -> void:
	var key := event as InputEventKey
	if key.pressed and not key.echo and key.keycode in [KEY_ENTER, KEY_KP_ENTER, KEY_SPACE]:
		_act()


func _on_began(_from: int, number: int, seconds: float) -> void:
	if number <= _round.number:
		return
	_floor.begin_round(number)
	_lamp.light(-1)
	_round.begin(number, seconds)
	_pieces.all_to_start()


func _on_time_up() -> void:
	_me.may_move = false
	_me.may_paint = false
	await get_tree().create_timer(GRACE_SECONDS).timeout
	if _duties.on_duty() and _round.phase == GameRound.Phase.PLAYING:
		_wire.finish(_round.number, _floor.marks())
		_round.enter(GameRound.Phase.RESULTS)


func _on_finished(_from: int, number: int, marks: PackedInt64Array) -> void:
	if number == _round.number:
		_floor.adopt(marks)
		if _round.phase == GameRound.Phase.PLAYING:
			_round.enter(GameRound.Phase.RESULTS)


func _on_reached(tile: int) -> void:
	if _lamp.tile == tile:
		_me.splash(FloorState.middle(tile), LampTile.REACH)
		_wire.take_lamp(tile)
		_take_lamp(tile, _me.id)


func _take_lamp(tile: int, by: int) -> void:
	_lamp.take(tile, _seats.of(by))
	_sounds.play(&"bell")


func _on_phase(phase: GameRound.Phase) -> void:
	_me.may_move = phase in [GameRound.Phase.WAITING, GameRound.Phase.PLAYING]
	_me.may_paint = _me.may_move
	if phase == GameRound.Phase.PLAYING:
		_sounds.play(&"go")
	elif phase == GameRound.Phase.RESULTS:
		_lamp.light(-1)
		_sounds.play(&"end")
	_until_show = 0.0


func _on_tick(seconds: int) -> void:
	if _round.phase == GameRound.Phase.COUNTDOWN or seconds <= 5:
		_sounds.play(&"tick")
	_until_show = 0.0


func _process(delta: float) -> void:
	_until_show -= delta
	if _until_show > 0.0:
		return
	_until_show = SHOW_SECONDS
	var stranded := _visit.ended and not _mesh.has_anyone()
	if _round.phase == GameRound.Phase.WAITING and stranded:
		_lose()
	_hud.count_down(_round.seconds_left() if _round.phase == GameRound.Phase.COUNTDOWN else 0)
	_hud.show_table(_teller.table(_may_begin()), _view.atlas)
	_page.publish(_teller.state())
