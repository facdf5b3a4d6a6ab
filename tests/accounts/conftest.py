"""An account, a visitor who may have its password, and the phone of its second step."""

import pytest
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import User
from django.core.cache import cache

from lobby import second_step

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path):
    """No folder of collected files to warn of, quick hashes, and no tries counted before."""
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def maya(db):
    return User.objects.create_user("maya", "maya@example.org", PASSWORD)


@pytest.fixture
def log_in(client):
    def log_in(name="maya", password=PASSWORD, **more):
        return client.post("/accounts/login/", {"login": name, "password": password} | more)

    return log_in


class Clock:
    """The time of server and phone, which tests move."""

    def __init__(self):
        self.now = 1_800_000_000.0

    def time(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(auth, "time", clock)
    monkeypatch.setattr(second_step, "time", clock)
    return clock


@pytest.fixture
def staff(maya):
    maya.is_staff = maya.is_superuser = True
    maya.save()
    return maya


@pytest.fixture
def phone(clock):
    """The code that an app shows which knows a secret: `phone(secret)`, or of another moment."""

    def shown(secret, steps=0):
        return auth.format_hotp_value(auth.hotp_value(secret, int(clock.now) // 30 + steps))

    return shown


@pytest.fixture
def secret(staff, clock):
    """Maya's second step is set up."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(staff, secret)
    return secret


def is_in(client):
    return "_auth_user_id" in client.session
