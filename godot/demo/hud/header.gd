class_name Header
extends VBoxContainer
## The room's key tag, the headline (or the clock) and a line below it.

var clock_size := 40

var _tag := Label.new()
var _headline := Look.label(22, Palette.INK, true)
var _line := Look.label(14, Palette.INK_2)
var _toast := Look.label(14, Palette.LAMP)
var _toast_until := 0


func _ready() -> void:
	mouse_filter = MOUSE_FILTER_IGNORE
	add_theme_constant_override(&"separation", 4)
	_tag.add_theme_font_override(&"font", Look.bold())
	_tag.add_theme_font_size_override(&"font_size", 16)
	_tag.add_theme_stylebox_override(&"normal", _tag_box())
	_tag.size_flags_horizontal = SIZE_SHRINK_BEGIN
	_tag.draw.connect(_draw_hole)
	for label: Label in [_tag, _headline, _line, _toast]:
		add_child(label)


func show_table(table: Table) -> void:
	_tag.text = table.code
	_tag.visible = table.code != ""
	var running := table.phase == GameRound.Phase.PLAYING
	_headline.add_theme_font_size_override(&"font_size", clock_size if running else 22)
	# Where the card speaks, this only says which round it speaks of.
	var results := table.phase == GameRound.Phase.RESULTS
	_headline.text = "Round %d" % table.round_number if results else table.headline
	_line.text = "" if results else table.line
	var saying := Time.get_ticks_msec() < _toast_until
	_toast.visible = saying
	_line.visible = not saying and _line.text != ""


## Says [param sentence] for a while in place of the line.
func toast(sentence: String) -> void:
	_toast.text = sentence
	_toast_until = Time.get_ticks_msec() + 3000


func _tag_box() -> StyleBoxFlat:
	var style := StyleBoxFlat.new()
	style.bg_color = Palette.KEY
	style.corner_radius_top_left = 15
	style.corner_radius_bottom_left = 15
	style.corner_radius_top_right = 8
	style.corner_radius_bottom_right = 8
	style.content_margin_left = 30.0
	style.content_margin_right = 12.0
	style.content_margin_top = 3.0
	style.content_margin_bottom = 4.0
	return style


func _draw_hole() -> void:
	_tag.draw_circle(Vector2(16, _tag.size.y / 2.0), 5.0, Palette.DESK, true, -1.0, true)
