extends Node
## Rooms of a Playlobby site, and Godot's multiplayer in them.
##
## The autoload [code]Playlobby[/code]. Join a room by [method join], [method create],
## [method quick_join] or [method find_match]: then [member MultiplayerAPI.multiplayer_peer] is set, and
## RPCs, spawners and synchronizers work. Connections are made, mended and moved behind it.
## [codeblock]
## func _ready() -> void:
##     if await Playlobby.quick_join() != OK:
##         print(Playlobby.refusal.words)
## [/codeblock]

## We have a seat: [member room] is told, [code]multiplayer.multiplayer_peer[/code] is set.
signal joined
## Something that we asked for is refused. [param rule] is for programs, [param words] for players.
signal refused(rule: String, words: String)
## Our seat has gone; not after [method leave]. If nobody answered, those who are connected stay so
## until [method leave].
signal left(words: String)
## [member room] is another one now.
signal room_changed
signal peer_joined(number: int)
signal peer_left(number: int)
## Somebody else is host, and [code]multiplayer.multiplayer_peer[/code] another one where it has to be.
signal host_changed(number: int)
## Nobody joins any more; ten seconds later the site lets go of us, and the game goes on.
signal sealed
## Somebody wrote: [code]id, number, name, text, said_at[/code].
signal line_received(line: Dictionary)
## While [method find_match] waits: [code]ticket, queue, state, waited, usually, players, words[/code].
signal ticket_changed(ticket: Dictionary)
## The connection to the site is gone, and is being made again. Connections to players are not.
signal reconnecting
signal reconnected

signal _decided(error: Error)

const JOIN_WITHIN := 30.0  # seconds, once the site answers
const MATCH_WITHIN := 3600.0

## Which site and game, and who we are there. Set from the page, or from Project Settings.
var site := PlaylobbySite.new()
## The room in which we have a seat, or null.
var room: PlaylobbyRoom
## Our number in it, 0 without a seat.
var number := 0
## Why the last thing was refused, or null.
var refusal: PlaylobbyRefusal
## What [member carried] is to be after a change of hosts: called on every player's side just before
## the connections to the old host go.
var state_to_carry: Callable
var carried: Variant

var _seat: PlaylobbySeat
var _network: PlaylobbyNetwork
var _ice := PlaylobbyIce.new()
var _parting: PlaylobbyLine  # until the site has heard that we left
var _is_sealed := false
var _is_joined := false


func _init() -> void:
	process_mode = PROCESS_MODE_ALWAYS  # A paused game has players, too.


func _process(_delta: float) -> void:
	if _seat:
		_seat.line.poll()
		if _ice.is_due():
			_seat.line.redial()  # A greeting brings new ones.
	if _parting:
		_parting.poll()
	site.poll()


## Takes a seat in a room: by its code, by an invite link, or, without one, in the room whose page
## this is.
func join(code_or_link := "", password := "") -> Error:
	if code_or_link == "":
		if site.page_room == "" and not site.is_page():
			return _refuse("page.none", "There is no page that says which room.", ERR_UNAVAILABLE)
		return await _enter("", site.page_room)
	var path := code_or_link.strip_edges().get_slice("?", 0).get_slice("#", 0)
	var code := path.trim_suffix("/").get_file()
	var asked := {"password": password} if password else {}
	return await _enter(PlaylobbyMagic.code("join=" + code.uri_encode(), asked), code)


## Opens a room: [code]name, public, seats, password, mesh[/code], and the game's own
## [code]properties[/code]. In it we are number 1, and host.
func create(options: Dictionary = {}) -> Error:
	var asked := options.duplicate()
	asked.merge(options.get("properties", {}))
	asked.erase("properties")
	asked.erase("mesh")
	return await _enter(PlaylobbyMagic.code("create", asked), "", options.get("mesh", true))


## Takes a seat in the best public room, or opens one; [param properties] must be the room's.
func quick_join(properties: Dictionary = {}) -> Error:
	return await _enter(PlaylobbyMagic.code("quick", properties))


## Waits in a queue until a match is made: [code]properties[/code] that it must have; a
## [code]party[/code]'s word, and how many [code]players[/code] it is. [method leave] ends the wait.
func find_match(queue: String, options: Dictionary = {}) -> Error:
	var asked := options.duplicate()
	asked.merge(options.get("properties", {}))
	asked.erase("properties")
	return await _enter(PlaylobbyMagic.code("match=" + queue.uri_encode(), asked), "", true, MATCH_WITHIN)


## Leaves the room, or stops what is under way: that then returns [constant ERR_SKIP].
func leave() -> void:
	var was_deciding := _seat != null and not _is_joined
	_end(true)
	if was_deciding:
		_decided.emit(ERR_SKIP)


## Ends joining, as host; the game goes on between its players.
func seal() -> Error:
	return _ask(PlaylobbySeat.Kind.SEAL, 0, "")


## Says, as host, that you play. Where nobody may join late, that seals the room.
func start() -> Error:
	return _ask(PlaylobbySeat.Kind.START)


## Puts somebody out, as host.
func kick(number_: int) -> Error:
	return _ask(PlaylobbySeat.Kind.KICK, number_)


## Makes somebody else host, as host.
func hand_over(number_: int) -> Error:
	return _ask(PlaylobbySeat.Kind.HAND_OVER, number_)


## Changes, as host, what is given: [code]name, public, password, seats, late_joining, properties[/code].
func change(what: Dictionary) -> Error:
	return _ask(PlaylobbySeat.Kind.CHANGE, 0, what)


func set_ready(ready_ := true) -> Error:
	return _ask(PlaylobbySeat.Kind.READY, 0, ready_)


## Writes a line, of up to 500 letters, that all in the room read.
func say(text: String) -> Error:
	return _ask(PlaylobbySeat.Kind.SAY, 0, text)


## Says how a match ended: numbers of players, the winner's place first, those who drew in one.
func report_result(places: Array) -> Error:
	return _ask(PlaylobbySeat.Kind.RESULT, 0, {"places": places})


## The public rooms of the game, live; [param filter] may have [code]q[/code], words to look for, and
## the game's properties. Hold on to it; [method PlaylobbyRoomList.stop] ends it.
func list_rooms(filter: Dictionary = {}) -> PlaylobbyRoomList:
	if not _seat:
		site.ask_for_a_pass()
	return PlaylobbyRoomList.new(site.room_list.bind(filter))


func is_host() -> bool:
	return number != 0 and _seat.host == number


## Godot's id of who has that number in the room.
func peer_id(number_: int) -> int:
	return _network.id_of(number_) if _network else 0


## The number in the room of who has that id in Godot's multiplayer.
func number_of(id: int) -> int:
	return _network.number_of(id) if _network else 0


func _enter(lobby: String, code := "", mesh := true, within := JOIN_WITHIN) -> Error:
	if _seat:
		return _refuse("join.twice", "You are in a room already.", ERR_ALREADY_IN_USE)
	if not PlaylobbyNetwork.is_available():
		push_error(PlaylobbyNetwork.NO_WEBRTC)
		return _refuse("webrtc.missing", PlaylobbyNetwork.NO_WEBRTC, ERR_UNAVAILABLE)
	var missing := site.what_is_missing()
	if missing:
		return _refuse("site.unknown", missing, ERR_UNCONFIGURED)
	refusal = null
	var line := PlaylobbyLine.new(site.signaling.bind(code), site.hello())
	_sit_down(PlaylobbySeat.new(line, lobby, mesh))
	_give_up_after(_seat, within)
	return await _decided


func _sit_down(seat: PlaylobbySeat) -> void:
	_seat = seat
	seat.seated.connect(_on_seated)
	seat.room_told.connect(_on_room_told)
	seat.host_told.connect(_on_host_told)
	seat.mended.connect(_on_mended)
	seat.ended.connect(_on_ended)
	seat.refused.connect(func(rule: String, words: String) -> void: _refuse(rule, words, FAILED))
	seat.broken.connect(func() -> void: reconnecting.emit())
	seat.line_told.connect(func(line: Dictionary) -> void: line_received.emit(line))
	seat.ticket_told.connect(func(ticket: Dictionary) -> void: ticket_changed.emit(ticket))
	seat.sealed.connect(_on_sealed)


func _give_up_after(seat: PlaylobbySeat, seconds: float) -> void:
	await get_tree().create_timer(seconds, true, false, true).timeout
	if _seat == seat and not _is_joined:
		_fail(PlaylobbyRefusal.of("join.too_late", "Nobody let us in.", ERR_TIMEOUT))


func _on_seated(number_: int, mesh: bool) -> void:
	number = number_
	_network = PlaylobbyNetwork.new(_seat, mesh)
	_network.configuration = _ice.configuration
	multiplayer.multiplayer_peer = _network.peer


func _on_mended(greeting: Dictionary) -> void:
	if greeting.has("pass"):
		site.keep_pass(str(greeting["pass"]))
	_ice.take(greeting.get("ice"))
	if _is_joined:
		reconnected.emit()


## The room comes whole, soon after each change of it.
func _on_room_told(told: Dictionary) -> void:
	if not _network:
		return  # Nobody has a seat without a number.
	var before := room
	room = PlaylobbyRoom.read(told)
	if not _is_joined:
		_is_joined = true
		_decided.emit(OK)
		joined.emit()
		return
	room_changed.emit()
	for peer in before.peers:
		if not room.peer(peer.number):
			peer_left.emit(peer.number)
	for peer in room.peers:
		if not before.peer(peer.number):
			peer_joined.emit(peer.number)


func _on_host_told(host: int) -> void:
	if not _network:
		return
	if not _network.is_mesh:
		carried = state_to_carry.call() if state_to_carry.is_valid() and _is_joined else null
		_network.move_to(host)
		multiplayer.multiplayer_peer = _network.peer
	if _is_joined:
		host_changed.emit(host)


func _on_sealed() -> void:
	_is_sealed = true
	sealed.emit()


func _on_ended(code: int, reason: String) -> void:
	if _is_sealed and code == 1000:
		return  # As it should be: the players have each other.
	var why := PlaylobbyRefusal.of_close(code, reason)
	if _is_joined:
		refusal = why
		_end(code != PlaylobbyLine.LOST)
		left.emit(why.words)
	else:
		_fail(why)


func _fail(why: PlaylobbyRefusal) -> void:
	_end(true)
	refusal = why
	refused.emit(why.rule, why.words)
	_decided.emit(why.error)


## The seat goes; the players' connections with it, unless they are to outlive it.
func _end(with_connections: bool) -> void:
	if _seat:
		_parting = _seat.line
		_parting.close()
	_seat = null
	room = null
	number = 0
	_is_joined = false
	_is_sealed = false
	if _network and with_connections:
		_network.close()
		_network = null
		multiplayer.multiplayer_peer = OfflineMultiplayerPeer.new()


func _ask(kind: PlaylobbySeat.Kind, to := 0, data: Variant = null) -> Error:
	if not _is_joined:
		return _refuse("seat.none", "You are in no room.", ERR_UNCONFIGURED)
	if _seat.line.over:
		return _refuse("room.sealed", "The site has let go of this room.", ERR_UNAVAILABLE)
	_seat.ask(kind, to, PlaylobbyMagic.whole(data))
	return OK


func _refuse(rule: String, words: String, error: Error) -> Error:
	refusal = PlaylobbyRefusal.of(rule, words, error)
	refused.emit(rule, words)
	return error
