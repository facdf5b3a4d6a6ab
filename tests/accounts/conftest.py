"""An account, and a visitor who may have its password."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

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
