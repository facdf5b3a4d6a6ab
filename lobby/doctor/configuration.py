"""What the settings alone tell: no store, no network. A site on a loopback host is for trying."""

import stat
from collections.abc import Callable
from urllib.parse import SplitResult

from django.conf import settings

from lobby.doctor.finding import Finding, beware, wrong
from lobby.origins import is_loopback

LEAST_KEY = 50  # characters, as Django has it
LEAST_KINDS = 5  # of them


def secret_key() -> list[Finding]:
    key, found = settings.SECRET_KEY, []
    if len(key) < LEAST_KEY or len(set(key)) < LEAST_KINDS:
        found += wrong(
            f"The secret key is too weak: {len(key)} characters, {len(set(key))} different ones.",
            "Unset PLAYLOBBY_SECRET_KEY, and one is made; or: openssl rand -base64 48",
        )
    file = settings.DATA_DIR / "secret_key"
    if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        found += wrong(f"Others on this machine can read {file}.", f"chmod 600 {file}")
    return found


def debug() -> list[Finding]:
    if settings.LOOPBACK or not settings.DEBUG:
        return []
    return wrong(
        "Debug pages are on: any visitor can read settings and code.", "Unset PLAYLOBBY_DEBUG."
    )


def https() -> list[Finding]:
    plain = [url.geturl() for url in (settings.SITE_URL, settings.PLAY_URL) if is_plain(url)]
    if not plain:
        return []
    return wrong(
        f"No https at {' and '.join(plain)}: games with threads do not start, and anybody on the "
        "way reads along.",
        "Set PLAYLOBBY_SITE_URL (and PLAYLOBBY_PLAY_URL) to https, behind deploy/nginx.conf.",
    )


def is_plain(url: SplitResult) -> bool:
    return url.scheme != "https" and not is_loopback(url.hostname or "")


def origins() -> list[Finding]:
    site, play = settings.SITE_URL.hostname, settings.PLAY_URL.hostname
    if site == play:
        return wrong(
            "Games and the site share a host: an uploaded game could act as any visitor.",
            "Unset PLAYLOBBY_PLAY_URL, or give the games a domain of their own.",
        )
    if (site or "").endswith(f".{play}"):
        return wrong(
            f"The site's host {site} is one of the games' hosts, below {play}.",
            "Set PLAYLOBBY_PLAY_URL to a host that the site's is not below.",
        )
    return []


def proxies() -> list[Finding]:
    if settings.TRUSTED_PROXIES or not settings.SECURE:
        return []
    return wrong(
        "The site is on https, yet no proxy is believed: all visitors count as one, and limits "
        "of one hit all.",
        "Set PLAYLOBBY_TRUSTED_PROXIES to the proxy's address, such as 127.0.0.1.",
    )


def limits() -> list[Finding]:
    if settings.LOOPBACK or settings.LIMITS == "on":
        return []
    return wrong("Limits are off: one visitor can fill the site.", "Unset PLAYLOBBY_LIMITS.")


def database() -> list[Finding]:
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if not (is_sqlite and settings.REDIS_URL):
        return []
    return beware(
        "Several workers share a SQLite file: they wait for each other, and it must not be on a "
        "network's disk.",
        "Move to PostgreSQL (PLAYLOBBY_DATABASE_URL) as the site grows.",
    )


def mail() -> list[Finding]:
    if settings.LOOPBACK or not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return []
    return beware(
        "Mail is printed to the log: nobody gets a new password by it.",
        "Set PLAYLOBBY_EMAIL_URL.",
    )


CHECKS: dict[str, Callable[[], list[Finding]]] = {
    "secret key": secret_key,
    "debug": debug,
    "https": https,
    "origins": origins,
    "proxies": proxies,
    "limits": limits,
    "kind of database": database,
    "mail": mail,
}
