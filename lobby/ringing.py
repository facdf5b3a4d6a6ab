"""Quick match while nobody else is there: a room rings until a second person is in."""

from django.db.models import Count, Exists, F, OuterRef, Q

from lobby import ledger, membership
from lobby.membership import HELD, LEFT
from lobby.models import Game, Peer, Room


def ringing(*, game: Game, player: str) -> Room | None:
    """The room in which a player waits to be found: the last it took a seat in that strangers
    find, while its game is not connected."""
    held = Peer.objects.filter(room=OuterRef("pk"), player=player, state=HELD)
    rooms = Room.objects.filter(Exists(held), game=game, public=True, state=Room.State.OPEN)
    return rooms.filter(password="", started_at=None).order_by("-pk").first() if player else None


def stop(*, code: str, player: str) -> None:
    """Give a seat back that is held for a page: nobody waits in it any more."""
    with ledger.locked(code=code) as room:
        held = [p for p in room.present if p.player == player and p.state == HELD] if room else []
        if room is not None and held and player:
            membership.give_up(room, held)


def to_join_late(*, game: Game, player: str) -> Room | None:
    """The best room that plays already and lets strangers in: the fullest that has a seat."""
    own = Peer.objects.present().filter(room=OuterRef("pk"), player=player)
    taken = Count("peers", filter=~Q(peers__state=LEFT))
    rooms = Room.objects.listed().filter(~Exists(own), game=game, password="")
    playing = rooms.filter(started_at__isnull=False).annotate(taken=taken)
    return playing.filter(taken__lt=F("seats")).order_by("-taken", "created_at").first()
