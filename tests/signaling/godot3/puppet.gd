extends SceneTree
# Does what a test asks for, a line of JSON at a time, and tells it all that the client signals.

var _test = StreamPeerTCP.new()
var _client = load("res://client.gd").new()
var _half = ""


func _init():
	_test.connect_to_host("127.0.0.1", int(OS.get_environment("TEST_PORT")))
	for each in _client.get_script().get_script_signal_list():
		_client.connect(each.name, self, "_tell", [each.name])
	get_root().add_child(_client)


func _idle(_delta):
	if _test.get_status() == StreamPeerTCP.STATUS_CONNECTED:
		if _test.get_available_bytes() > 0:
			_half += _test.get_utf8_string(_test.get_available_bytes())
		while "\n" in _half:
			var wish = parse_json(_half.left(_half.find("\n")))
			_half = _half.substr(_half.find("\n") + 1, _half.length())
			_client.callv(wish[0], wish.slice(1, wish.size()) if wish.size() > 1 else [])
	elif _test.get_status() != StreamPeerTCP.STATUS_CONNECTING:
		quit()


# What the client says, and last the name of its signal.
func _tell(a = null, b = null, c = null, d = null, e = null):
	var told = []
	for each in [a, b, c, d, e]:
		if each != null:
			told.append(each)
	told.push_front(told.pop_back())
	_test.put_data((to_json(told) + "\n").to_utf8())
