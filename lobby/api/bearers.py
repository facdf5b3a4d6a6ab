"""Who asks: a pass tells the player, and which game and room it speaks about."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from lobby import codes, guesses, passes
from lobby.bulletin import bulletin
from lobby.errors import Refusal
from lobby.models import Peer, Room
from lobby.passes import Pass, Player
from lobby.views.pages import network

NOBODY = Pass(Player(id="", name=""), game="")


class ApiRequest(HttpRequest):
    """A request after its pass was read."""

    auth: Pass


class Bearer(HttpBearer):
    """`Authorization: Bearer <pass>`. Where it is not `needed`, who shows none is nobody; where it
    is `lasting`, one of a room is good for a day."""

    def __init__(self, *, needed: bool = True, lasting: bool = False) -> None:
        super().__init__()
        self.needed, self.lasting = needed, lasting

    def __call__(self, request: HttpRequest) -> Any:
        if not self.needed and self.header not in request.headers:
            return NOBODY
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Pass | None:
        claims = passes.read(token, lasting=self.lasting)
        if claims is not None:
            bulletin.check(claims.player.id, None)
        return claims


NEEDED = Bearer()
LASTING = Bearer(lasting=True)
WELCOME = Bearer(needed=False)
AS_WELCOME: dict[str, Any] = {"security": [{}]}  # beside the pass, in the schema: none at all


def find_room(request: HttpRequest, code: str) -> Room:
    """The room of a code as people write it. Raises Refusal; a wrong one is a guess."""
    with guesses.counted(network(request)):
        room = Room.objects.filter(code=codes.read_code(code)).select_related("game").first()
        if room is None:
            raise Refusal("room.unknown", "There is no room with that code.")
    return room


def check_game(claims: Pass, slug: str) -> None:
    """Raises Refusal for a pass of another game."""
    if claims is not NOBODY and claims.game != slug:
        raise Refusal("pass.other_game", "This pass is for another game.")


def own_code(request: ApiRequest, code: str) -> str:
    """A room's code, for somebody whose pass is good there. Raises Refusal.

    Who shows a pass of that very room guesses nothing, whatever the neighbours do.
    """
    claims, known = request.auth, codes.read_code(code)
    if not (known and claims.room == known):
        check_game(claims, find_room(request, code).game.slug)
        if claims.room:
            raise Refusal("pass.other_room", "This pass is for another room.")
    return known


def own_seat(code: str, player: Player) -> Peer:
    """The seat that a player has in a room: of several, the host's. Raises Refusal."""
    own = Peer.objects.present().filter(room__code=code, player=player.id).select_related("room")
    seats = sorted(own if player.id else (), key=lambda peer: peer.number != peer.room.host)
    if not seats:
        raise Refusal("seat.none", "You are not in this room any more.")
    return seats[0]


def as_named(player: Player, peer: Peer) -> Player:
    """The player, by the name that its seat has by now."""
    return replace(player, name=peer.name or player.name)
