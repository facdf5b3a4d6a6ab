class_name Table
extends RefCounted
## What the screen shows, in one piece: who is here and what there is to say and do.


## One row of the list.
class Player:
	var seat := 0
	var tiles := 0
	var is_me := false
	var is_host := false
	var is_gone := false

	func name() -> String:
		return "You" if is_me else "Player %d" % seat


var phase := GameRound.Phase.WAITING
var round_number := 0
var code := ""
var headline := ""
var line := ""
## The word on the yellow button; "" for none.
var action := ""
var players: Array[Player] = []


## The players with the most tiles, and by how much they lead.
func leaders() -> Array[Player]:
	var best := 0
	for player in players:
		best = maxi(best, player.tiles)
	return players.filter(func(player: Player) -> bool: return player.tiles == best)


func lead() -> int:
	var sums: Array[int] = []
	for player in players:
		sums.append(player.tiles)
	sums.sort()
	return sums[-1] - sums[-2] if sums.size() > 1 else 0


## Everybody with a seat, in order of the seats.
static func listed(seats: Seats, floor_state: FloorState, me: int, host: int) -> Array[Player]:
	var counts := floor_state.counts()
	var rows: Array[Player] = []
	for id in seats.ids():
		var row := Player.new()
		row.seat = seats.of(id)
		row.tiles = counts[row.seat]
		row.is_me = id == me
		row.is_host = id == host
		row.is_gone = seats.is_gone(id)
		rows.append(row)
	return rows
