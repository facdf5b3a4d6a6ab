class_name Sounds
extends Node
## Short wooden notes, made from sines once at start; the browser's own mixer plays them.

const RATE := 16000
const SCALE: PackedFloat32Array = [1.0, 1.125, 1.25, 1.5, 1.6667, 2.0]
const NOTE_GAP_MSEC := 70

var muted := false

var _players: Dictionary[StringName, AudioStreamPlayer] = {}
var _step := 0
var _last_note := 0


func _ready() -> void:
	_add(&"lay", _tone([330.0, 1320.0], [1.0, 0.18], 0.16, 26.0), -17.0, 4)
	_add(&"bump", _tone([110.0, 176.0], [1.0, 0.5], 0.14, 30.0), -10.0, 1)
	_add(&"bell", _tone([988.0, 2470.0, 1482.0], [1.0, 0.4, 0.3], 0.7, 7.0), -12.0, 2)
	_add(&"tick", _tone([523.0], [1.0], 0.12, 30.0), -10.0, 1)
	_add(&"go", _tone([784.0, 1046.0], [1.0, 0.6], 0.5, 8.0), -10.0, 1)
	_add(&"end", _tone([392.0, 494.0, 587.0], [1.0, 0.8, 0.7], 0.9, 5.0), -10.0, 1)


func play(sound: StringName) -> void:
	if not muted:
		_players[sound].play()


## A note for [param tiles] newly laid; a run of tiles walks up and down a scale.
func lay(tiles: int) -> void:
	var now := Time.get_ticks_msec()
	if tiles == 0 or now - _last_note < NOTE_GAP_MSEC:
		return
	_step = _step + 1 if now - _last_note < 400 else 0
	_last_note = now
	_players[&"lay"].pitch_scale = SCALE[int(pingpong(_step, SCALE.size() - 1))]
	play(&"lay")


func _unhandled_key_input(event: InputEvent) -> void:
	if event.is_pressed() and not event.is_echo() and (event as InputEventKey).physical_keycode == KEY_M:
		muted = not muted


func _add(sound: StringName, stream: AudioStreamWAV, volume: float, voices: int) -> void:
	var player := AudioStreamPlayer.new()
	player.stream = stream
	player.volume_db = volume
	player.max_polyphony = voices
	add_child(player)
	_players[sound] = player


func _tone(pitches: Array, loudness: Array, seconds: float, decay: float) -> AudioStreamWAV:
	var samples := int(seconds * RATE)
	var data := PackedByteArray()
	data.resize(samples * 2)
	for i in samples:
		var t := float(i) / RATE
		var sum := 0.0
		for k in pitches.size():
			sum += sin(TAU * pitches[k] * t) * loudness[k]
		var fade := exp(-decay * t) * minf(1.0, i / 60.0) * minf(1.0, (samples - i) / 200.0)
		data.encode_s16(i * 2, int(sum * fade * 14000.0))
	var stream := AudioStreamWAV.new()
	stream.format = AudioStreamWAV.FORMAT_16_BITS
	stream.mix_rate = RATE
	stream.data = data
	return stream
