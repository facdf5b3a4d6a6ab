extends MarginContainer
## A whole lobby with the addon: every way into a room, and what goes on in one.
##
## On the site's play page the player has a seat already: `Playlobby.join()` takes it, and there is
## no more to do. Played elsewhere (in the editor, say) the door is shown: [Door] has one call for
## each way in, [Room] what one does inside. This script only shows the one or the other.


func _ready() -> void:
	Playlobby.joined.connect(_on_joined)
	Playlobby.left.connect(_on_left)
	if await Playlobby.join() != OK:
		%Door.show()


func _on_joined() -> void:
	%Door.hide()
	%Room.show()
	%Room.enter()


## Words are empty if we left by ourselves.
func _on_left(words: String) -> void:
	%Room.hide()
	%Door.show()
	%Door.tell(words)
