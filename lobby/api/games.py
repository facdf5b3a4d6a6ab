"""`/games`: what can be played, its open rooms, and the ways to a seat in one."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from lobby import guests, names, quick, rooms
from lobby.api.bearers import AS_WELCOME, NOBODY, WELCOME, ApiRequest, check_game
from lobby.api.lists import (
    MOST_IN_A_LIST,
    OWN_WORDS,
    USUAL_IN_A_LIST,
    game_told,
    games,
    published,
    rooms_told,
)
from lobby.api.seats import seat_told
from lobby.api.shapes import Games, GameTold, NewPlayer, NewRoom, Rooms, SeatTold
from lobby.passes import Pass, Player
from lobby.views.listing import Wish
from lobby.views.pages import network

Limit = Annotated[int, Field(ge=1, le=MOST_IN_A_LIST)]
Offset = Annotated[int, Field(ge=0, le=10**6)]
Search = Annotated[str, Field(max_length=200, description="Part of a room’s or its host’s name.")]
Which = Annotated[Literal["free", "all"], Field(description="“all”: full rooms too.")]
Order = Annotated[Literal["full", "new"], Field(description="The fullest first, or the newest.")]
UNASKED_PLAYER, UNASKED_ROOM = NewPlayer(), NewRoom()
BY_PROPERTY = {
    "in": "query",
    "name": "<property>",
    "description": "The key of a property: only rooms in which it has this value.",
    "schema": {"type": "string"},
}
router = Router(tags=["Games"])


@router.get("/games", response=Games, summary="All games")
def list_games(
    request: HttpRequest, limit: Limit = USUAL_IN_A_LIST, offset: Offset = 0
) -> dict[str, Any]:
    """What can be played here, by title."""
    found = games()
    page = found[offset : offset + limit]
    return {"games": [game_told(game) for game in page], "total": found.count()}


@router.get("/games/{slug}", response=GameTold, summary="A game")
def read_game(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What it is, what its rooms may choose, and how many play it."""
    return game_told(published(slug))


@router.get(
    "/games/{slug}/rooms",
    response=Rooms,
    summary="A game’s open rooms",
    openapi_extra={"parameters": [BY_PROPERTY]},
)
def list_rooms(
    request: HttpRequest,
    slug: str,
    q: Search = "",
    seats: Which = "free",
    sort: Order = "full",
    limit: Limit = USUAL_IN_A_LIST,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Those that are public, open, and have their host in them."""
    values = {key: value for key, value in request.GET.dict().items() if key not in OWN_WORDS}
    return rooms_told(published(slug), Wish.read(request.GET), values, limit=limit, offset=offset)


@router.post(
    "/games/{slug}/rooms",
    response={201: SeatTold},
    by_alias=True,
    auth=WELCOME,
    openapi_extra=AS_WELCOME,
    summary="Open a room",
)
def open_room(request: ApiRequest, slug: str, asked: NewRoom = UNASKED_ROOM) -> dict[str, Any]:
    """Its maker’s seat, number 1, is held for two minutes. A pass of the game says who that is."""
    game = published(slug)
    player = player_of(request.auth, slug, asked.player)
    room = rooms.create(
        game=game,
        player=player,
        name=names.tidy(asked.name, names.ROOM_LENGTH) or names.of_room(player.name),
        public=asked.public,
        password=asked.password,
        seats=asked.seats or 0,
        topology=asked.topology,
        late_joining=asked.late_joining,
        values=asked.properties,
        network=network(request),
    )
    return seat_told(room.code, player, room.host)


@router.post(
    "/games/{slug}/match",
    response={201: SeatTold},
    by_alias=True,
    auth=WELCOME,
    openapi_extra=AS_WELCOME,
    summary="Quick match",
)
def match(request: ApiRequest, slug: str, asked: NewPlayer = UNASKED_PLAYER) -> dict[str, Any]:
    """A seat in the best public room, else in a new one. Asked again with its pass: the same."""
    game = published(slug)
    player = player_of(request.auth, slug, asked.player)
    room = quick.match(game=game, player=player, network=network(request))
    return seat_told(room.code, player)


def player_of(claims: Pass, slug: str, wished: str) -> Player:
    """Who asks: the pass's player, else a new one. Raises Refusal for another game's pass."""
    check_game(claims, slug)
    if claims is not NOBODY:
        return claims.player
    return guests.named(wished)
