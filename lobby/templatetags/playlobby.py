"""Small parts that templates draw: an icon from the sprite, a size in bytes."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

KILO = 1000


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A Phosphor icon; it says nothing to a screen reader, the words beside it do."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        static("icons/phosphor.svg"),
        name,
    )


@register.filter
def megabytes(size: int) -> str:
    """Bytes in words a player compares: `640 kB`, `3.4 MB`, `38 MB`."""
    if size < KILO**2:
        return f"{max(1, round(size / KILO))}\N{NO-BREAK SPACE}kB"
    mega = size / KILO**2
    return f"{mega:.1f}\N{NO-BREAK SPACE}MB" if mega < 10 else f"{mega:.0f}\N{NO-BREAK SPACE}MB"
