"""Your data: what the site has of whoever asks, as a file, and the end of it."""

from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lobby import guests, limits
from lobby.errors import Refusal
from lobby.forms import ForgetForm
from lobby.privacy import erasure, personal
from lobby.privacy.personal import Person
from lobby.views.pages import PageRequest, network

LOOKS_A_MINUTE = 20  # of one network: each goes through a dozen tables
_looks = limits.Window()

WORDS = {
    "seats": "seats in rooms",
    "chat_lines": "lines of chats",
    "reported_lines": "lines of yours that somebody reported",
    "reports": "reports that you made",
    "tickets": "tickets of matchmaking",
    "matches": "places in matches",
    "ratings": "ratings",
    "log_ins_that_failed": "log-ins that failed",
    "account": "account",
    "name_on_every_device": "name kept for every device",
    "second_steps": "parts of a second step of your log-in",
    "games": "games you own",
    "edited_games": "games you edit",
    "uploads": "uploads",
    "publish_tokens": "publish tokens",
    "bans": "bans",
    "notices": "notices that you posted",
    "acts_as_staff": "things you did as staff",
}


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: PageRequest) -> HttpResponse:
    if not _looks.hit(network(request), LOOKS_A_MINUTE):
        return render(request, "429.html", status=429)
    who = _who(request)
    form = ForgetForm(request.POST or None, request=request)
    refused = _refused(who)
    if request.method == "POST" and not refused and form.is_valid():
        erasure.erase(who)
        logout(request)
        request.player = guests.stranger()
        return redirect("lobby:data-deleted")
    found = [(count, WORDS[name]) for name, count in personal.counts(who).items()]
    context = {"form": form, "refused": refused, "found": found}
    return render(request, "data.html", context, status=409 if form.is_bound and refused else 200)


@never_cache
@require_safe
def download(request: PageRequest) -> HttpResponse:
    if not _looks.hit(network(request), LOOKS_A_MINUTE):
        return render(request, "429.html", status=429)
    told = personal.export(_who(request), request.player.name)
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="playlobby-data.json"'
    return answer


@never_cache
@require_safe
def deleted(request: PageRequest) -> HttpResponse:
    return render(request, "data-deleted.html")


def _who(request: PageRequest) -> Person:
    user = request.user
    return Person(request.player.id, user if isinstance(user, User) else None)


def _refused(who: Person) -> str:
    try:
        erasure.check(who)
    except Refusal as refusal:
        return refusal.words
    return ""
