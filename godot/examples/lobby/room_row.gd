class_name RoomRow
extends PanelContainer
## One room in the list.

signal chosen


func _ready() -> void:
	%Join.pressed.connect(chosen.emit)


func show_room(room: PlaylobbyRoom) -> void:
	%Name.text = room.name
	%Line.text = "Playing" if room.started else "Needs a password" if room.locked else "Waiting"
	%Seats.show_seats(room.taken, room.seats)
	%Join.disabled = room.taken >= room.seats
