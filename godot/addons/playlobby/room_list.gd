class_name PlaylobbyRoomList
extends RefCounted
## The public rooms of the game, live. Made by [method Playlobby.list_rooms].

## [member rooms] is another one now.
signal changed
## Nothing more comes, for this reason.
signal closed(words: String)

const RETRY_AFTER := 2.0  # seconds

## The site's rooms, as they were last told.
var rooms: Array[PlaylobbyRoom] = []
var is_open := true

var _dials: Callable
var _socket: WebSocketPeer
var _by_code: Dictionary = {}
var _dial_at := 0.0


## [param dials] is asked at each dial for an address and a pass; without a pass it waits.
func _init(dials: Callable) -> void:
	_dials = dials
	(Engine.get_main_loop() as SceneTree).process_frame.connect(_poll)


## Ends it.
func stop() -> void:
	is_open = false
	if _socket:
		_socket.close()


func _poll() -> void:
	if _socket == null:
		if is_open and Time.get_ticks_msec() / 1000.0 >= _dial_at:
			_dial()
		return
	_socket.poll()
	while is_open and _socket.get_available_packet_count() > 0:
		_hear(PlaylobbyLine.read(_socket.get_packet().get_string_from_utf8()))
	if _socket.get_ready_state() == WebSocketPeer.STATE_CLOSED:
		_closed()


func _dial() -> void:
	var where: Array = _dials.call()
	_dial_at = Time.get_ticks_msec() / 1000.0 + RETRY_AFTER * randf_range(0.5, 1.5)
	if where[1] == "":
		return
	_socket = WebSocketPeer.new()
	_socket.supported_protocols = [PlaylobbyLine.PROTOCOL, PlaylobbyLine.PASS + where[1]]
	_socket.inbound_buffer_size = PlaylobbyLine.BUFFER
	if _socket.connect_to_url(where[0]) != OK:
		_socket = null


func _closed() -> void:
	var code := _socket.get_close_code()
	var reason := _socket.get_close_reason()
	_socket = null
	if is_open and code >= 4000:
		is_open = false
		closed.emit(reason)


func _hear(told: Variant) -> void:
	if not told is Dictionary:
		return
	match told.get("type"):
		"rooms":
			_by_code.clear()
			for room: Dictionary in told.get("rooms", []):
				_add(room)
		"room":
			_add(told.get("room", {}))
		"gone":
			_by_code.erase(str(told.get("code")))
		_:
			return
	rooms.assign(_by_code.values())
	changed.emit()


func _add(told: Dictionary) -> void:
	var room := PlaylobbyRoom.read(told)
	_by_code[room.code] = room
