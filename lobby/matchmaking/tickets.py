"""What players do with tickets: begin to wait, alone or as a party, stay, and go.

A ticket lives as long as each of its players is heard of: by its page or its game, for which their
worker speaks, or by asking again within `SILENCE`. A party gathers under a word: on pages the link
that its first member shares, in games any word that its members agree on.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lobby import announce, limits, rooms
from lobby.errors import Refusal
from lobby.matchmaking.skill import points_of
from lobby.models import Entrant, Game, Match, Queue, Seeker, Ticket
from lobby.models.ticket import WORD_LENGTH, new_key
from lobby.passes import Player

SILENCE = timedelta(seconds=15)
PLACE_KEPT = timedelta(minutes=2)  # of who came to a match that fell through
TO_COME_BACK = timedelta(seconds=30)  # from such a match's page
FIRST_IN_LINE = "Somebody did not come. You are first in line again."
USUAL_PARTY = 2  # players, where a game's code does not say how many

WAITING, GATHERING = Ticket.State.WAITING, Ticket.State.GATHERING


def enter(
    *,
    game: Game,
    queue: str,
    player: Player = rooms.NOBODY,
    values: Mapping[str, object] | None = None,
    party: str = "",
    players: int = 0,
    network: str = "",
    generation: int = 0,
    **connected: Any,
) -> Ticket:
    """Wait in a queue, by its slug, for a match. Who asks for the same again keeps the place.

    With a `party`, its word, the ticket gathers until `players` have come. `values` are what to
    insist on, by keys of the game's properties. `connected` says where a game's socket is:
    `socket`, `topology`, `extensions`, `resume_key`.
    """
    limits.check_opening(network)
    found = _queue(game, queue)
    insists = _insisted(found, values or {})
    with transaction.atomic():
        Queue.objects.select_for_update(no_key=True).get(pk=found.pk)
        own = _of_word(found, party).filter(seekers__player=player.id).first()
        if own is not None and player.id:
            return _come_back(own, player, connected)
        ticket = _of_party(found, party, players, generation) if party else None
        since = _give_up_former(found, player)
        if ticket is None:
            ticket = Ticket(queue=found, values=insists, generation=generation, since=since)
        ticket.save()
        _sit_in(ticket, player, **connected)
        if not party or ticket.seekers.count() == ticket.size:
            _begin(ticket, since)
    return ticket


def gather(*, game: Game, queue: str, player: Player, network: str = "") -> Ticket:
    """Make a party of one, whom others join by its link until somebody of it sets off."""
    limits.check_opening(network)
    found = _queue(game, queue)
    with transaction.atomic():
        _give_up_former(found, player)
        ticket = Ticket(queue=found, state=GATHERING, party=new_key(), size=0)
        ticket.save()
        _sit_in(ticket, player)
    return ticket


def come(*, party: str, player: Player) -> Ticket:
    """Join a party that gathers on pages."""
    with transaction.atomic():
        ticket = _locked(party_of(party).pk)
        if ticket.seekers.filter(player=player.id).exists():
            return ticket
        if ticket.state != GATHERING:
            raise Refusal("party.searching", "This party is looking for a match already.")
        _give_up_former(ticket.queue, player)
        _check_room(ticket)
        _sit_in(ticket, player)
        announce.ticket_changed(ticket.key)
    return ticket


def set_off(*, party: str, player: str, values: Mapping[str, object] | None = None) -> Ticket:
    """A party that has gathered begins to wait."""
    with transaction.atomic():
        ticket = _locked(party_of(party).pk)
        if not ticket.seekers.filter(player=player).exists():
            raise Refusal("party.not_in", "You are not in this party.")
        if ticket.state == GATHERING:
            ticket.values = _insisted(ticket.queue, values or {})
            _begin(ticket, timezone.now())
    return ticket


def leave(*, player: str = "", socket: str = "") -> None:
    """Wait no more: of a party that searches, nobody does."""
    with transaction.atomic():
        own = Seeker.objects.filter(open=True).select_related("ticket")
        seeker = own.filter(socket=socket).first() if socket else own.filter(player=player).first()
        if seeker is not None and (socket or player):
            _drop(_locked(seeker.ticket_id), seeker, f"{seeker.name or 'A player'} left the party.")


def stay(*, player: str) -> None:
    """A player's sign of life, good for `SILENCE`."""
    own = Seeker.objects.filter(player=player, open=True)
    own.update(heard_until=timezone.now() + SILENCE, away=False)


def watch(*, key: str, player: str, page: str) -> None:
    """A player's page is connected. Raises Refusal to who has no such ticket."""
    own = Seeker.objects.filter(ticket__key=key, player=player, open=True)
    if not (player and own.update(page=page, heard_until=timezone.now() + SILENCE, away=False)):
        raise Refusal("ticket.none", "You are not waiting any more.")


def look_away(*, page: str) -> None:
    """A page is gone: it may come back within `SILENCE`, and is matched with nobody meanwhile."""
    gone = Seeker.objects.filter(page=page, open=True)
    gone.update(page="", heard_until=timezone.now() + SILENCE, away=True)


def resume(*, key: str, game: Game, socket: str) -> bool:
    """A game that waits comes back on another socket; whether it does."""
    own = Seeker.objects.filter(resume_key=key, open=True, ticket__queue__game=game)
    return bool(own.update(socket=socket, heard_until=timezone.now() + SILENCE))


def is_in(*, party: str, player: str) -> bool:
    seekers = Seeker.objects.filter(ticket__party=party, player=player, open=True)
    return bool(player) and seekers.exists()


def party_of(word: str) -> Ticket:
    """The open ticket of a party. Raises Refusal if there is none."""
    tickets = Ticket.objects.open().select_related("queue__game")
    ticket = tickets.filter(party=word).first() if word else None
    if ticket is None:
        raise Refusal("party.unknown", "This party is over. Start a new one.")
    return ticket


def end(ticket: Ticket, state: str, rule: str, words: str) -> None:
    """Nobody waits with it any more; its players' games and pages are told why."""
    ticket.state, ticket.ended_at, ticket.words = state, timezone.now(), words
    ticket.save(update_fields=["state", "ended_at", "words"])
    waiting = ticket.seekers.filter(open=True)
    for socket in list(waiting.exclude(socket="").values_list("socket", flat=True)):
        announce.seeker_turned_away(socket, rule, words)
    waiting.update(open=False)
    announce.ticket_changed(ticket.key)


def drop_silent(seeker: Seeker) -> None:
    """A player was not heard of in time."""
    with transaction.atomic():
        words = f"{seeker.name or 'Somebody in the party'} is gone."
        _drop(_locked(seeker.ticket_id), seeker, words)


def time_out(pk: int) -> None:
    """Nobody was found in time."""
    with transaction.atomic():
        ticket = _locked(pk)
        if ticket.state == WAITING:
            end(ticket, Ticket.State.TIMED_OUT, "ticket.timed_out", "Nobody was found in time.")


def wait_again(pk: int, came: Collection[str]) -> None:
    """Of a match that fell through, a ticket whose players all came, each with its page, waits on
    as if nothing had been; in games, their players ask again themselves."""
    former = Ticket.objects.select_related("queue").get(pk=pk)
    seekers = list(former.seekers.all())
    busy = Seeker.objects.filter(open=True, player__in=came).exists()
    if busy or any(one.socket or one.player not in came for one in seekers):
        return
    ticket = Ticket(queue=former.queue, values=former.values, since=former.since, size=former.size)
    ticket.skill, ticket.words = former.skill, FIRST_IN_LINE
    ticket.save()
    until = timezone.now() + TO_COME_BACK
    for one in seekers:
        ticket.seekers.create(player=one.player, name=one.name, heard_until=until)


def _drop(ticket: Ticket, seeker: Seeker, words: str) -> None:
    if not ticket.open or not Seeker.objects.filter(pk=seeker.pk, open=True).exists():
        return
    others = ticket.seekers.exclude(pk=seeker.pk)
    if ticket.state == WAITING or not others.exists():
        return end(ticket, Ticket.State.LEFT, "ticket.left", words if others.exists() else "")
    seeker.delete()
    announce.ticket_changed(ticket.key)


def _queue(game: Game, slug: str) -> Queue:
    found = Queue.objects.filter(game=game, slug=slug, on=True).select_related("game").first()
    if found is None:
        raise Refusal("queue.unknown", "This game has no such queue.")
    return found


def _insisted(queue: Queue, values: Mapping[str, object]) -> dict[str, object]:
    """What was chosen of what may be; "" is anything. Raises Refusal."""
    asked = {key: value for key, value in values.items() if value != ""}
    for key in asked:
        if key not in queue.agree_on:
            raise Refusal("property.unknown", f"Nobody can insist on “{key[:WORD_LENGTH]}” here.")
    chosen = rooms.chosen(queue.game, asked)
    return {key: chosen[key] for key in asked}


def _give_up_former(queue: Queue, player: Player) -> datetime:
    """A player waits once. Since when, if in that queue before."""
    now = timezone.now()
    if not player.id:
        return now
    former = Seeker.objects.filter(player=player.id, open=True).select_related("ticket").first()
    if former is not None:
        ticket = _locked(former.ticket_id)
        _drop(ticket, former, f"{former.name or 'A player'} left the party.")
        alone = ticket.queue_id == queue.pk and ticket.size == 1 and not ticket.party
        return ticket.since if alone else now
    came = Entrant.objects.filter(player=player.id, came=True, match__queue=queue)
    failed = came.filter(
        match__state=Match.State.FELL_THROUGH, match__come_by__gte=now - PLACE_KEPT
    )
    last = failed.select_related("ticket").order_by("-pk").first()
    return last.ticket.since if last is not None and last.ticket is not None else now


def _of_party(queue: Queue, word: str, players: int, generation: int) -> Ticket:
    """The ticket that a party gathers under, or a new one."""
    if len(word) > WORD_LENGTH:
        raise Refusal("party.invalid", f"A party’s word has at most {WORD_LENGTH} letters.")
    ticket = _of_word(queue, word).first()
    size = players or USUAL_PARTY
    if ticket is None:
        if not 1 < size <= queue.largest_party:
            most = queue.largest_party
            raise Refusal("party.too_large", f"A party has at most {most} players here.")
        return Ticket(queue=queue, state=GATHERING, party=word, size=size, generation=generation)
    if ticket.state != GATHERING:
        raise Refusal("party.searching", "This party is looking for a match already.")
    if ticket.generation and generation and ticket.generation != generation:
        raise Refusal("room.generation", "This party plays on another version of Godot.")
    _check_room(ticket)
    return ticket


def _of_word(queue: Queue, word: str) -> QuerySet[Ticket]:
    """The open one that a party waits with, if there is such a party."""
    named = Ticket.objects.open().filter(queue=queue, party=word).exclude(party="")
    return named.select_related("queue__game")


def _come_back(ticket: Ticket, player: Player, connected: Mapping[str, object]) -> Ticket:
    """To a party in which it has a place already: its game, mostly, after its page."""
    own = ticket.seekers.filter(player=player.id)
    own.update(heard_until=timezone.now() + SILENCE, away=False, **connected)
    return ticket


def _check_room(ticket: Ticket) -> None:
    if ticket.seekers.count() >= (ticket.size or ticket.queue.largest_party):
        raise Refusal("party.full", "This party is full.")


def _sit_in(ticket: Ticket, player: Player, **connected: Any) -> None:
    until = timezone.now() + SILENCE
    ticket.seekers.create(player=player.id, name=player.name, heard_until=until, **connected)


def _begin(ticket: Ticket, since: datetime) -> None:
    players = [seeker.player for seeker in ticket.seekers.all()]
    points = points_of(ticket.queue, players)
    ticket.state, ticket.since, ticket.size = WAITING, since, len(players)
    ticket.skill = sum(points[player] for player in players) / len(players)
    ticket.save()
    announce.ticket_changed(ticket.key)


def _locked(pk: int) -> Ticket:
    tickets = Ticket.objects.select_for_update(of=("self",)).select_related("queue__game")
    return tickets.get(pk=pk)
