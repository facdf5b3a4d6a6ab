"""Small parts that templates draw: an icon, a cover, a size in bytes, a QR code."""

import segno
from django import template
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import DisallowedHost
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lobby import hosting
from lobby.addresses import blob_url
from lobby.bulletin import bulletin
from lobby.models import Game
from lobby.sizes import megabytes

MINUTE = 60  # seconds

register = template.Library()
register.filter(megabytes)


@register.simple_tag(takes_context=True)
def place(context: Context) -> str:
    """The site’s name as the visitor has it; its own, if what they have is none of its names."""
    try:
        return str(context["request"].get_host())
    except (KeyError, DisallowedHost):
        return str(settings.SITE_URL.netloc)


@register.simple_tag
def notice() -> str:
    """What all players are told just now."""
    return bulletin.notice


@register.filter
def about(seconds: int) -> str:
    """A time as people say it: about 40 seconds, about 3 minutes."""
    number, unit = (seconds, "second") if seconds < MINUTE else (round(seconds / MINUTE), "minute")
    return f"about {number} {unit}{'' if number == 1 else 's'}"


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A Phosphor icon; it says nothing to a screen reader, the words beside it do."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        static("icons/phosphor.svg"),
        name,
    )


@register.simple_tag
def cover(game: Game, size: str = "small", *, lazy: bool = False, classes: str = "") -> SafeString:
    """A game's picture, else the floor laid from its slug; decoration, its title stands beside.

    All of them are 3:2, so the place is kept before a byte has come.
    """
    if picture := game.picture:
        # A blob's key is its hash: no query for it.
        address = blob_url(picture.large_id if size == "large" else picture.small_id, "cover.webp")
    else:
        address = reverse("lobby:cover", args=[game.slug])
    return format_html(
        '<img class="{}" src="{}" alt="" width="720" height="480"{}>',
        f"cover {classes}".strip(),
        address,
        mark_safe(' loading="lazy" decoding="async"') if lazy else "",
    )


@register.simple_tag
def qr_code(words: str) -> SafeString:
    """The words as a QR code: dark on light in either scheme, as cameras want it."""
    code = segno.make_qr(words, error="m")
    return mark_safe(code.svg_inline(dark="#10241d", light="#fff", omitsize=True, border=3))


@register.filter
def is_host(user: object) -> bool:
    """Whether somebody, if anybody, hosts games here."""
    return isinstance(user, User) and hosting.is_host(user)


@register.simple_tag
def signup_open() -> bool:
    """Whether anybody may make an account, be it to host or to play."""
    return settings.SIGNUP != "closed"


@register.simple_tag
def hosting_open() -> bool:
    return settings.SIGNUP == "open"
