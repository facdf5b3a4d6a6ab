class_name WebPage
extends Node
## The game's word to the page around it: `window.demo` says what is going on, and
## `window.demoDo("start")` presses the button of that name. Nothing happens elsewhere.

## The page pressed something: "start" (also a new round) or "retry".
signal pressed(action: String)

var _window: JavaScriptObject
var _json: JavaScriptObject
var _on_do: JavaScriptObject  # the page's only reference is weak: keep ours


func _ready() -> void:
	if not OS.has_feature("web"):
		return
	_window = JavaScriptBridge.get_interface("window")
	_json = JavaScriptBridge.get_interface("JSON")
	_on_do = JavaScriptBridge.create_callback(_do)
	_window.demoDo = _on_do


## Publishes [param state]. Through JSON.parse, as a page may forbid eval.
func publish(state: Dictionary) -> void:
	if _window:
		_window.demo = _json.parse(JSON.stringify(state))


func _do(arguments: Array) -> void:
	if not arguments.is_empty():
		pressed.emit.call_deferred(str(arguments[0]))
