class_name Piece
extends RefCounted
## One player's seat on the floor: where it glides, in tiles and tiles a second.

const RADIUS := 0.62
const TOP_SPEED := 6.5
const PUSH := 34.0
const DRAG := 4.2
const CATCH_UP := 14.0  # how fast a remote piece closes in on where it ought to be
const FORESIGHT := 0.15  # seconds a remote piece glides on without news

## Where each seat starts a round: corners first, then the middles between.
const STARTS: PackedVector2Array = [
	Vector2(2, 2), Vector2(16, 12), Vector2(16, 2), Vector2(2, 12),
	Vector2(9, 2), Vector2(9, 12), Vector2(2, 7), Vector2(16, 7),
]

var at := Vector2(9, 7)
var velocity := Vector2.ZERO
## 1 while here; falls to 0 as the player leaves.
var presence := 1.0
var leaving := false

var _told_at := at
var _told_velocity := Vector2.ZERO
var _told_age := 0.0


func put_on_start(seat: int) -> void:
	at = STARTS[clampi(seat, 1, Seats.COUNT) - 1]
	velocity = Vector2.ZERO
	told(at, velocity)


## Glides for [param delta] seconds, pushed towards [param direction] (length 0 to 1).
func glide(direction: Vector2, delta: float) -> void:
	velocity += direction.limit_length() * PUSH * delta
	velocity *= exp(-DRAG * delta)
	velocity = velocity.limit_length(TOP_SPEED * 1.6)
	at += velocity * delta


## Turns round at the edge of the floor; whether it touched.
func stay_on_floor() -> bool:
	var inside := at.clamp(
		Vector2.ONE * RADIUS,
		Vector2(FloorState.COLUMNS - RADIUS, FloorState.ROWS - RADIUS),
	)
	var over := at - inside
	at = inside
	if over.x * velocity.x > 0.0:
		velocity.x *= -0.6
	if over.y * velocity.y > 0.0:
		velocity.y *= -0.6
	return over != Vector2.ZERO


## Bounces off [param other]; how hard. Each player's game moves only its own piece.
func bump(other: Piece) -> float:
	var apart := at - other.at
	var gap := apart.length()
	if gap >= RADIUS * 2.0 or other.leaving:
		return 0.0
	var normal := apart / gap if gap > 0.01 else Vector2.RIGHT
	at = other.at + normal * RADIUS * 2.0
	var closing := (other.velocity - velocity).dot(normal)
	if closing > 0.0:
		velocity += normal * (closing * 1.3 + 1.5)
	return maxf(closing, 0.0)


## News of a remote piece; nonsense is brought back onto the floor.
func told(place: Vector2, speed: Vector2) -> void:
	if not (place.is_finite() and speed.is_finite()):
		return
	_told_at = place.clamp(Vector2.ZERO, Vector2(FloorState.COLUMNS, FloorState.ROWS))
	_told_velocity = speed.limit_length(TOP_SPEED * 1.6)
	_told_age = 0.0


## Follows the last news for [param delta] seconds.
func follow(delta: float) -> void:
	_told_age = minf(_told_age + delta, FORESIGHT)
	var expected := _told_at + _told_velocity * _told_age
	at = at.lerp(expected, 1.0 - exp(-CATCH_UP * delta))
	velocity = _told_velocity
