class_name Door
extends BoxContainer
## Every way into a room: out of the list, by a code, a new one, and the quick one.

const ROW := preload("res://room_row.tscn")

var _list: PlaylobbyRoomList
var _rows: Dictionary[String, RoomRow] = {}


func _ready() -> void:
	_list = Playlobby.list_rooms()
	_list.changed.connect(_show_rooms)
	%Quick.pressed.connect(func() -> void: _go(Playlobby.quick_join))
	%Code.text_submitted.connect(func(_code: String) -> void: _join_by_code())
	%Password.text_submitted.connect(func(_password: String) -> void: _join_by_code())
	%JoinByCode.pressed.connect(_join_by_code)
	%Create.pressed.connect(_create)
	%RoomName.text_submitted.connect(func(_name: String) -> void: _create())
	resized.connect(func() -> void: vertical = size.y > size.x)


func _join_by_code() -> void:
	_go(Playlobby.join.bind(%Code.text, %Password.text))


func _create() -> void:
	var wishes := {"public": %Public.button_pressed, "seats": 4}
	if %RoomName.text:
		wishes["name"] = %RoomName.text
	_go(Playlobby.create.bind(wishes))


## All of them wait until there is a seat, or a refusal with words for players.
func _go(way: Callable) -> void:
	_set_busy(true)
	tell("")
	if await way.call() != OK:
		tell(Playlobby.refusal.words)
	_set_busy(false)


func tell(words: String) -> void:
	%Trouble.text = words
	%Trouble.visible = words != ""


func _set_busy(busy: bool) -> void:
	for button: Button in [%Quick, %JoinByCode, %Create]:
		button.disabled = busy


## Rows stay where they are, so that nothing moves below a finger.
func _show_rooms() -> void:
	for code: String in _rows.keys():
		if not _list.rooms.any(func(room: PlaylobbyRoom) -> bool: return room.code == code):
			_rows[code].queue_free()
			_rows.erase(code)
	for room in _list.rooms:
		if not _rows.has(room.code):
			_rows[room.code] = ROW.instantiate()
			%Rows.add_child(_rows[room.code])
			_rows[room.code].chosen.connect(_on_chosen.bind(room))
		_rows[room.code].show_room(room)
	%Empty.visible = _rows.is_empty()


func _on_chosen(room: PlaylobbyRoom) -> void:
	%Code.text = room.code
	if room.locked and %Password.text == "":
		%Password.grab_focus()
		tell("“%s” needs a password." % room.name)
	else:
		_join_by_code()
