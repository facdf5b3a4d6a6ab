extends Node
## Tells tests what a player sees: every visible text and where it is, in the page's pixels.

const EVERY := 0.1

var _window: JavaScriptObject = JavaScriptBridge.get_interface("window")
var _json: JavaScriptObject = JavaScriptBridge.get_interface("JSON")
var _until := 0.0
var _places: Dictionary[int, Rect2] = {}  # of the last look, by the node's instance


func _process(delta: float) -> void:
	_until -= delta
	if _until <= 0.0:
		_until = EVERY
		var seen: Array[Dictionary] = []
		_look(get_tree().root, seen)
		_window.seen = _json.parse(JSON.stringify(seen))


func _look(node: Node, seen: Array[Dictionary]) -> void:
	if node is CanvasItem:
		if not node.visible:
			return
		seen.append(_tell(node))
	for child in node.get_children():
		_look(child, seen)


func _tell(item: CanvasItem) -> Dictionary:
	var place := _place(item)
	var moves: bool = _places.get(item.get_instance_id(), Rect2()) != place
	_places[item.get_instance_id()] = place
	var middle := place.get_center()
	var text: Variant = item.get("text")
	if item is RichTextLabel:
		text = item.get_parsed_text()
	var hint: Variant = item.get("placeholder_text")
	return {
		"name": item.name,
		"button": item is BaseButton,
		"text": text if text is String else "",
		"hint": hint if hint is String else "",
		"off": moves or item.get("disabled") == true or item.get("editable") == false,
		"focused": item is Control and item.has_focus(),
		"at": [middle.x, middle.y],
	}


func _place(item: CanvasItem) -> Rect2:
	var drawn := item.get_viewport().get_final_transform() * item.get_global_transform_with_canvas()
	var rect := Rect2(Vector2.ZERO, item.size if item is Control else Vector2.ZERO)
	var scale := DisplayServer.screen_get_scale()
	return Transform2D().scaled(Vector2.ONE / scale) * drawn * rect
