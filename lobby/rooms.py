"""What can be done to a room. The database decides, the announcement follows the commit.

Every verb is one transaction that first locks the room: ids, capacity, the seal and the host are
settled there, so any number of workers agree. A page *holds* a seat until its game connects;
a socket that joins before the room's maker *waits*, and so do all others behind it.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from lobby import announce, codes, decency, ledger, limits, membership, names, passwords, properties
from lobby.errors import Refusal
from lobby.membership import HELD
from lobby.models import Game, Peer, Room
from lobby.passes import Player
from lobby.properties import Value

CODE_ATTEMPTS = 5
NOBODY = Player(id="", name="")


def create(
    *,
    game: Game,
    player: Player = NOBODY,
    name: str = "",
    public: bool = False,
    topology: str = "",
    generation: int = 0,
    seats: int = 0,
    password: str = "",
    late_joining: bool = True,
    values: Mapping[str, object] | None = None,
    socket: str = "",
    extensions: bool = False,
    resume_key: str = "",
    network: str = "",
) -> Room:
    """Open a room. A socket sits down in it as number 1; a page holds that seat for its maker.

    The game's own topology and number of seats win over what is asked for. Without a topology
    the room is as its host's game asks for. `generation` is the engine's, as its dialect tells;
    `values` are of the game's properties, by their keys; `network` is the visitor's, as
    `lobby.limits` knows visitors.
    """
    check_running(game)
    limits.check_opening(network)
    picked = chosen(game, values or {})
    with transaction.atomic():
        limits.check_rooms(game.pk)
        room = _insert(
            game=game,
            build=game.live_build,
            name=decency.masked(names.tidy(name, names.ROOM_LENGTH)),
            public=public,
            topology=game.topology or topology,
            seats=min(seats or game.seats, game.seats),
            password=passwords.checked(password),
            late_joining=late_joining,
            properties=picked,
        )
        maker = Peer(room=room, number=room.host, player=player.id, name=player.name)
        if socket:
            membership.agree(room, topology, generation)
            membership.sit(room, maker, socket, extensions, resume_key)
        else:
            membership.hold(room, maker)
        ledger.save(room)
    return room


def check_running(game: Game) -> None:
    """Raises Refusal for a game that staff has stopped."""
    if game.stopped:
        raise Refusal("game.stopped", f"This game is stopped: {game.stopped}")


def chosen(
    game: Game, values: Mapping[str, object], before: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """All values of a room, as `properties.chosen`, fit to be read by all."""
    found = properties.chosen(game.declared, values, before)
    for one in game.declared:
        if one.kind == "text":
            found[one.key] = decency.masked(str(found[one.key]))
    return found


def take_seat(*, code: str, player: Player, password: str = "") -> Peer:
    """Hold a seat for a page whose game is still loading; the same player's twice is one."""
    with ledger.locked(code=code) as found:
        room = _open(found)
        own = [peer for peer in room.present if peer.player == player.id]
        peer = next((p for p in own if p.state == HELD), own[0] if own else None)
        if peer is None:
            _check_door(room, player, password)
            peer = membership.new_peer(room, player)
        if peer.state in (membership.NEVER, HELD):
            peer.name = player.name
            membership.hold(room, peer)
    return peer


def look_up(*, code: str) -> None:
    """Raises Refusal if there never was a room with that code."""
    if not Room.objects.filter(code=code).exists():
        raise _unknown()


@transaction.atomic
def rename(*, player: Player) -> None:
    """Call a player by a new name in the rooms that it is in."""
    own = Peer.objects.present().filter(player=player.id, room__in=Room.objects.living())
    own.update(name=player.name)
    for peer in own.select_related("room"):
        announce.room_changed(peer.room)


def stay(*, code: str, player: Player) -> None:
    """A page's sign of life: its seat is held for another while."""
    Peer.objects.filter(room__code=code, player=player.id, state=HELD).update(
        held_until=timezone.now() + membership.HOLD
    )


def join(
    *,
    code: str,
    game: Game,
    socket: str,
    player: Player = NOBODY,
    topology: str = "",
    generation: int = 0,
    password: str = "",
    invited: bool = False,
    extensions: bool = False,
    resume_key: str = "",
) -> None:
    """Sit a socket down: in the seat its player holds, else in a free one. Who was `invited`, by a
    pass for this room, needs no password.

    It hears of it as `peer.joined`: now, or once the room has a host. Its `topology` counts if it
    is the host of a room that has none yet.
    """
    with ledger.locked(code=code) as found:
        room = _open(found, game)
        held = (p for p in room.present if p.state == HELD and player.id and p.player == player.id)
        peer = next(held, None)
        if peer is None:
            _check_door(room, player, password, invited)
            peer = membership.new_peer(room, player)
        wished = topology if peer.number == room.host else ""
        membership.agree(room, wished, generation, extensions)
        membership.sit(room, peer, socket, extensions, resume_key)


def resume(*, key: str, game: Game, socket: str) -> str:
    """Take a seat over from the socket that had it, with the key of who sits there.

    The seat's state, seated or waiting; "" if there never was such a seat. Raises Refusal if it has
    gone meanwhile, with the reason.
    """
    seats = Peer.objects.filter(resume_key=key, room__game=game).order_by("-pk")
    code = seats.values_list("room__code", flat=True).first()
    if code is None:
        return ""
    with ledger.locked(code=code) as room:
        peer = next((p for p in room.present if p.resume_key == key), None) if room else None
        if room is None or peer is None or not peer.socket:
            raise _why_gone(seats.select_related("room").first())
        membership.resume(room, peer, socket)
    return str(peer.state)


def leave(*, socket: str) -> None:
    """Free the seat of a socket, if it has one; a host's leaving before the seal ends the room,
    or hands it on where the game wants that."""
    with ledger.locked(socket=socket) as room:
        if room is not None and (peer := membership.seat_of(room, socket=socket)) is not None:
            membership.disconnect(room, peer)


def watch(*, code: str, player: str, page: str, game: str = "") -> None:
    """A player's page is connected: its seat is kept as long as it is.

    Raises Refusal to who has no seat there, or has a pass for another `game`, by its slug."""
    limits.check_pace(player)
    with ledger.locked(code=code) as room:
        peer = membership.seat_of(room, player) if room else None
        if room is None or peer is None or game not in ("", room.game.slug):
            raise Refusal("seat.none", "You are not in this room any more.")
        peer.page, peer.left_at = page, None
        announce.room_changed(room)


def look_away(*, page: str) -> None:
    """A page is gone: it may come back within the time that seats are held."""
    peer = Peer.objects.present().filter(page=page).select_related("room").first()
    if peer is None:
        return
    with ledger.locked(code=peer.room.code) as room:
        for own in room.present if room else ():
            if own.page == page:
                now = timezone.now()
                own.page, own.left_at, own.held_until = "", now, now + membership.HOLD
                announce.room_changed(peer.room)


def be_ready(*, code: str, ready: bool, player: str = "", socket: str = "") -> None:
    """Say that one is ready to play, or not yet."""
    limits.check_pace(player or socket)
    with ledger.locked(code=code) as room:
        peer = membership.seat_of(room, player, socket) if room else None
        if room is None or peer is None:
            raise Refusal("seat.none", "You are not in this room any more.")
        peer.ready = ready
        announce.room_changed(room)


def hide(*, code: str, hidden: bool, player: str) -> None:
    """Say that a player's tab is hidden, or shown again: browsers let games stand still there."""
    limits.check_pace(player)
    with ledger.locked(code=code) as room:
        peer = membership.seat_of(room, player) if room else None
        if room is None or peer is None:
            raise Refusal("seat.none", "You are not in this room any more.")
        peer.hidden = hidden
        announce.room_changed(room)


def _check_door(room: Room, player: Player, password: str, invited: bool = False) -> None:
    """Raises Refusal to who was put out, and to who does not know the password."""
    if player.id and any(peer.player == player.id for peer in room.put_out):
        raise Refusal("peer.barred", "You were put out of this room.")
    if not invited and not passwords.fits(room.code, room.password, password):
        if password:
            raise Refusal("password.wrong", "That is not the room’s password.")
        raise Refusal("password.missing", "This room needs a password.")


def _insert(**fields: Any) -> Room:
    for _ in range(CODE_ATTEMPTS):
        code = codes.new_code()
        secret = {"password": passwords.hashed(code, fields["password"])}
        room = Room(code=code, created_at=timezone.now(), **fields | secret)
        if ledger.insert(room):
            return room
    raise Refusal("rooms.too_many", "Every room is taken. Try again in a few minutes.")


def _open(room: Room | None, game: Game | None = None) -> Room:
    """The room, if it takes players. A room of another game is as unknown as none."""
    if room is None or (game is not None and room.game_id != game.pk):
        raise _unknown()
    if room.state == Room.State.CLOSED:
        raise Refusal("room.closed", "That room has closed.")
    if room.state == Room.State.SEALED:
        raise Refusal("room.sealed", "That game has started, and takes no more players.")
    return room


def _why_gone(peer: Peer | None) -> Refusal:
    if peer is None:
        return Refusal("seat.lost", "Your seat was freed.")
    if peer.room.state == Room.State.CLOSED:
        words = peer.room.closing_words
        return Refusal("" if words else peer.room.closed_because, words)
    if peer.parting_words:
        return Refusal("peer.kicked", peer.parting_words)
    if peer.room.state == Room.State.SEALED:
        return Refusal("seal.complete", "The game goes on without the server.")
    return Refusal("seat.lost", "Your seat was freed.")


def _unknown() -> Refusal:
    return Refusal("room.unknown", "There is no room with that code.")
