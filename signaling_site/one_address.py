"""One address for one site: cookies, frames and passes hang on the exact origin."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from lobby.origins import is_loopback


class OneAddressMiddleware:
    """Lead whoever came by another name of this machine (127.0.0.1) to the site's own address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LOOPBACK and _minds(request) and _is_another(request.get_host()):
            return HttpResponseRedirect(settings.SITE_ORIGIN + request.get_full_path())
        return self.get_response(request)


def _minds(request: HttpRequest) -> bool:
    """Programs that ask the API bring neither cookies nor frames, and may not follow."""
    return request.method == "GET" and not request.path_info.startswith("/api/v1/")


def _is_another(host: str) -> bool:
    return host != settings.SITE_URL.netloc and is_loopback(urlsplit(f"//{host}").hostname or "")
