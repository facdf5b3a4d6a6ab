"""`/games/<slug>/tickets`, `/tickets/<key>`: places in a queue, for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from lobby import passes
from lobby.api.bearers import AS_WELCOME, NEEDED, WELCOME, ApiRequest, check_game
from lobby.api.games import player_of
from lobby.api.lists import published
from lobby.api.seats import seat_told
from lobby.api.shapes import NewTicket, Queues, TicketTold
from lobby.errors import Refusal
from lobby.matchmaking import tickets, waiting
from lobby.models import Seeker, Ticket
from lobby.passes import Pass, Player
from lobby.views.match_parts import room_of
from lobby.views.pages import network

router = Router(tags=["Matchmaking"])


@router.get("/games/{slug}/queues", response=Queues, summary="A game’s queues")
def list_queues(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Those that one can wait in now. Without any, quick match is the way."""
    queues = published(slug).queues.filter(on=True).select_related("game")
    return {"queues": [waiting.queue_told(queue) for queue in queues]}


@router.post(
    "/games/{slug}/tickets",
    response={201: TicketTold},
    by_alias=True,
    auth=WELCOME,
    openapi_extra=AS_WELCOME,
    summary="Wait for a match",
)
def wait(request: ApiRequest, slug: str, asked: NewTicket) -> dict[str, Any]:
    """Then ask for the ticket every few seconds: it lives for fifteen without a word."""
    game = published(slug)
    player = player_of(request.auth, slug, asked.player)
    ticket = tickets.enter(
        game=game,
        queue=asked.queue,
        player=player,
        values=asked.properties,
        party=asked.party,
        players=asked.players,
        network=network(request),
    )
    return _told(ticket, player)


@router.get(
    "/tickets/{key}", response=TicketTold, by_alias=True, auth=NEEDED, summary="How it stands"
)
def read_ticket(request: ApiRequest, key: str) -> dict[str, Any]:
    """A sign of life, too. Once matched it brings a seat, held for two minutes."""
    player = request.auth.player
    ticket = _own(request, key)
    tickets.stay(player=player.id)
    return _told(ticket, player)


@router.delete("/tickets/{key}", response={204: None}, auth=NEEDED, summary="Wait no more")
def give_up(request: ApiRequest, key: str) -> Status[None]:
    """Of a party that searches, nobody does then."""
    if _own(request, key).open:
        tickets.leave(player=request.auth.player.id)
    return Status(204, None)


def _own(request: ApiRequest, key: str) -> Ticket:
    player = request.auth.player.id
    own = Seeker.objects.filter(ticket__key=key, player=player).select_related(
        "ticket__queue__game", "ticket__match__room"
    )
    seeker = own.first() if player else None
    if seeker is None:
        raise Refusal("ticket.unknown", "You have no such ticket.")
    check_game(request.auth, seeker.ticket.queue.game.slug)
    return seeker.ticket


def _told(ticket: Ticket, player: Player) -> dict[str, Any]:
    room = room_of(ticket, player.id)
    return waiting.told(ticket=ticket) | {
        "pass": passes.sign(Pass(player, ticket.queue.game.slug)),
        "seat": seat_told(room.code, player) if room else None,
    }
