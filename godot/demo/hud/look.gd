class_name Look
extends RefCounted
## How words, boxes and buttons look; built once, in code.

static var _boxes: Dictionary[String, StyleBoxFlat] = {}
static var _bold: FontVariation


static func font() -> Font:
	return ThemeDB.fallback_font


static func bold() -> Font:
	if not _bold:
		_bold = FontVariation.new()
		_bold.base_font = font()
		_bold.variation_embolden = 0.7
	return _bold


static func box(colour: Color, radius: int) -> StyleBoxFlat:
	var key := "%s %d" % [colour.to_html(), radius]
	if not _boxes.has(key):
		var made := StyleBoxFlat.new()
		made.bg_color = colour
		made.set_corner_radius_all(radius)
		_boxes[key] = made
	return _boxes[key]


## A border without a middle: what lies within is not drawn twice.
static func frame(colour: Color, radius: int, width: int) -> StyleBoxFlat:
	var key := "frame %s %d" % [colour.to_html(), radius]
	if not _boxes.has(key):
		var made: StyleBoxFlat = box(colour, radius).duplicate()
		made.border_color = colour
		made.draw_center = false
		made.set_border_width_all(width)
		_boxes[key] = made
	return _boxes[key]


static func label(size: int, colour: Color, heavy := false) -> Label:
	var made := Label.new()
	made.add_theme_font_override(&"font", bold() if heavy else font())
	made.add_theme_font_size_override(&"font_size", size)
	made.add_theme_color_override(&"font_color", colour)
	made.add_theme_constant_override(&"line_spacing", 0)
	made.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	made.mouse_filter = Control.MOUSE_FILTER_IGNORE
	return made


## The yellow button: the one thing most players came to do.
static func lamp_button(text: String) -> Button:
	var made := Button.new()
	made.text = text
	made.focus_mode = Control.FOCUS_NONE  # Enter and Space work anyway; arrows must steer
	made.custom_minimum_size = Vector2(0, 52)
	made.add_theme_font_override(&"font", bold())
	made.add_theme_font_size_override(&"font_size", 19)
	for state: StringName in [&"font_color", &"font_hover_color", &"font_pressed_color"]:
		made.add_theme_color_override(state, Palette.LAMP_INK)
	made.add_theme_stylebox_override(&"normal", _lamp(Palette.LAMP, 3))
	made.add_theme_stylebox_override(&"hover", _lamp(Palette.LAMP_HOVER, 3))
	made.add_theme_stylebox_override(&"pressed", _lamp(Palette.LAMP, 0))
	return made


static func field(placeholder: String) -> LineEdit:
	var made := LineEdit.new()
	made.placeholder_text = placeholder
	made.custom_minimum_size = Vector2(0, 46)
	made.add_theme_font_size_override(&"font_size", 17)
	made.add_theme_color_override(&"font_color", Palette.INK)
	made.add_theme_color_override(&"font_placeholder_color", Palette.INK_2)
	var style := StyleBoxFlat.new()
	style.bg_color = Palette.SHADE
	style.border_color = Palette.DESK_LINE
	style.set_border_width_all(1)
	style.set_corner_radius_all(12)
	style.content_margin_left = 14.0
	style.content_margin_right = 14.0
	made.add_theme_stylebox_override(&"normal", style)
	var focused: StyleBoxFlat = style.duplicate()
	focused.border_color = Palette.LAMP
	focused.set_border_width_all(2)
	made.add_theme_stylebox_override(&"focus", focused)
	return made


static func _lamp(colour: Color, edge: int) -> StyleBoxFlat:
	var style := StyleBoxFlat.new()
	style.bg_color = colour
	style.border_color = Palette.LAMP_EDGE
	style.border_width_bottom = edge
	style.set_corner_radius_all(12)
	return style
