"""What a visitor meets: names, certificates, the proxy, the walls around a game, its sockets.

A site without games has nothing to say of their pages. Raises DatabaseError if it cannot be asked.
"""

import base64
import http.client
import secrets
import socket
import ssl
import time
from collections.abc import Callable
from urllib.parse import SplitResult

from django.conf import settings

from lobby import addresses, isolation
from lobby.doctor.asking import Answer, Visitor
from lobby.doctor.finding import Finding, beware, wrong
from lobby.models import Build, Game
from lobby.models.build import BuildFile
from lobby.origins import is_loopback

FEW_DAYS = 14  # of a certificate; certbot renews at 30
NGINX = "Compare with deploy/nginx.conf."


def names(visitor: Visitor) -> list[Finding]:
    """Any name below the play host must lead here, for each game is one."""
    if visitor.at:
        return []
    found = []
    play = settings.PLAY_URL.hostname
    anything = f"doctor-{secrets.token_hex(4)}.{play}"
    for host, record in ((settings.SITE_URL.hostname, ""), (play, ""), (anything, f"*.{play}")):
        if is_loopback(host or ""):  # Browsers know these by themselves.
            continue
        try:
            socket.getaddrinfo(host, None)
        except OSError:
            found += wrong(
                f"The name {record or host} leads nowhere.",
                f"Add a DNS record for {record or host}.",
            )
    return found


def certificates(visitor: Visitor) -> list[Finding]:
    a_game = settings.PLAY_URL._replace(netloc=f"doctor.{settings.PLAY_URL.netloc}")
    hosts = [url for url in (settings.SITE_URL, settings.PLAY_URL, a_game) if url.scheme == "https"]
    return [finding for url in hosts for finding in _certificate(visitor, url)]


def _certificate(visitor: Visitor, url: SplitResult) -> list[Finding]:
    try:
        with visitor.dial(url) as line:
            assert isinstance(line, ssl.SSLSocket)
            ends = ssl.cert_time_to_seconds(str((line.getpeercert() or {})["notAfter"]))
    except ssl.SSLCertVerificationError as error:
        return wrong(
            f"Browsers refuse the certificate of {url.hostname}: {error.verify_message}.",
            "It must be for the site, the play host and *. before that: certbot certonly.",
        )
    except OSError as error:
        return wrong(f"{url.hostname} does not speak TLS: {error}", NGINX)
    days = (ends - time.time()) / 86400
    if days > FEW_DAYS:
        return []
    return beware(
        f"The certificate of {url.hostname} ends in {days:.0f} days.", "Renew it: certbot renew."
    )


def site(visitor: Visitor) -> list[Finding]:
    url = f"{settings.SITE_ORIGIN}/readyz"
    try:
        answer = visitor.get(url)
    except (OSError, http.client.HTTPException) as error:
        return wrong(f"{url} does not answer: {error}", "Start a worker, and what is before it.")
    if answer.status == 200 and answer.body.startswith(b"ok, "):
        return []
    if answer.status == 503:
        words = answer.body.decode(errors="replace")[:80]
        return wrong(f"The worker that answers is not ready: {words}.", "Mend that first.")
    return wrong(f"{url} answers {answer.status}, not as Playlobby does.", NGINX)


def games_pages(visitor: Visitor) -> list[Finding]:
    """A live build's page has the walls it should have, through all that is in front."""
    build = _live_build()
    if build is None:
        return []
    url = addresses.build_url(build)
    answer = _answer(visitor, url)
    if answer is None or answer.status != 200:
        status = answer.status if answer else "nothing"
        return wrong(f"The page of a game, {url}, answers {status}.", NGINX)
    due = isolation.game_headers(isolated=build.isolated, embeddable=build.game.embeddable)
    lost = [name for name, value in due.items() if answer.headers.get(name) != value]
    if not lost:
        return []
    return wrong(
        f"The page of a game, {url}, arrives without its own {', '.join(lost)}.",
        f"What is in front must hand headers on as they are. {NGINX}",
    )


def engines(visitor: Visitor) -> list[Finding]:
    build = _live_build()
    if build is None:
        return []
    file = BuildFile.objects.filter(build=build, path__endswith=".wasm").first()
    if file is None:
        return []
    answer = _answer(
        visitor, addresses.blob_url(file.blob_id, file.path), Accept_Encoding="br, gzip"
    )
    if answer is None or answer.status != 200:
        status = answer.status if answer else "nothing"
        return wrong(f"A game's engine, {file.path}, answers {status}.", NGINX)
    found = []
    if answer.headers.get("Content-Type") != "application/wasm":
        kind = answer.headers.get("Content-Type")
        found += wrong(f"A game's engine arrives as {kind}: browsers compile it late.", NGINX)
    if not answer.headers.get("Content-Encoding"):
        found += beware(
            "A game's engine arrives uncompressed: three times as large as need be.", NGINX
        )
    return found


def sockets(visitor: Visitor) -> list[Finding]:
    """Whether what is in front lets a WebSocket through."""
    game = Game.objects.values_list("slug", flat=True).first() or "doctor"
    answer = _answer(
        visitor,
        f"{settings.SITE_ORIGIN}/signal/{game}",
        Origin=settings.SITE_ORIGIN,
        Connection="Upgrade",
        Upgrade="websocket",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key=base64.b64encode(secrets.token_bytes(16)).decode(),
    )
    if answer is not None and answer.status == 101:
        return []
    status = answer.status if answer else "nothing"
    return wrong(
        f"Signaling does not get through: a WebSocket is answered with {status}.",
        f"What is in front must hand on Upgrade and Connection. {NGINX}",
    )


def _live_build() -> Build | None:
    """Of a game whose engine needs isolation, if there is one: it needs the most."""
    live = Build.objects.filter(pk__in=Game.objects.published().values("live_build"))
    return live.select_related("game").order_by("-threads", "-extensions").first()


def _answer(visitor: Visitor, url: str, **headers: str) -> Answer | None:
    try:
        return visitor.get(url, **headers)
    except (OSError, http.client.HTTPException):
        return None


CHECKS: dict[str, Callable[[Visitor], list[Finding]]] = {
    "names": names,
    "certificates": certificates,
    "site": site,
    "games' pages": games_pages,
    "engines": engines,
    "sockets": sockets,
}
