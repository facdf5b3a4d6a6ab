"""`/rooms/<code>`: a room, a seat in it, and what its host does with it."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from lobby import guesses, hostship, rooms
from lobby.api.bearers import (
    AS_WELCOME,
    NEEDED,
    WELCOME,
    ApiRequest,
    as_named,
    find_room,
    own_code,
    own_seat,
)
from lobby.api.games import player_of
from lobby.api.seats import room_told, seat_told
from lobby.api.shapes import Heir, Knock, RoomChange, RoomTold, SeatTold
from lobby.views.pages import network

UNASKED = Knock()
FOR_HOSTS = ["Rooms, for their host"]
router = Router(tags=["Rooms"])
hosts = Router(tags=FOR_HOSTS, auth=NEEDED)


@router.get("/rooms/{code}", response=RoomTold, summary="A room")
def read_room(request: HttpRequest, code: str) -> dict[str, Any]:
    """Whoever knows its code may see it, listed or not. A wrong code counts as a guess."""
    return room_told(find_room(request, code).code)


@router.post(
    "/rooms/{code}/passes",
    response={201: SeatTold},
    by_alias=True,
    auth=WELCOME,
    openapi_extra=AS_WELCOME,
    summary="Take a seat",
)
def take_seat(request: ApiRequest, code: str, asked: Knock = UNASKED) -> dict[str, Any]:
    """The seat is held for two minutes. A wrong code or password counts as a guess. A pass of the
    game says who takes it; whoever has a seat there already keeps that."""
    room = find_room(request, code)
    player = player_of(request.auth, room.game.slug, asked.player)
    with guesses.counted(network(request)):
        peer = rooms.take_seat(code=room.code, player=player, password=asked.password)
    return seat_told(room.code, player, peer.number)


@router.post(
    "/rooms/{code}/pass",
    response={201: SeatTold},
    by_alias=True,
    auth=NEEDED,
    summary="A fresh pass",
)
def renew_pass(request: ApiRequest, code: str) -> dict[str, Any]:
    """For whoever has a seat, and a pass that has not run out. It is a sign of life: a seat whose
    game is not connected yet is held for another two minutes."""
    known = own_code(request, code)
    player = request.auth.player
    peer = own_seat(known, player)
    rooms.stay(code=known, player=player)
    return seat_told(known, as_named(player, peer), peer.number)


@router.patch(  # One router for one address.
    "/rooms/{code}", response=RoomTold, auth=NEEDED, tags=FOR_HOSTS, summary="Change a room"
)
def change_room(request: ApiRequest, code: str, asked: RoomChange) -> dict[str, Any]:
    """What is given changes, the rest stays."""
    known = own_code(request, code)
    given = asked.model_dump(exclude_none=True)
    if "properties" in given:
        given["values"] = given.pop("properties")
    hostship.change(code=known, player=request.auth.player.id, **given)
    return room_told(known)


@hosts.post("/rooms/{code}/start", response=RoomTold, summary="Start the game")
def start(request: ApiRequest, code: str) -> dict[str, Any]:
    """Says that it has begun. Where nobody may join late, that seals the room."""
    known = own_code(request, code)
    hostship.start(code=known, player=request.auth.player.id)
    return room_told(known)


@hosts.post("/rooms/{code}/seal", response=RoomTold, summary="Seal a room")
def seal(request: ApiRequest, code: str) -> dict[str, Any]:
    """Ends joining: the sockets close ten seconds later, and the game goes on peer to peer."""
    known = own_code(request, code)
    own_seat(known, request.auth.player)
    hostship.seal(code=known, player=request.auth.player.id)
    return room_told(known)


@hosts.post("/rooms/{code}/hand-over", response=RoomTold, summary="Make another player host")
def hand_over(request: ApiRequest, code: str, asked: Heir) -> dict[str, Any]:
    """One whose game is connected; in a star, if all games know what that is."""
    known = own_code(request, code)
    hostship.hand_over(code=known, number=asked.number, player=request.auth.player.id)
    return room_told(known)


@hosts.delete("/rooms/{code}/peers/{number}", response=RoomTold, summary="Put a player out")
def kick(request: ApiRequest, code: str, number: int) -> dict[str, Any]:
    """The same player cannot come back."""
    known = own_code(request, code)
    hostship.kick(code=known, number=number, player=request.auth.player.id)
    return room_told(known)
