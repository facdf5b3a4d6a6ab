"""What can be done to a room. The database decides, the announcement follows the commit.

Every verb is one transaction that first locks the room: ids, capacity, the seal and the host are
settled there, so any number of workers agree. A page *holds* a seat until its game connects;
a socket that joins before the room's maker *waits*, and so do all others behind it.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from lobby import announce, codes, ledger, limits, membership, names
from lobby.errors import Refusal
from lobby.membership import HELD, LEFT, SEATED, WAITING
from lobby.models import Game, Peer, Room
from lobby.passes import Player

CODE_ATTEMPTS = 5
MOST_ASKED = 500  # rooms a query
KICKED = "A moderator put you out of the room."
NOBODY = Player(id="", name="")


@transaction.atomic
def create(
    *,
    game: Game,
    player: Player = NOBODY,
    name: str = "",
    public: bool = False,
    topology: str = "",
    generation: int = 0,
    seats: int = 0,
    socket: str = "",
    network: str = "",
) -> Room:
    """Open a room. A socket sits down in it as number 1; a page holds that seat for its maker.

    The game's own topology and number of seats win over what is asked for. Without a topology
    the room is as its host's game asks for. `generation` is the engine's, as its dialect tells;
    `network` is the visitor's, as `lobby.limits` knows visitors.
    """
    limits.check_opening(network)
    limits.check_rooms(game.pk)
    room = _insert(
        game=game,
        build=game.live_build,
        name=names.tidy(name, names.ROOM_LENGTH),
        public=public,
        topology=game.topology or topology,
        seats=min(seats or game.seats, game.seats),
    )
    maker = Peer(room=room, number=room.host, player=player.id, name=player.name)
    if socket:
        membership.agree(room, topology, generation)
        membership.sit(room, maker, socket)
    else:
        membership.hold(room, maker)
    ledger.save(room)
    return room


def take_seat(*, code: str, player: Player) -> Peer:
    """Hold a seat for a page whose game is still loading; the same player's twice is one."""
    with ledger.locked(code=code) as found:
        room = _open(found)
        own = [peer for peer in room.present if peer.player == player.id]
        peer = next((p for p in own if p.state == HELD), own[0] if own else None)
        if peer is None:
            peer = membership.new_peer(room, player)
        if peer.state in (membership.NEVER, HELD):
            peer.name = player.name
            membership.hold(room, peer)
    return peer


def look_up(*, code: str) -> None:
    """Raises Refusal if there never was a room with that code."""
    if not Room.objects.filter(code=code).exists():
        raise _unknown()


def rename(*, player: Player) -> None:
    """Call a player by a new name in the rooms that it is in."""
    of_player = Peer.objects.present().filter(player=player.id)
    of_player.filter(room__in=Room.objects.living()).update(name=player.name)


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
) -> None:
    """Sit a socket down: in the seat its player holds, else in a free one.

    It hears of it as `peer.joined`: now, or once the room has a host. Its `topology` counts if it
    is the host of a room that has none yet.
    """
    with ledger.locked(code=code) as found:
        room = _open(found, game)
        held = (p for p in room.present if p.state == HELD and player.id and p.player == player.id)
        peer = next(held, None) or membership.new_peer(room, player)
        membership.agree(room, topology if peer.number == room.host else "", generation)
        membership.sit(room, peer, socket)


def leave(*, socket: str) -> None:
    """Free the seat of a socket, if it has one; a host's leaving before the seal ends the room,
    or hands it on where the game wants that."""
    with ledger.locked(socket=socket) as room:
        if room is not None and (peer := _seat_of(room, socket)) is not None:
            membership.disconnect(room, peer)


def seal(*, socket: str) -> None:
    """End joining, at the host's word. The sockets close a while later; the game goes on."""
    with ledger.locked(socket=socket) as room:
        peer = _seat_of(room, socket) if room else None
        if room is None or peer is None:
            return
        if peer.number != room.host:
            raise Refusal("seal.not_host", "Only the room's host can start the game for everyone.")
        if room.state == Room.State.OPEN:
            membership.seal(room)


def seal_room(*, code: str) -> bool:
    """The same at a moderator's word. False if the room is not open, or its host not there yet."""
    with ledger.locked(code=code) as room:
        if room is None or room.state != Room.State.OPEN:
            return False
        if not any(p.number == room.host and p.state == SEATED for p in room.present):
            return False
        membership.seal(room)
    return True


def close(*, code: str, rule: str = "room.ended", words: str = "") -> bool:
    """End a room for everyone in it; its sockets are told `words`, else those of the rule.

    False if it was over already.
    """
    with ledger.locked(code=code) as room:
        if room is None or room.state == Room.State.CLOSED:
            return False
        membership.close(room, rule, words)
    return True


def kick(*, code: str, peer: int, words: str = "") -> bool:
    """Put a peer, by its key, out of its room, with a word to it. False if it was not there.

    Before the seal, the host's going ends the room, whoever makes it go, unless its game goes on.
    """
    with ledger.locked(code=code) as room:
        here = room.present if room and room.state != Room.State.CLOSED else []
        found = next((one for one in here if one.pk == peer), None)
        if room is None or found is None:
            return False
        announce.peer_turned_away(room, found, "peer.kicked", words)
        found.parting_words = words or KICKED
        membership.remove(room, found)
    return True


def quick_match(*, game: Game, player: Player, network: str = "") -> Room:
    """Take a seat in the fullest room that has one, the oldest of equals; else open one.

    A room whose host's game is still loading counts: whoever asks meanwhile meets there. Who asks
    again gets the same seat.
    """
    taken = Count("peers", filter=~Q(peers__state=LEFT))
    own = Count("peers", filter=~Q(peers__state=LEFT) & Q(peers__player=player.id))
    rooms = Room.objects.filter(game=game, public=True, state=Room.State.OPEN)
    counted = rooms.annotate(taken=taken, own=own)
    with_a_seat = counted.filter(Q(taken__lt=F("seats")) | Q(own__gt=0))
    for room in with_a_seat.order_by("-own", "-taken", "created_at"):
        with suppress(Refusal):  # Somebody was quicker.
            return take_seat(code=room.code, player=player).room
    name = names.of_room(player.name)
    return create(game=game, player=player, name=name, public=True, network=network)


def sweep() -> None:
    """Free the seats whose pages have fallen silent, let those who waited for them in, and end
    rooms that have outlived their time."""
    silent = Peer.objects.filter(state=HELD, held_until__lt=timezone.now())
    for code in list(silent.values_list("room__code", flat=True).distinct()):
        with ledger.locked(code=code) as room:
            if room is not None and room.state != Room.State.CLOSED:
                gone = set(silent.filter(room=room).values_list("pk", flat=True))
                membership.give_up(room, [p for p in room.present if p.pk in gone])
    old = Room.objects.living().filter(created_at__lt=timezone.now() - settings.ROOM_LIFETIME)
    for code in list(old.values_list("code", flat=True)):
        close(code=code, rule="room.outlived")


def vacate(*, worker: str, living: Collection[str], most: int) -> int:
    """Free the seats of up to `most` sockets of a worker that are not among the `living`.

    The number of those found, so that the caller knows whether there are more.
    """
    seated = Peer.objects.filter(state__in=(WAITING, SEATED), socket__startswith=f"{worker}.")
    lost = sorted(set(seated.values_list("socket", flat=True)).difference(living))
    for socket in lost[:most]:
        leave(socket=socket)
    return len(lost)


def seatless(*, sockets: Collection[str]) -> set[str]:
    """Which of these sockets neither have a seat nor wait for one."""
    here = Peer.objects.filter(socket__in=sockets)
    return set(sockets).difference(here.values_list("socket", flat=True))


def behind(*, worker: str, versions: Mapping[str, int]) -> list[str]:
    """Which rooms of a worker have gone on since the versions that it knows, or it knows not."""
    seated = Peer.objects.seated().filter(socket__startswith=f"{worker}.")
    of_worker = set(seated.values_list("room__code", flat=True).distinct())
    asked = sorted(of_worker | versions.keys())
    found: list[tuple[str, int]] = []
    for start in range(0, len(asked), MOST_ASKED):
        some = Room.objects.filter(code__in=asked[start : start + MOST_ASKED])
        found += some.values_list("code", "version")
    return [code for code, version in found if version > versions.get(code, -1)]


def read_again(*, code: str) -> None:
    """Tell this worker's sockets all of a room, because they have missed something."""
    with ledger.locked(code=code) as room:
        if room is not None:
            announce.room_read(room)


@transaction.atomic
def vacate_all() -> None:
    """Free the seats of all sockets, in few statements: of a process that died. Nobody listens.

    A room in which anyone was seated ends: its host was seated, or it had sealed.
    """
    now = timezone.now()
    seated = Peer.objects.filter(state=SEATED)
    ended = Room.objects.living().filter(pk__in=seated.values("room"))
    Peer.objects.filter(state=HELD, room__in=ended).delete()
    ended.update(
        state=Room.State.CLOSED,
        closed_at=now,
        closed_because="worker.lost",
        version=F("version") + 1,
    )
    seated.update(state=LEFT, socket="", left_at=now)
    Peer.objects.filter(state=WAITING).delete()


def _insert(**fields: Any) -> Room:
    for _ in range(CODE_ATTEMPTS):
        room = Room(code=codes.new_code(), created_at=timezone.now(), **fields)
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


def _unknown() -> Refusal:
    return Refusal("room.unknown", "There is no room with that code.")


def _seat_of(room: Room, socket: str) -> Peer | None:
    return next((peer for peer in room.present if peer.socket == socket), None)
