"""Coming in by code or link: the key slot, and the page before the door."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lobby import codes, guesses, guests, rooms
from lobby.errors import Refusal
from lobby.models import Peer, Room
from lobby.seating import Seating, seatings
from lobby.views.endings import has_ended, last_seat, why_closed, why_put_out
from lobby.views.games import play_address
from lobby.views.pages import PageRequest, network, page_or_part

BARRED, WRONG, MISSING = "peer.barred", "password.wrong", "password.missing"
UNKNOWN, CLOSED, SEALED, FULL = "room.unknown", "room.closed", "room.sealed", "room.full"
TOO_MANY = "codes.too_many"
STATUS = {UNKNOWN: 404, CLOSED: 410, TOO_MANY: 429}


@require_safe
def slot(request: PageRequest) -> HttpResponse:
    """Read a code as people type or paste it, and lead to its room."""
    typed = request.GET.get("code", "").strip()
    if code := codes.read_code(typed):
        return redirect("lobby:invite", code)
    context = {"typed": typed, "unread": bool(typed)}
    return page_or_part(request, "key-slot.html", "parts/key-sheet.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PageRequest, code: str) -> HttpResponse:
    """Who is inside; one press takes a seat."""
    known = codes.read_code(code)
    if known and known != code:
        return redirect("lobby:invite", known)
    name = request.POST.get("name", "") if request.method == "POST" else ""
    if name:
        guests.rename(request, name)
    try:
        with guesses.counted(network(request)):
            if request.method == "POST":
                password = request.POST.get("password", "")
                peer = rooms.take_seat(code=known, player=request.player, password=password)
                return HttpResponseRedirect(play_address(peer.room))
            rooms.look_up(code=known)
    except Refusal as refusal:
        return doorstep(request, known, refusal)
    return doorstep(request, known)  # Drawn when others may look already.


def doorstep(request: PageRequest, code: str, refusal: Refusal | None = None) -> HttpResponse:
    """The page before a room's door: one may come in, or reads why not and where else to go."""
    player = request.player.id
    barred = refusal is not None and refusal.rule == TOO_MANY
    asked = Room.objects.filter(code=code) if code and not barred else Room.objects.none()
    found = seatings(asked, viewer=player)
    seating = found[0] if found else None
    said = refusal.rule if refusal else ""
    rule = TOO_MANY if barred else obstacle(seating) or said
    wrong = rule in (WRONG, MISSING)
    context = {
        "seating": seating,
        "room": seating.room if seating else None,
        "code": code,
        "rule": "" if wrong else rule,
        "wrong": refusal.words if wrong and refusal and request.method == "POST" else "",
        "typed": request.POST.get("password", ""),
        "words": why_not(seating.room, rule, player) if seating else "",
        "first_visit": settings.GUEST_COOKIE_NAME not in request.COOKIES,
        "post_to": reverse("lobby:invite", args=[code]) if code else "",
    }
    if refusal and not context["words"] and not wrong:
        context["words"] = refusal.words
    page = "room-gone.html" if rule in (UNKNOWN, CLOSED, TOO_MANY) else "invite.html"
    return render(request, page, context, status=STATUS.get(rule, 409 if refusal else 200))


def obstacle(seating: Seating | None) -> str:
    """The rule that keeps a player out, or ""."""
    if seating is None:
        return UNKNOWN
    room = seating.room
    if has_ended(room):
        return CLOSED
    if room.sealed_at or room.state == Room.State.SEALED:  # Its sockets may have closed since.
        return SEALED
    seat = last_seat(room, seating.viewer)
    if seat is not None and seat.state == Peer.State.LEFT and seat.parting_words:
        return BARRED
    return "" if seating.joinable else FULL


def why_not(room: Room, rule: str, player: str) -> str:
    """What keeps a player out, to this very player; "" where its rule says enough."""
    if rule == CLOSED:
        return why_closed(room, player)
    if rule not in (SEALED, BARRED):
        return ""
    seat = last_seat(room, player)
    if seat is None:
        return "The host has started the game, so nobody else can come in."
    if seat.parting_words:
        return why_put_out(seat)
    return "You left, so your seat is gone. If you still play in another tab, go on there."
