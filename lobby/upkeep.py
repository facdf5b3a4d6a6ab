"""What happens to rooms without anybody's word: seats of the silent and of dead sockets are freed,
old rooms end, and workers that have missed something read again."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from lobby import announce, ledger, membership, moderation, rooms
from lobby.membership import HELD, LEFT, SEATED, WAITING
from lobby.models import Peer, Room, Seeker

MOST_ASKED = 500  # rooms a query


def sweep() -> None:
    """Free the seats whose pages have fallen silent, let those who waited for them in, and end
    rooms that have outlived their time."""
    kept_for_a_page = Q(state=HELD) | Q(state=SEATED, socket="")
    silent = Peer.objects.filter(kept_for_a_page, page="", held_until__lt=timezone.now())
    given_up = _lost().filter(held_until__lt=timezone.now()).values_list("socket", flat=True)
    for socket in list(given_up):
        rooms.leave(socket=socket)
    for code in list(silent.values_list("room__code", flat=True).distinct()):
        with ledger.locked(code=code) as room:
            if room is not None and room.state != Room.State.CLOSED:
                gone = set(silent.filter(room=room).values_list("pk", flat=True))
                membership.give_up(room, [p for p in room.present if p.pk in gone])
    old = Room.objects.living().filter(created_at__lt=timezone.now() - settings.ROOM_LIFETIME)
    for code in list(old.values_list("code", flat=True)):
        moderation.close(code=code, rule="room.outlived")
    moderation.close_stopped()


def vacate(*, worker: str, living: Collection[str], most: int) -> int:
    """Free the seats of up to `most` sockets of a worker that are not among the `living`; of pages,
    hold them for a while.

    The number of those found, so that the caller knows whether there are more.
    """
    seated = Peer.objects.filter(state__in=(WAITING, SEATED), socket__startswith=f"{worker}.")
    found = seated.exclude(pk__in=_lost()).values_list("socket", "resume_key")
    lost = sorted((key, socket) for socket, key in found if socket not in living)
    for key, socket in lost[:most]:
        if key:
            seated.filter(socket=socket).update(held_until=_may_resume_until())
        else:
            rooms.leave(socket=socket)
    watching = Peer.objects.present().filter(page__startswith=f"{worker}.")
    gone = sorted(set(watching.values_list("page", flat=True)).difference(living))
    for page in gone[:most]:
        rooms.look_away(page=page)
    return max(len(lost), len(gone))


def _lost() -> QuerySet[Peer]:
    """Seats whose sockets died with their workers, and are kept for who may come back."""
    kept = Peer.objects.filter(state__in=(WAITING, SEATED), held_until__isnull=False)
    return kept.exclude(resume_key="").exclude(socket="")


def _may_resume_until() -> datetime:
    return timezone.now() + timedelta(seconds=settings.RESUME_WITHIN)


def seatless(*, sockets: Collection[str]) -> set[str]:
    """Which of these sockets neither have a seat nor wait for one, or for a match."""
    here = Peer.objects.filter(socket__in=sockets).values_list("socket", flat=True)
    seeking = Seeker.objects.filter(socket__in=sockets, open=True).values_list("socket", flat=True)
    return set(sockets).difference(here, seeking)


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

    A room in which anyone was connected ends: its host was, or it had sealed. Pages come back; so
    does whoever can resume, if the host is one of them.
    """
    now = timezone.now()
    Peer.objects.exclude(page="").update(page="", left_at=now, held_until=now + membership.HOLD)
    connected = Peer.objects.filter(state__in=(WAITING, SEATED)).exclude(socket="")
    resumable = connected.exclude(resume_key="")
    hosts = resumable.filter(number=F("room__host"))
    resumable.filter(room__in=list(hosts.values_list("room", flat=True))).update(
        held_until=_may_resume_until()
    )
    going_on = Room.objects.filter(pk__in=_lost().values("room"))
    for socket in list(connected.filter(room__in=going_on, resume_key="").values_list("socket")):
        rooms.leave(socket=socket[0])
    seated = connected.filter(state=SEATED).exclude(room__in=going_on)
    ended = Room.objects.living().filter(pk__in=seated.values("room"))
    Peer.objects.filter(state=HELD, room__in=ended).delete()
    ended.update(
        state=Room.State.CLOSED,
        closed_at=now,
        closed_because="worker.lost",
        version=F("version") + 1,
    )
    seated.update(state=LEFT, socket="", left_at=now)
    Peer.objects.filter(state=WAITING).exclude(room__in=going_on).delete()
