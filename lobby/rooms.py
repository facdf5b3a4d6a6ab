"""What can be done to a room. The database decides, the announcement follows the commit.

Every verb is one transaction that first locks the room: ids, capacity, the seal and the host are
settled there, so any number of workers agree. A page *holds* a seat until its game connects;
a socket that joins before the room's maker *waits*, and so do all others behind it.
"""

import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from lobby import announce, codes, limits
from lobby.errors import Refusal
from lobby.models import Game, Peer, Room, Topology
from lobby.models.room import NAME_LENGTH
from lobby.passes import Player

HOLD = timedelta(minutes=2)  # since the last sign of life of the page that took the seat
HIGHEST_NUMBER = 2**31 - 1  # WebRTCMultiplayerPeer's own bound
CODE_ATTEMPTS = 5

HELD, WAITING = Peer.State.HELD, Peer.State.WAITING
SEATED, LEFT = Peer.State.SEATED, Peer.State.LEFT
NEW = ""  # not saved yet
NOBODY = Player(id="", name="")


@transaction.atomic
def create(
    *,
    game: Game,
    player: Player = NOBODY,
    name: str = "",
    public: bool = False,
    topology: str = "",
    seats: int = 0,
    socket: str = "",
) -> Room:
    """Open a room. A socket sits down in it as number 1; a page holds that seat for its maker.

    The game's own topology and number of seats win over what is asked for.
    """
    limits.check_rooms()
    room = _insert(
        game=game,
        build=game.live_build,
        name=" ".join(name.split())[:NAME_LENGTH],
        public=public,
        topology=game.topology or topology or Topology.MESH,
        seats=min(seats or game.seats, game.seats),
    )
    maker = Peer(room=room, number=room.host, player=player.id, name=player.name)
    if socket:
        _sit(room, maker, socket)
    else:
        _hold(maker)
    return room


@transaction.atomic
def take_seat(*, code: str, player: Player) -> Peer:
    """Hold a seat for a page whose game is still loading; the same player's twice is one."""
    room = _locked(code)
    own = room.peers.filter(state=HELD, player=player.id).first()
    own = own or room.peers.present().filter(player=player.id).first() or _new_peer(room, player)
    if own.state in (NEW, HELD):
        own.name = player.name
        _hold(own)
    return own


def stay(*, code: str, player: Player) -> None:
    """A page's sign of life: its seat is held for another while."""
    Peer.objects.filter(room__code=code, player=player.id, state=HELD).update(
        held_until=timezone.now() + HOLD
    )


@transaction.atomic
def join(*, code: str, game: Game, socket: str, player: Player = NOBODY) -> None:
    """Sit a socket down: in the seat its player holds, else in a free one.

    It hears of it as `peer.joined`: now, or once the room has a host.
    """
    room = _locked(code, game)
    held = room.peers.filter(state=HELD, player=player.id) if player.id else room.peers.none()
    _sit(room, held.first() or _new_peer(room, player), socket)


@transaction.atomic
def leave(*, socket: str) -> None:
    """Free the seat of a socket, if it has one; a host's leaving before the seal ends the room."""
    room = Room.objects.select_for_update().filter(peers__socket=socket).first()
    if room is None:
        return
    _remove(room, room.peers.get(socket=socket))


@transaction.atomic
def seal(*, socket: str) -> None:
    """End joining, at the host's word. The sockets close a while later; the game goes on."""
    room = Room.objects.select_for_update().filter(peers__socket=socket).first()
    if room is None:
        return
    peer = room.peers.get(socket=socket)
    if peer.number != room.host:
        raise Refusal("seal.not_host", "Only the room's host can start the game for everyone.")
    if room.state != Room.State.OPEN:
        return
    room.state, room.sealed_at = Room.State.SEALED, timezone.now()
    room.save(update_fields=["state", "sealed_at"])
    room.peers.filter(state__in=(HELD, WAITING)).delete()
    _raise_version(room)
    announce.room_sealed(room)


@transaction.atomic
def close(*, code: str, rule: str = "room.ended", words: str = "") -> bool:
    """End a room for everyone in it; its sockets are told `words`, else those of the rule.

    False if it was over already.
    """
    room = Room.objects.select_for_update().living().filter(code=code).first()
    if room is None:
        return False
    _close(room, rule, words)
    return True


@transaction.atomic
def kick(*, code: str, number: int, words: str = "") -> bool:
    """Put a peer out of its room, with a word to it. False if it was not there.

    Before the seal, the host's going ends the room, whoever makes it go.
    """
    room = Room.objects.select_for_update().living().filter(code=code).first()
    peer = room.peers.present().filter(number=number).first() if room else None
    if room is None or peer is None:
        return False
    announce.peer_turned_away(room, peer, "peer.kicked", words)
    _remove(room, peer)
    return True


def quick_match(*, game: Game, player: Player) -> Room:
    """Take a seat in the fullest room that has one, the oldest of equals; else open one."""
    taken = Count("peers", filter=~Q(peers__state=LEFT))
    listed = Room.objects.listed().filter(game=game).annotate(taken=taken)
    for room in listed.filter(taken__lt=F("seats")).order_by("-taken", "created_at"):
        with suppress(Refusal):  # Somebody was quicker.
            return take_seat(code=room.code, player=player).room
    return create(game=game, player=player, name=f"{player.name}’s room", public=True)


def sweep() -> None:
    """Free the seats whose pages have fallen silent, and let those who waited for them in."""
    silent = Peer.objects.filter(state=HELD, held_until__lt=timezone.now())
    for code in list(silent.values_list("room__code", flat=True).distinct()):
        with transaction.atomic():
            room = Room.objects.select_for_update().get(code=code)
            room.peers.filter(state=HELD, held_until__lt=timezone.now()).delete()
            _settle(room)


def vacate(*, living: Collection[str] = ()) -> None:
    """Free the seats of all sockets but the `living`, whatever became of them."""
    seated = Peer.objects.filter(state__in=(WAITING, SEATED)).values_list("socket", flat=True)
    for socket in set(seated).difference(living):
        leave(socket=socket)


def _insert(**fields: object) -> Room:
    for _ in range(CODE_ATTEMPTS):
        try:
            with transaction.atomic():
                return Room.objects.create(code=codes.new_code(), **fields)
        except IntegrityError:  # The code is taken: one in 2.4e8 for each room there is.
            continue
    raise Refusal("rooms.too_many", "Every room is taken. Try again in a few minutes.")


def _locked(code: str, game: Game | None = None) -> Room:
    """The open room of a code, locked. A room of another game is as unknown as none."""
    room = Room.objects.select_for_update().filter(code=code).first()
    if room is None or (game is not None and room.game_id != game.pk):
        raise Refusal("room.unknown", "There is no room with that code.")
    if room.state == Room.State.CLOSED:
        raise Refusal("room.closed", "That room has closed.")
    if room.state == Room.State.SEALED:
        raise Refusal("room.sealed", "That game has started, and takes no more players.")
    return room


def _new_peer(room: Room, player: Player) -> Peer:
    if room.peers.present().count() >= room.seats:
        raise Refusal("room.full", "That room is full.")
    taken = set(room.peers.values_list("number", flat=True))
    number = room.host
    while number == room.host or number in taken:
        number = 2 + secrets.randbelow(HIGHEST_NUMBER - 1)
    return Peer(room=room, number=number, player=player.id, name=player.name)


def _hold(peer: Peer) -> None:
    peer.state, peer.held_until = HELD, timezone.now() + HOLD
    peer.save()


def _sit(room: Room, peer: Peer, socket: str) -> None:
    peer.state, peer.socket, peer.held_until = WAITING, socket, None
    peer.joined_at = timezone.now()
    peer.save()
    _settle(room)


def _remove(room: Room, peer: Peer) -> None:
    if peer.state != SEATED:  # Nobody was told of it.
        peer.delete()
        return _settle(room)
    peer.state, peer.socket, peer.left_at = LEFT, "", timezone.now()
    peer.save(update_fields=["state", "socket", "left_at"])
    if room.state == Room.State.OPEN and peer.number == room.host:
        return _close(room, "host.left")
    _raise_version(room)
    announce.peer_left(room, peer.number)
    _settle(room)


def _settle(room: Room) -> None:
    """Seat everyone who waits, once there is a host; close a room that nobody is in."""
    present = list(room.peers.present())
    waiting = [peer for peer in present if peer.state == WAITING]
    if not present:
        return _close(room, "room.empty")
    host = next((peer for peer in present if peer.number == room.host), None)
    if host is None and waiting:
        host = waiting[0]
        host.number = room.host
    if host is None or host.state == HELD:
        return
    seated = [peer.number for peer in present if peer.state == SEATED]
    for peer in sorted(waiting, key=lambda peer: peer is not host):
        peer.state = SEATED
        peer.save(update_fields=["state", "number"])
        _raise_version(room)
        announce.peer_joined(room, peer, others=seated)
        seated.append(peer.number)


def _close(room: Room, rule: str, words: str = "") -> None:
    room.state, room.closed_at, room.closed_because = Room.State.CLOSED, timezone.now(), rule
    room.save(update_fields=["state", "closed_at", "closed_because"])
    for peer in room.peers.filter(state=WAITING):
        announce.peer_turned_away(room, peer, rule, words)
    room.peers.filter(state__in=(HELD, WAITING)).delete()
    room.peers.seated().update(state=LEFT, socket="", left_at=timezone.now())
    _raise_version(room)
    announce.room_closed(room, words)


def _raise_version(room: Room) -> None:
    room.version += 1
    room.save(update_fields=["version"])
