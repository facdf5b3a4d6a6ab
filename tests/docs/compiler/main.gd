extends Node
## Compiles what lies in `blocks`, and tells the page which of it can be made.


func _ready() -> void:
	RenderingServer.render_loop_enabled = false
	var made := {}
	for file in DirAccess.get_files_at("res://blocks"):
		var script: GDScript = load("res://blocks/" + file)
		made[file] = script != null and script.can_instantiate()
	JavaScriptBridge.get_interface("window")["made"] = JSON.stringify(made)
