"""Accounts: what allauth asks of a site, and whose failures axes counts.

Players need none: they are guests. With one they keep their name on every device.
"""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
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

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """None that may be another’s email address: tries would be counted for the wrong one."""
        if "@" in username:
            raise ValidationError("Choose a username without “@”.")
        cleaned: str = super().clean_username(username, shallow)
        return cleaned

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Where anybody may host, who makes an account wants to."""
        made: User = super().save_user(request, user, form, commit)
        if commit and settings.SIGNUP == "open":
            hosting.enrol(user=made)
        return made

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Who has a second step shows it: a password alone turns it not off."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"] == "mfa_reauthenticate"] or methods

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
    typed = given.get("email") or given.get("username") or request.POST.get("login") or ""
    if not typed:
        return ""
    # What may be an address is one first: else who is called like it would be counted, and
    # forgiven, in its place. Who has got in is told of by username alone.
    alone = given.get("username") and not given.get("email")
    ways = ("username__iexact", "email__iexact") if alone else ("email__iexact", "username__iexact")
    users = get_user_model().objects.order_by("pk")
    found = (users.filter(**{way: typed}).first() for way in ways)
    user = next(filter(None, found), None)
    return (user.get_username() if user else typed.lower())[:MOST_LETTERS]
