class_name Launch
extends RefCounted
## What the game was started with: engine arguments, and the page's pass.

const SIGNAL := "--playlobby-signal="
const ROOM := "--playlobby-room="
const PASS := "--playlobby-pass="
const ROUND_SECONDS := "--round-seconds="


## The signaling address, or "" when nobody gave one (run from the editor).
static func address() -> String:
	return _argument(SIGNAL)


## The room's code, or "" to let the address or the pass decide.
static func room() -> String:
	return _argument(ROOM)


## The pass as it is now: a page may renew it, so ask again at each dial. "" where the page's
## script brings it along by itself.
static func current_pass() -> String:
	if _is_mended():
		return ""
	if OS.has_feature("web"):
		var page: Variant = JavaScriptBridge.get_interface("window").playlobby
		var renewed: Variant = page["pass"] if page is JavaScriptObject else null
		if renewed is String and renewed != "":
			return renewed
	return _argument(PASS)


## Length of a round in seconds.
static func round_seconds() -> float:
	var given := _argument(ROUND_SECONDS)
	return clampf(given.to_float(), 3.0, 600.0) if given.is_valid_float() else 60.0


static func _is_mended() -> bool:
	if not OS.has_feature("web"):
		return false
	var page: Variant = JavaScriptBridge.get_interface("window").playlobby
	return page is JavaScriptObject and page["mended"] == true


static func _argument(prefix: String) -> String:
	for argument in OS.get_cmdline_args():
		if argument.begins_with(prefix):
			return argument.substr(prefix.length())
	return ""
