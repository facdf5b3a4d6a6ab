class_name Steering
extends RefCounted
## Where the player wants to go: arrows, WASD, a game pad, a held mouse button or a finger.

const KEYS: Dictionary[Key, Vector2] = {
	KEY_LEFT: Vector2.LEFT, KEY_A: Vector2.LEFT,
	KEY_RIGHT: Vector2.RIGHT, KEY_D: Vector2.RIGHT,
	KEY_UP: Vector2.UP, KEY_W: Vector2.UP,
	KEY_DOWN: Vector2.DOWN, KEY_S: Vector2.DOWN,
}
const TAP_MSEC := 130  # a press that is over sooner still pushes as long
const ARRIVED := 0.35  # tiles from the pointer at which the push fades

var _held := false
var _held_until := 0
var _tapped := Vector2.ZERO
var _tapped_until := 0


## A press that no button took begins a drag; call from `_unhandled_input`.
func heed(event: InputEvent) -> void:
	var key := event as InputEventKey
	if key and key.pressed and not key.echo and KEYS.has(key.physical_keycode):
		_tapped = KEYS[key.physical_keycode]
		_tapped_until = Time.get_ticks_msec() + TAP_MSEC
	var press := event as InputEventMouseButton
	if press and press.button_index == MOUSE_BUTTON_LEFT:
		_held = press.pressed
		if press.pressed:
			_held_until = Time.get_ticks_msec() + TAP_MSEC


## The push on a piece at [param at], in the floor's own directions, length 0 to 1.
func direction(view: FloorView, at: Vector2) -> Vector2:
	var push := Vector2.ZERO
	for key in KEYS:
		if Input.is_physical_key_pressed(key):
			push += KEYS[key]
	if push == Vector2.ZERO and Time.get_ticks_msec() < _tapped_until:
		push = _tapped
	if push == Vector2.ZERO:
		push = Vector2(
			Input.get_joy_axis(0, JOY_AXIS_LEFT_X), Input.get_joy_axis(0, JOY_AXIS_LEFT_Y)
		)
		push = push if push.length() > 0.25 else Vector2.ZERO
	_held = _held and Input.is_mouse_button_pressed(MOUSE_BUTTON_LEFT)
	if push == Vector2.ZERO and (_held or Time.get_ticks_msec() < _held_until):
		push = (view.get_local_mouse_position() - view.to_view(at)) / view.tile_side
		push /= maxf(push.length(), ARRIVED * 3.0)
	return view.swapped(push.limit_length())
