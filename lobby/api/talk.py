"""What players in a room say: that they are ready, lines of chat, and how their match ended."""

from typing import Annotated, Any

from ninja import Router, Status
from pydantic import Field

from lobby import chat, rooms
from lobby.api.bearers import LASTING, NEEDED, ApiRequest, own_code, own_seat
from lobby.api.seats import room_told
from lobby.api.shapes import Lines, NewLine, Readiness, Result, RoomTold
from lobby.errors import Refusal
from lobby.live.reading import last_lines
from lobby.live.telling import said
from lobby.matchmaking import results

After = Annotated[int, Field(ge=0, description="Only lines that came after this id.")]
router = Router(tags=["Rooms, for their players"], auth=NEEDED)


@router.put("/rooms/{code}/ready", response=RoomTold, summary="Be ready")
def be_ready(request: ApiRequest, code: str, asked: Readiness) -> dict[str, Any]:
    """Or not yet."""
    known = own_code(request, code)
    rooms.be_ready(code=known, ready=asked.ready, player=request.auth.player.id)
    return room_told(known)


@router.get("/rooms/{code}/chat", response=Lines, summary="The chat")
def read_chat(request: ApiRequest, code: str, after: After = 0) -> dict[str, Any]:
    """The last fifty lines, the oldest first."""
    peer = own_seat(own_code(request, code), request.auth.player)
    if not peer.room.game.chat:
        raise Refusal("chat.off", "This game has no chat.")
    return {"lines": [said(line) for line in last_lines(peer.room) if line.pk > after]}


@router.post("/rooms/{code}/chat", response={204: None}, summary="Say something")
def say(request: ApiRequest, code: str, asked: NewLine) -> Status[None]:
    """To everybody in the room, in one line."""
    chat.say(code=own_code(request, code), text=asked.text, player=request.auth.player.id)
    return Status(204, None)


@router.post(
    "/rooms/{code}/result", response={204: None}, auth=LASTING, summary="How a match ended"
)
def say_result(request: ApiRequest, code: str, asked: Result) -> Status[None]:
    """What more than half of its players say counts, if at least two do; until then it may be said
    again. The room's own pass is good for a day here, after the seal too."""
    player = request.auth.player.id
    results.claim(code=own_code(request, code), places=asked.places, player=player)
    return Status(204, None)
