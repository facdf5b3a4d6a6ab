"""How to connect: the ICE servers of whoever shows a pass, and whether its game hides addresses."""

from typing import Any

from ninja import Router, Status

from lobby import connections, ice
from lobby.api.bearers import NEEDED, ApiRequest
from lobby.api.shapes import Connection, IceTold
from lobby.errors import Refusal
from lobby.models import Game

router = Router(tags=["Connections"], auth=NEEDED)


@router.get("/ice", response=IceTold, exclude_none=True, summary="ICE servers")
def read_ice(request: ApiRequest) -> dict[str, Any]:
    """As `RTCPeerConnection` takes them, with credentials of this player, until they end."""
    claims = request.auth
    policy = Game.objects.filter(slug=claims.game).values_list("ice_policy", flat=True).first()
    if policy is None:
        raise Refusal("game.unknown", "This pass is for a game that is no more.")
    return ice.offer(player=claims.player.id, policy=policy)


@router.post("/connections", response={204: None}, summary="Tell how a connection came about")
def tell(request: ApiRequest, asked: Connection) -> Status[None]:
    """Pages do so by themselves. What is kept is counts, by day and family of browsers."""
    connections.tell(
        game=request.auth.game,
        player=request.auth.player.id,
        user_agent=request.headers.get("User-Agent", ""),
        **asked.model_dump(),
    )
    return Status(204, None)
