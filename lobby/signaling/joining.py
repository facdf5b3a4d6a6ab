"""What a JOIN asks for: the verb, and what it takes."""

from collections.abc import Callable
from functools import partial
from typing import Any

from lobby import codes, guesses, names, passes, quick, rooms
from lobby.bulletin import bulletin
from lobby.errors import Refusal
from lobby.matchmaking import tickets
from lobby.passes import Player
from lobby.signaling import magic
from lobby.signaling.admission import Admission
from lobby.signaling.magic import Magic


def verb_for(
    data: str, admission: Admission, network: str, who: dict[str, Any]
) -> Callable[[], object]:
    """`data` is the code that the client wrote, "" for a room of its own, or a magic one; `who` is
    what every verb is told of the socket. Raises Refusal."""
    wish, player = _read(data, admission), admission.player
    more = who | {"game": admission.game, "player": player}
    match wish.verb:
        case "quick":
            return partial(quick.join, values=wish.values, network=network, **more)
        case "create":
            return partial(rooms.create, network=network, **_room(wish, player), **more)
        case "match":
            more |= {"queue": wish.what, "party": wish.party, "players": wish.players}
            return partial(tickets.enter, values=wish.values, network=network, **more)
    player, invited = _known(wish, admission)
    more |= {"player": player, "password": wish.password, "invited": invited}
    # Counted on the thread that looks, or many at one moment would all be the first.
    join = guesses.counted(network, alone=True)(rooms.join)
    return partial(join, code=wish.what, **more)


def _read(data: str, admission: Admission) -> Magic:
    if magic.is_magic(data):
        wish = magic.read(data)
        data = wish.what
        if wish.verb != "join":
            return wish
    else:
        wish = Magic("join")
    code = codes.read_code(data) or (codes.NO_CODE if data else "") or admission.room
    if not code:
        return Magic("create")
    return Magic("join", code, password=wish.password, shown_pass=wish.shown_pass)


def _room(wish: Magic, player: Player) -> dict[str, Any]:
    return {
        "name": wish.name or (names.of_room(player.name) if player.name else ""),
        "public": wish.public,
        "seats": wish.seats,
        "password": wish.password,
        "values": wish.values,
    }


def _known(wish: Magic, admission: Admission) -> tuple[Player, bool]:
    """Who joins, and whether a pass has let it into that very room: who got one knew the password,
    or had a seat there."""
    if not wish.shown_pass:
        return admission.player, admission.invited_to == wish.what
    claims = passes.read(wish.shown_pass)
    if claims is None or claims.game != admission.game.slug:
        raise Refusal("pass.invalid", "This page has been open too long. Reload it.")
    bulletin.check(claims.player.id, None)
    return claims.player, claims.room == wish.what
