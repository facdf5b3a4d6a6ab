"""Who comes back after its connection was lost, to this worker or from another one.

A token that the client made up names it. On the worker that it left, it goes on where it stopped:
both sides say again what the other had not heard. Elsewhere, or when that worker has died, its
seat is in the database: it is told its room anew, and it and all who can are asked to say again
what they said to each other.
"""

from hashlib import sha256
from typing import Any

from lobby import ice, limits, rooms
from lobby.database import in_database
from lobby.matchmaking import tickets
from lobby.models import Peer
from lobby.signaling.admission import named, pass_of
from lobby.signaling.caller import Caller, callers
from lobby.signaling.carriage import Hello, Numbered
from lobby.signaling.messages import RESTART


async def greeted(fresh: Caller, hello: Hello) -> Caller:
    """Who it is that says hello: `fresh`, or whom it was before. Raises Refusal if its seat has
    gone meanwhile, or its room."""
    fresh.carriage = Numbered(hello.extensions)
    if hello.player is not None and not fresh.player:
        fresh.let_in(named(fresh.admission, hello.player))
        fresh.given["pass"] = pass_of(fresh.admission)
    if hello.ice:
        offer = in_database(ice.offer, player=fresh.player, policy=fresh.policy)
        fresh.given["ice"] = await offer
    if hello.resume is None:
        fresh.greet(seat=False)
    elif limits.draining:
        fresh.outbox.close(*RESTART)
    else:
        key = sha256(hello.resume.encode()).hexdigest()
        known = callers.get(key)
        if known is not None and known.since == hello.since and known.plays(fresh.admission.game):
            fresh.forget()
            known.given = fresh.given
            known.call_again(fresh.outbox, hello.received)
            return known
        await _begin(fresh, key, is_new=hello.since is None)
    return fresh


async def _begin(fresh: Caller, key: str, *, is_new: bool) -> None:
    fresh.may_come_back(key)
    seat = ""
    if not is_new:  # It had an answer once: so it may have a seat.
        fresh.joining = True  # Until we know, it is to be freed if the connection is lost.
        game = fresh.admission.game
        who: dict[str, Any] = {"key": key, "game": game, "socket": fresh.name}
        fresh.seeks = await in_database(tickets.resume, **who)
        # A ticket of a moment ago may have become a seat.
        seat = Peer.State.WAITING if fresh.seeks else await in_database(rooms.resume, **who)
        fresh.joining = bool(seat)
    if seat == Peer.State.WAITING:  # Who is seated may have heard already when its room closes.
        fresh.hurry_no_more()
    if seat != Peer.State.SEATED:  # Who is seated is greeted by the event of it.
        fresh.greet(seat=bool(seat))
