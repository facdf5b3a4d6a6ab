"""The second step of a log-in: a code that an app shows, or one of ten spare ones.

What allauth remembers of codes is in each worker's own memory. Here the database remembers, for all
workers: a code is good once (RFC 6238, 5.2), and whoever is wrong five times waits. What codes are
made from is sealed with the site's secret key: the database alone is worth no log-in.
"""

import base64
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

MOST_WRONG = 5
WAIT = timedelta(minutes=15).total_seconds()
SEALED = "sealed:"
FOR_STAFF = ("/admin/", "/host/")
WRONG = "That is not the code of now, or it was used already."
TOO_MANY = "Five wrong codes. Wait a quarter of an hour, then try again."
ASKED = "Staff of this site log in with a second step. Set it up to go on."


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG}

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """Our page draws it itself."""
        return ""

    def encrypt(self, text: str) -> str:
        return SEALED + _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """One from before there was a seal is as it is. Without the key it was sealed with nobody
        knows it: no code fits."""
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        try:
            return _seal().decrypt(encrypted_text.removeprefix(SEALED)).decode()
        except InvalidToken:
            return str(auth.generate_totp_secret())


class _Counted:
    """A form with a code: tries are counted before anybody knows whether they are right, so that
    many at once are no more than one after another."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        _with_step(self.user, _count)
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            _with_step(self.user, lambda data: _spend(data, code))
        _with_step(self.user, lambda data: data.pop("tries", None))
        return code


class LogInForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    """Between the password and the site."""


class AgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """Before something that only the owner of an account may do."""


class StaffMiddleware:
    """Where the site requires it, staff without a second step get no further than to its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_MFA == "required" and request.path.startswith(FOR_STAFF):
            user = request.user
            if isinstance(user, User) and user.is_staff and not has_one(user):
                messages.info(request, ASKED)
                return redirect("mfa_activate_totp")
        return self.get_response(request)


def has_one(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def remove(user: User) -> None:
    """With the spare codes: those of a lost phone's time are worth nothing any more."""
    Authenticator.objects.filter(user=user).delete()


def _with_step(user: User, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what is remembered of a user's codes; nobody else does meanwhile."""
    with transaction.atomic():
        locked = Authenticator.objects.select_for_update()
        step = locked.filter(user=user, type=Authenticator.Type.TOTP).first()
        if step is not None:
            change(step.data)
            step.save(update_fields=["data"])


def _count(data: dict[str, Any]) -> None:
    now = time.time()
    data["tries"] = [at for at in data.get("tries", []) if now - at < WAIT]
    if len(data["tries"]) >= MOST_WRONG:
        raise ValidationError(TOO_MANY, code="too_many")
    data["tries"].append(now)


def _spend(data: dict[str, Any], code: str) -> None:
    """A code is that of a moment; neither it nor an earlier one is good again."""
    secret = decrypt(data["secret"])
    for moment in auth.yield_hotp_counters_from_time():
        expected = auth.format_hotp_value(auth.hotp_value(secret, moment))
        if moment > data.get("spent", 0) and compare_user_code(actual=code, expected=expected):
            data["spent"], data["secret"] = moment, encrypt(secret)
            return
    raise ValidationError(WRONG, code="incorrect_code")


def _seal() -> Fernet:
    key = salted_hmac("playlobby.second_step", "seal", settings.SECRET_KEY, algorithm="sha256")
    return Fernet(base64.urlsafe_b64encode(key.digest()))
