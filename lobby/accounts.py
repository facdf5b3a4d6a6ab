"""Accounts: what allauth asks of a site, and whose failures axes counts.

Players need none: they are guests. With one they keep their name on every device.
"""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from lobby import hosting

MOST_LETTERS = 255  # of a name that axes remembers
_MISMATCH = "That name and password don’t belong together."


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _MISMATCH,
        "email_password_mismatch": _MISMATCH,
        "too_many_login_attempts": "Too many tries from your network. Wait a minute.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP != "closed"

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Where anybody may host, who makes an account wants to."""
        made: User = super().save_user(request, user, form, commit)
        if commit and settings.SIGNUP == "open":
            hosting.enrol(user=made)
        return made

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if request.user.is_authenticated and request.user.is_staff:
            return reverse("admin:index")
        return reverse("lobby:host" if hosting.is_host(request.user) else "lobby:home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the site's own address, whatever address was asked."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.SITE_ORIGIN}{path}"


def account_named(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The account that somebody tries to get into: one, however its name is written.

    Else five tries with the name, five with the e-mail address and five in capitals were free.
    """
    given = credentials or {}
    typed = given.get("username") or given.get("email") or request.POST.get("login") or ""
    named = Q(username__iexact=typed) | Q(email__iexact=typed)
    user = get_user_model().objects.filter(named).order_by("pk").first() if typed else None
    return (user.get_username() if user else typed.lower())[:MOST_LETTERS]
