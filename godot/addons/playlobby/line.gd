class_name PlaylobbyLine
extends RefCounted
## A call to the site that outlives its connections: texts go and come once, and in order.
##
## It speaks [code]playlobby.v1[/code] and knows nothing of what the texts say. Somebody has to call
## [method poll] often.

## The site answers. [param anew] is true if it counts anew, and may know nothing of what was said:
## then [param unsaid] are the texts that it has not acknowledged.
signal greeted(greeting: Dictionary, anew: bool, unsaid: Array[String])
## A text has come.
signal heard(text: String)
## The connection is gone, and is being made again.
signal broken
## It is over, by a word of the site; or with [constant LOST], since nobody answers.
signal ended(code: int, reason: String)

const PROTOCOL := "playlobby.v1"
const PASS := "playlobby.pass."
const LOST := 1006
## Closes that no rule asked for.
const UNMEANT: Array[int] = [-1, 1001, 1005, 1006, 1011, 1012]
const BEAT_EVERY := 5.0  # seconds, as all of these
const ANSWER_WITHIN := 5.0
const GREET_WITHIN := 5.0
## Until the first greeting, and from the last sign of life.
const GIVE_UP_AFTER := 20.0
const FIRST_WAIT := 0.05
const LONGEST_WAIT := 2.0
const ACKNOWLEDGE_EVERY := 8  # texts
const BUFFER := 1 << 20  # bytes

## Asked at each dial: the address, and the pass or "".
var dials: Callable
## Added to each hello.
var hello: Dictionary = {}
var over := false

var _socket: WebSocketPeer
var _token := OS.get_entropy(16).hex_encode()
var _since: Variant = null
var _received := 0
var _sent := 0
var _kept: Array[Array] = []  # [number, text], not acknowledged
var _said_hello := false
var _greeted := false
var _tries := 0
var _dial_at := 0.0
var _alive_at := _now()
var _heard_at := 0.0
var _beat_at := 0.0


func _init(dials_: Callable, hello_: Dictionary) -> void:
	dials = dials_
	hello = hello_


## Says a text as soon as it can be said.
func say(text: String) -> void:
	_sent += 1
	_kept.append([_sent, text])
	if _greeted:
		_socket.send_text("%d %s" % [_sent, text])


## Ends it; nothing is emitted any more.
func close(code := 1000, reason := "") -> void:
	over = true
	if _socket:
		_socket.close(code, reason)


## Makes the connection anew, and with it what a greeting brings.
func redial() -> void:
	if over:
		return
	if _socket:
		_socket.close()
	if _greeted:
		broken.emit()
	_socket = null
	_greeted = false
	if _now() - _alive_at > GIVE_UP_AFTER:
		_end(LOST, "")
	_dial_at = _now() + minf(LONGEST_WAIT, FIRST_WAIT * 2.0 ** _tries) * randf_range(0.5, 1.5)
	_tries += 1


func poll() -> void:
	if over:
		if _socket:
			_socket.poll()  # The other end hears of the close.
		return
	if _socket == null:
		if _now() >= _dial_at:
			_dial()
		return
	_socket.poll()
	_exchange()
	if _socket and not over:
		if _socket.get_ready_state() == WebSocketPeer.STATE_CLOSED:
			_closed(_socket.get_close_code(), _socket.get_close_reason())
		else:
			_watch()


func _dial() -> void:
	var where: Array = dials.call()
	_socket = WebSocketPeer.new()
	_socket.supported_protocols = _protocols(where[1])
	_socket.inbound_buffer_size = BUFFER
	_socket.outbound_buffer_size = BUFFER
	_said_hello = false
	_heard_at = _now()
	_beat_at = _heard_at
	if _socket.connect_to_url(where[0]) != OK:
		redial()


func _protocols(pass_text: String) -> PackedStringArray:
	if pass_text == "":
		return [PROTOCOL]
	return [PROTOCOL, PASS + pass_text]


func _exchange() -> void:
	if _socket.get_ready_state() == WebSocketPeer.STATE_OPEN and not _said_hello:
		_said_hello = true
		var told := {"resume": _token, "since": _since, "received": _received}
		_socket.send_text(JSON.stringify(told.merged(hello)))
	while _socket and not over and _socket.get_available_packet_count() > 0:
		_hear(_socket.get_packet().get_string_from_utf8())


func _hear(text: String) -> void:
	_heard_at = _now()
	_alive_at = _heard_at
	if not _greeted:
		_greet(read(text))
	elif text.begins_with("{"):
		_let_go(read(text))
	else:
		var space := text.find(" ")
		if text.substr(0, maxi(space, 0)) != str(_received + 1):
			return  # It came before.
		_received += 1
		if _received % ACKNOWLEDGE_EVERY == 0:
			_count()
		heard.emit(text.substr(space + 1))


func _greet(greeting: Variant) -> void:
	if not greeting is Dictionary or not greeting.has("received"):
		_end(LOST, "That is no Playlobby site.")
		return
	var told: Dictionary = greeting
	var anew: bool = told.get("since") != _since
	var known := _since != null
	_since = told.get("since")
	_greeted = true
	_tries = 0
	var unsaid: Array[String] = []
	if anew:
		_received = 0
		_sent = 0
		for kept in _kept:
			unsaid.append(kept[1])
		_kept.clear()
	else:
		_let_go(told)
		for kept in _kept:
			_socket.send_text("%d %s" % kept)
	greeted.emit(told, anew and known, unsaid)


func _let_go(counted: Variant) -> void:
	if not counted is Dictionary:
		return
	var received := int(counted.get("received", 0))
	while not _kept.is_empty() and _kept[0][0] <= received:
		_kept.pop_front()


func _watch() -> void:
	var now := _now()
	if not _greeted:
		if now - _heard_at > GREET_WITHIN:
			redial()
	elif _beat_at > _heard_at:
		if now - _beat_at > ANSWER_WITHIN:
			redial()
	elif now - _heard_at > BEAT_EVERY:
		_beat_at = now
		_count()


func _count() -> void:
	_socket.send_text('{"received":%d}' % _received)


func _closed(code: int, reason: String) -> void:
	if code in UNMEANT:
		redial()
	else:
		_end(code, reason)


func _end(code: int, reason: String) -> void:
	close()
	ended.emit(code, reason)


## JSON, or null for what is none.
static func read(text: String) -> Variant:
	var json := JSON.new()
	return json.data if json.parse(text) == OK else null


static func _now() -> float:
	return Time.get_ticks_msec() / 1000.0
