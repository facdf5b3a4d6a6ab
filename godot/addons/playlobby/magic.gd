class_name PlaylobbyMagic
extends RefCounted
## What is asked for where a room's code is expected, as the site reads it.


## A magic code: a URL's query.
static func code(what: String, asked: Dictionary) -> String:
	var text := "?" + what
	for key: String in asked:
		text += "&%s=%s" % [key.uri_encode(), str(whole(asked[key])).uri_encode()]
	return text


## The same with 4 for 4.0: sliders and JSON know no whole numbers, the site insists on them.
static func whole(value: Variant) -> Variant:
	if value is float and value == floorf(value):
		return int(value)
	if value is Array:
		return value.map(whole)
	if value is Dictionary:
		var made := {}
		for key: Variant in value:
			made[key] = whole(value[key])
		return made
	return value
