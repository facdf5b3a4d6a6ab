"""The walls between pages: COOP, COEP, CORP and content security policies.

Threads and extensions need cross-origin isolation, which keeps a page out of other sites: so it
is given per build, and only to one that needs it.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lobby import addresses

COOP = "Cross-Origin-Opener-Policy"
COEP = "Cross-Origin-Embedder-Policy"
CORP = "Cross-Origin-Resource-Policy"
CSP = "Content-Security-Policy"

# What the frame of a game may do. No microphone and no camera: what a player grants is granted to
# the site, so one game's yes would be every game's. `cross-origin-isolated` must be handed down, or
# an isolated build's frame is none in Chromium.
FRAME_ALLOW = "autoplay; clipboard-write; fullscreen; gamepad; screen-wake-lock"
ISOLATED_FRAME_ALLOW = f"{FRAME_ALLOW}; cross-origin-isolated"
# All that a game on an origin of its own may need, but not the tab that it is shown in.
FRAME_SANDBOX = (
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-forms "
    "allow-modals allow-downloads allow-pointer-lock allow-orientation-lock"
)


def game_headers(*, isolated: bool, embeddable: bool) -> dict[str, str]:
    """For every file of a build: an isolated page's workers and worklets need them as well.

    Whoever frames an isolated page would have to be isolated too: so only the site may.
    """
    policy = game_policy(embeddable=embeddable and not isolated)
    headers = {CSP: policy, "X-Content-Type-Options": "nosniff"}
    if isolated:
        headers |= {COOP: "same-origin", COEP: "require-corp", CORP: "cross-origin"}
    return headers


def game_policy(*, embeddable: bool) -> str:
    """A game may do what its origin allows: the wall is the origin, and whoever uploads a game
    writes its scripts anyway, so those a page takes from elsewhere (https) are no more foreign.
    """
    blobs, site = addresses.blob_origin(), settings.SITE_ORIGIN
    socket = site.replace("http", "ws", 1)
    return "; ".join(
        [
            f"default-src 'self' blob: data: {blobs} https:",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob: https:",
            "worker-src 'self' blob:",
            f"connect-src 'self' blob: data: {blobs} {site} {socket} https: wss:",
            f"img-src 'self' data: blob: {blobs} https:",
            "style-src 'self' 'unsafe-inline' https:",
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
            f"frame-ancestors {'*' if embeddable else site}",
        ]
    )


def site_policy() -> str:
    """The site's own pages load nothing but their own files, blobs, and games in frames."""
    play = settings.PLAY_URL
    return "; ".join(
        [
            "default-src 'self'",
            f"img-src 'self' data: {addresses.blob_origin()}",
            f"frame-src {play.scheme}://*.{play.netloc}",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        ]
    )


def isolate(response: HttpResponse) -> None:
    """Make a page of the site isolated, so that the frame in it can be."""
    response[COOP] = "same-origin"
    response[COEP] = "require-corp"


class SiteHeadersMiddleware:
    """The site's policy, on every page that does not bring one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = site_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault(CSP, self.policy)
        return response
