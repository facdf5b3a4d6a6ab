class_name Visit
extends RefCounted
## What signaling has told about the room we are in, or tried to get into.

const PATIENT_MSEC := 1500

var id := 0
var code := ""
var sealed := false
## Whether signaling is over, and why; the game may go on without it.
var ended := false
var ending := ""
## Whether we have been in the room at all.
var was_in := false

var _since := Time.get_ticks_msec()


## Whether the server has had time enough to let us in, were the host there.
func is_long() -> bool:
	return Time.get_ticks_msec() - _since > PATIENT_MSEC
