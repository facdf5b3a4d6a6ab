class_name PlaylobbyIce
extends RefCounted
## The site's ICE servers, with credentials that end.

const RENEW_BEFORE := 60.0  # seconds

## What new connections take.
var configuration: Dictionary = {"iceServers": []}

var _renew_at := INF


## What a greeting brings. On a page whose own script gives connections the site's servers, that is
## left to it.
func take(told: Variant) -> void:
	if not told is Dictionary or PlaylobbySite.is_mended():
		return
	configuration["iceServers"] = told.get("ice_servers", [])
	if told.get("policy") == "relay":
		configuration["iceTransportPolicy"] = "relay"
	var ends := Time.get_unix_time_from_datetime_string(str(told.get("expires_at", "")).left(19))
	var has_some: bool = not configuration["iceServers"].is_empty()
	_renew_at = ends - RENEW_BEFORE if ends and has_some else INF


## Whether they are about to end; said once.
func is_due() -> bool:
	if Time.get_unix_time_from_system() < _renew_at:
		return false
	_renew_at = INF
	return true
