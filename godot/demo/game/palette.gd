class_name Palette
extends RefCounted
## The colours of the lobby: its desk, its lamp, its keys, and eight seats.

const STAGE := Color("050b09")
const DESK := Color("0a2a21")
const DESK_2 := Color("10382d")
const DESK_LINE := Color("24574a")
const SHADE := Color("051b15")
const INK := Color("f4f8ee")
const INK_2 := Color("a9c8b8")
const LAMP := Color("ffc94a")
const LAMP_HOVER := Color("ffd978")
const LAMP_INK := Color("1d1700")
const LAMP_EDGE := Color("b98c1e")
const KEY := Color("cf4326")
const BRASS := Color("d9ae58")
const BAD := Color("ff8fa6")

## Ground, figure and second figure of a seat's tiles; row 0 is the bare floor.
const TILES: PackedStringArray = [
	"e9e6d6 dedbc9 dedbc9",
	"fce3d2 cf3a1f 8f1f14",
	"dce8f2 2a5fa8 173a70",
	"7a2e6b d9a6c6 7a2e6b",
	"d8efd9 1a6b4a 0f4a3a",
	"fff6dc fff6dc e9b033",
	"8cc4bd 4f9b97 0f3b40",
	"23302c 5d7267 5d7267",
	"f08a66 fbe6d6 b8462c",
]
## The colour a seat is known by; row 0 is a player who has none yet.
const SEATS: PackedStringArray = [
	"2c6553", "cf3a1f", "2a5fa8", "7a2e6b", "1a6b4a", "e9b033", "8cc4bd", "23302c", "f08a66",
]


static func seat(number: int) -> Color:
	return Color(SEATS[number])


## The colour of a bar on the dark desk, where dark seats would drown.
static func bar(number: int) -> Color:
	return seat(number) if seat(number).get_luminance() > 0.22 else Color("93a89c")


## The colour of a number on a seat's colour.
static func ink(number: int) -> Color:
	return Color("ffffff") if seat(number).get_luminance() < 0.45 else Color("1d1700")
