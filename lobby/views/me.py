"""You: the name that others see, and the matches that you played."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lobby import guests, rooms
from lobby.forms import NameForm
from lobby.matchmaking import standings
from lobby.views.pages import PageRequest, page_or_part


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: PageRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": request.player.name})
    back = _own_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if form.is_valid():
        guests.rename(request, form.cleaned_data["name"])
        rooms.rename(player=request.player)
        return HttpResponseRedirect(back or reverse("lobby:home"))
    played = [] if request.htmx else standings.played(request.player.id)
    context = {"form": form, "back": back, "played": played}
    return page_or_part(request, "me.html", "parts/me-form.html", context)


def _own_address(request: PageRequest, address: str) -> str:
    """The address if it is one of this site's, else ""."""
    own = url_has_allowed_host_and_scheme(address, None, require_https=request.is_secure())
    return address if own and address.startswith("/") else ""
