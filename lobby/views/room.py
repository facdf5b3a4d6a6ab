"""What players do in a room, on its page: each a form of its own, refused in words."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lobby import chat, codes, hostship, rooms
from lobby.errors import Refusal
from lobby.models import Room
from lobby.room_forms import RoomSettingsForm
from lobby.seating import seating_of
from lobby.views.games import play_address
from lobby.views.join import TOO_MANY, UNKNOWN
from lobby.views.pages import PageRequest, number
from lobby.views.play import find

TOO_FAST = (TOO_MANY, "chat.too_fast", "reports.too_many", "steps.too_fast")
STATUS = {UNKNOWN: 404} | dict.fromkeys(TOO_FAST, 429)
CONFLICT = 409
REPORTED = "Reported. A moderator will look."
Act = Callable[[PageRequest, Room], HttpResponse | None]
View = Callable[..., HttpResponse]


def act(does: Act) -> View:
    """A view of one act. Scripts get 204, else words; who has none is led back to the game."""

    @never_cache
    @wraps(does)
    def view(request: PageRequest, slug: str, code: str) -> HttpResponse:
        if request.method != "POST":
            response = render(request, "405.html", status=405)
            response["Allow"] = "POST"
            return response
        try:
            room = find(request, slug, codes.read_code(code))
            answer = does(request, room)
        except Refusal as refusal:
            status = STATUS.get(refusal.rule, CONFLICT)
            return HttpResponse(refusal.words, status=status, content_type="text/plain")
        if answer is not None:
            return answer
        return (
            HttpResponse(status=204) if request.htmx else HttpResponseRedirect(play_address(room))
        )

    return view


@act
def ready(request: PageRequest, room: Room) -> None:
    is_ready = request.POST.get("ready") == "yes"
    rooms.be_ready(code=room.code, ready=is_ready, player=request.player.id)


@act
def hide(request: PageRequest, room: Room) -> None:
    is_hidden = request.POST.get("hidden") == "yes"
    rooms.hide(code=room.code, hidden=is_hidden, player=request.player.id)


@act
def say(request: PageRequest, room: Room) -> None:
    chat.say(code=room.code, text=request.POST.get("text", ""), player=request.player.id)


@act
def report(request: PageRequest, room: Room) -> HttpResponse:
    chat.report(code=room.code, line=number(request.POST, "line"), player=request.player.id)
    return HttpResponse(REPORTED, content_type="text/plain")


@act
def start(request: PageRequest, room: Room) -> None:
    hostship.start(code=room.code, player=request.player.id)


@act
def seal(request: PageRequest, room: Room) -> None:
    hostship.seal(code=room.code, player=request.player.id)


@act
def kick(request: PageRequest, room: Room) -> None:
    seat = number(request.POST, "number")
    hostship.kick(code=room.code, number=seat, player=request.player.id)


@act
def hand_over(request: PageRequest, room: Room) -> None:
    seat = number(request.POST, "number")
    hostship.hand_over(code=room.code, number=seat, player=request.player.id)


@act
def settings(request: PageRequest, room: Room) -> HttpResponse | None:
    """Change what is chosen; a form that cannot be is shown again, with what was typed."""
    seating = seating_of(room.code, request.player.id)
    form = RoomSettingsForm(request.POST, seating=seating, player=request.player)
    valid = form.is_valid()
    try:
        changes = form.changes() if valid else {}
        hostship.change(code=room.code, player=request.player.id, **changes)
    except Refusal as refusal:
        if not (valid and seating.i_host):
            raise
        form.add_error(None, refusal.words)
    if not form.errors:
        return None
    context = {"form": form, "room": room, "game": room.game}
    return render(request, "parts/settings-form.html", context, status=CONFLICT)
