class_name TileAtlas
extends RefCounted
## One picture with every tile: a column for each seat's motif, a row for each quarter turn.
##
## Drawn as SVG at the very size it is shown at, so that edges are crisp on any screen.

const TURNS := 4
const SIDE := 40

const CELL := (
	'<g transform="translate(%d %d)"><rect width="40" height="40" fill="#%s"/>'
	+ '<g transform="rotate(%d 20 20)">%s</g></g>'
)

## f is the figure's colour, s the second's; the tile's side is 40.
const MOTIFS: PackedStringArray = [
	'<path fill="f" d="M0 0h40A40 40 0 0 1 0 40z"/>',
	'<path fill="f" d="M0 0h40A40 40 0 0 1 0 40z"/>',
	'<path fill="f" d="M0 20A20 20 0 0 1 40 20z"/><path fill="s" d="M0 40A20 20 0 0 1 40 40z"/>',
	'<path fill="f" d="M20 0L40 20L20 40L0 20z"/><circle fill="s" cx="20" cy="20" r="6.8"/>',
	'<path fill="f" d="M0 0A40 40 0 0 1 40 40A40 40 0 0 1 0 0z"/>',
	'<path fill="s" d="M0 0h40A40 40 0 0 1 0 40z"/><path fill="f" d="M0 0h24.8A24.8 24.8 0 0 1 0 24.8z"/>'
	+ '<path fill="s" d="M0 0h11.2A11.2 11.2 0 0 1 0 11.2z"/>',
	'<path fill="f" d="M0 0h40L0 40z"/>',
	'<path fill="f" d="M0 0h20v20h20v20H20V20H0z"/>',
	'<circle fill="f" cx="20" cy="20" r="16"/><path fill="s" d="M20 4a16 16 0 0 1 0 32z"/>',
]

## Quarter turns by place, so that four neighbours close a circle.
const TURN_OF: PackedInt32Array = [2, 3, 1, 0]

var texture := ImageTexture.new()
var _pixels := 0


## Draws the picture for tiles of [param pixels] a side; the same size again costs nothing.
func resize(pixels: int) -> void:
	if pixels == _pixels or pixels < 1:
		return
	_pixels = pixels
	var image := Image.new()
	if image.load_svg_from_string(_svg(pixels), 1.0) == OK:
		texture.set_image(image)


## Where in the picture the tile of [param seat] at column [param x], row [param y] is.
func region(seat: int, x: int, y: int) -> Rect2:
	var turn := TURN_OF[(y & 1) * 2 + (x & 1)]
	return Rect2(seat * _pixels, turn * _pixels, _pixels, _pixels)


func _svg(pixels: int) -> String:
	var columns := Palette.TILES.size()
	var body := ""
	for seat in columns:
		var colours := Palette.TILES[seat].split(" ")
		var motif := MOTIFS[seat].replace('"f"', '"#%s"' % colours[1]).replace('"s"', '"#%s"' % colours[2])
		for turn in TURNS:
			body += CELL % [seat * SIDE, turn * SIDE, colours[0], turn * 90, motif]
	return (
		'<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">%s</svg>'
		% [columns * pixels, TURNS * pixels, columns * SIDE, TURNS * SIDE, body]
	)
