class_name PlaylobbySite
extends RefCounted
## Which site, which game, and who we are: from the play page, else from the project's settings.

const SITE_SETTING := "playlobby/site"
const GAME_SETTING := "playlobby/game"
const SIGNAL_ARGUMENT := "--playlobby-signal="
const ROOM_ARGUMENT := "--playlobby-room="
const PASS_ARGUMENT := "--playlobby-pass="
const PASS_LASTS := 540.0  # seconds: a minute less than it does

## Its address, such as [code]https://games.example.org[/code].
var address := str(ProjectSettings.get_setting(SITE_SETTING, "")).trim_suffix("/")
## The game's name in addresses.
var game := str(ProjectSettings.get_setting(GAME_SETTING, ""))
## What others are to read, where no page knows our player; "" lets the site choose.
var player := ""
## The room that the page's player sits in, or "".
var page_room := ""

var _page_signal := _argument(SIGNAL_ARGUMENT)
var _given_pass := ""
var _given_at := 0.0
var _asking: PlaylobbyLine  # for a pass, before there is a seat


func _init() -> void:
	if _page_signal == "":
		return
	page_room = _argument(ROOM_ARGUMENT)
	var parts := _page_signal.split("/signal/")
	address = "http" + parts[0].trim_prefix("ws")
	game = parts[1].get_slice("/", 0) if parts.size() > 1 else game


func is_page() -> bool:
	return _page_signal != ""


## Why nothing can be dialled; "" if it can.
func what_is_missing() -> String:
	if not (address.begins_with("http://") or address.begins_with("https://")):
		return "No site is set: see the project setting %s." % SITE_SETTING
	if game == "":
		return "No game is set: see the project setting %s." % GAME_SETTING
	return ""


## Address and pass of the game's signaling; with the [param code] in it, the room's players meet on
## one worker.
func signaling(code := "") -> Array:
	var path := "/signal/%s" % game.uri_encode()
	return [_socket_address(path + ("/" + code.uri_encode() if code else "")), current_pass()]


## Address and pass of the game's rooms, live.
func room_list(filter: Dictionary) -> Array:
	var query := ""
	for key: String in filter:
		query += "%s%s=%s" % ["&" if query else "?", key.uri_encode(), str(filter[key]).uri_encode()]
	return [_socket_address("/live/rooms" + query), current_pass()]


## What a hello says of us: a page's pass does, else our name gets us one.
func hello() -> Dictionary:
	var told := {"extensions": true, "ice": true}
	return told if is_page() else told.merged({"player": player})


## The site has given us a pass.
func keep_pass(given: String) -> void:
	_given_pass = given
	_given_at = Time.get_ticks_msec() / 1000.0


## Lists of rooms need a pass, and a greeting brings one.
func ask_for_a_pass() -> void:
	if current_pass() != "" or _asking or what_is_missing():
		return
	_asking = PlaylobbyLine.new(signaling, hello())
	_asking.greeted.connect(_on_greeted)
	_asking.ended.connect(func(_code: int, _reason: String) -> void: _asking = null)


func poll() -> void:
	if _asking:
		_asking.poll()


func _on_greeted(greeting: Dictionary, _anew: bool, _unsaid: Array[String]) -> void:
	keep_pass(str(greeting.get("pass", "")))
	_asking.close()
	_asking = null


## The page renews its own; what we were given we show as long as it is good.
func current_pass() -> String:
	if is_page():
		return _pass_of_page()
	var age := Time.get_ticks_msec() / 1000.0 - _given_at
	return _given_pass if age < PASS_LASTS else ""


## Whether the page's own script gives connections the site's ICE servers.
static func is_mended() -> bool:
	var page := _page()
	return page != null and page["mended"] == true


func _pass_of_page() -> String:
	var page := _page()
	var renewed: Variant = page["pass"] if page else null
	return renewed if renewed is String and renewed != "" else _argument(PASS_ARGUMENT)


func _socket_address(path: String) -> String:
	return "ws" + address.trim_prefix("http") + path


static func _page() -> JavaScriptObject:
	if not OS.has_feature("web"):
		return null
	var page: Variant = JavaScriptBridge.get_interface("window")["playlobby"]
	return page if page is JavaScriptObject else null


static func _argument(prefix: String) -> String:
	for argument in OS.get_cmdline_args():
		if argument.begins_with(prefix):
			return argument.substr(prefix.length())
	return ""
