@tool
extends EditorPlugin
## Adds the autoload [code]Playlobby[/code], and its two settings, to a project.

const AUTOLOAD := "Playlobby"
const SETTINGS: Dictionary = {"playlobby/site": "http://localhost:8000", "playlobby/game": ""}


func _enable_plugin() -> void:
	add_autoload_singleton(AUTOLOAD, "res://addons/playlobby/playlobby.gd")


func _disable_plugin() -> void:
	remove_autoload_singleton(AUTOLOAD)


func _enter_tree() -> void:
	for setting: String in SETTINGS:
		if not ProjectSettings.has_setting(setting):
			ProjectSettings.set_setting(setting, SETTINGS[setting])
		ProjectSettings.set_initial_value(setting, SETTINGS[setting])
		ProjectSettings.set_as_basic(setting, true)
