"""What can be done to a room. The database decides, the announcement follows the commit.

Every verb is one transaction that first locks the room: ids, capacity, the seal and the host are
settled there, so any number of workers agree. A page *holds* a seat until its game connects;
a socket that joins before the room's maker *waits*, and so do all others behind it.
"""

from collections.abc import Collection
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from lobby import announce, codes, limits, membership
from lobby.errors import Refusal
from lobby.membership import HELD, LEFT, SEATED, WAITING
from lobby.models import Game, Peer, Room
from lobby.models.room import NAME_LENGTH
from lobby.passes import Player

CODE_ATTEMPTS = 5
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

    The game's own topology and number of seats win over what is asked for. Without a topology
    the room is as its host's game asks for.
    """
    limits.check_rooms()
    room = _insert(
        game=game,
        build=game.live_build,
        name=" ".join(name.split())[:NAME_LENGTH],
        public=public,
        topology=game.topology or topology,
        seats=min(seats or game.seats, game.seats),
    )
    maker = Peer(room=room, number=room.host, player=player.id, name=player.name)
    if socket:
        membership.sit(room, maker, socket)
    else:
        membership.hold(maker)
    return room


@transaction.atomic
def take_seat(*, code: str, player: Player) -> Peer:
    """Hold a seat for a page whose game is still loading; the same player's twice is one."""
    room = _locked(code)
    own = room.peers.filter(state=HELD, player=player.id).first()
    own = (
        own
        or room.peers.present().filter(player=player.id).first()
        or membership.new_peer(room, player)
    )
    if own.state in (NEW, HELD):
        own.name = player.name
        membership.hold(own)
    return own


def stay(*, code: str, player: Player) -> None:
    """A page's sign of life: its seat is held for another while."""
    Peer.objects.filter(room__code=code, player=player.id, state=HELD).update(
        held_until=timezone.now() + membership.HOLD
    )


@transaction.atomic
def join(
    *, code: str, game: Game, socket: str, player: Player = NOBODY, topology: str = ""
) -> None:
    """Sit a socket down: in the seat its player holds, else in a free one.

    It hears of it as `peer.joined`: now, or once the room has a host. Its `topology` counts if it
    is the host of a room that has none yet.
    """
    room = _locked(code, game)
    held = room.peers.filter(state=HELD, player=player.id) if player.id else room.peers.none()
    peer = held.first() or membership.new_peer(room, player)
    if topology and not room.topology and peer.number == room.host:
        membership.decide_topology(room, topology)
    membership.sit(room, peer, socket)


@transaction.atomic
def leave(*, socket: str) -> None:
    """Free the seat of a socket, if it has one; a host's leaving before the seal ends the room."""
    room = Room.objects.select_for_update().filter(peers__socket=socket).first()
    if room is None:
        return
    membership.disconnect(room, room.peers.get(socket=socket))


@transaction.atomic
def seal(*, socket: str) -> None:
    """End joining, at the host's word. The sockets close a while later; the game goes on."""
    room = Room.objects.select_for_update().filter(peers__socket=socket).first()
    if room is None:
        return
    peer = room.peers.get(socket=socket)
    if peer.number != room.host:
        raise Refusal("seal.not_host", "Only the room's host can start the game for everyone.")
    if room.state == Room.State.OPEN:
        membership.seal(room)


@transaction.atomic
def seal_room(*, code: str) -> bool:
    """The same at a moderator's word. False if the room is not open, or its host not there yet."""
    room = Room.objects.select_for_update().filter(code=code, state=Room.State.OPEN).first()
    if room is None or not room.peers.seated().filter(number=room.host).exists():
        return False
    membership.seal(room)
    return True


@transaction.atomic
def close(*, code: str, rule: str = "room.ended", words: str = "") -> bool:
    """End a room for everyone in it; its sockets are told `words`, else those of the rule.

    False if it was over already.
    """
    room = Room.objects.select_for_update().living().filter(code=code).first()
    if room is None:
        return False
    membership.close(room, rule, words)
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
    membership.remove(room, peer)
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
            room = Room.objects.select_for_update().living().filter(code=code).first()
            if room is not None:
                room.peers.filter(state=HELD, held_until__lt=timezone.now()).delete()
                membership.settle(room)


def vacate(*, living: Collection[str], most: int) -> None:
    """Free the seats of up to `most` sockets that are not among the `living`."""
    seated = Peer.objects.filter(state__in=(WAITING, SEATED)).values_list("socket", flat=True)
    for socket in sorted(set(seated).difference(living))[:most]:
        leave(socket=socket)


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
