extends VBoxContainer
## Two players, each in a scene of its own, introduced by the singleton `Signaling`.
##
## The players of a real game sit at two machines: neither can call the other's functions before they
## are connected. So each talks to a server that both can reach. Here that server is an autoload, and
## this scene only shows what it carries. The example `chat` has the same peers with a real server.

var _carried: Dictionary[String, int] = {}


func _ready() -> void:
	Signaling.carried.connect(_on_carried)
	resized.connect(func() -> void: %Table.vertical = size.y > size.x)


func _on_carried(from: Peer, what: String) -> void:
	var which := "%s’s %s" % [from.player, what]
	_carried[which] = _carried.get(which, 0) + 1
	var parts: PackedStringArray = []
	for each in _carried:
		parts.append(each if _carried[each] == 1 else "%s × %d" % [each, _carried[each]])
	%Carried.text = "Carried: %s" % ", ".join(parts)
