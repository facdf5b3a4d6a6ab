"""Passwords of rooms: short-lived, and told to friends, so hashed to be checked in no time.

The site's secret key is part of the hash, so a copy of the database alone opens no room. Tries are
counted like wrong codes, see `lobby.guesses`.
"""

import unicodedata

from django.utils.crypto import constant_time_compare, salted_hmac

from lobby.errors import Refusal

LENGTH = 64  # the most characters of a password


def hashed(code: str, password: str) -> str:
    """What `Room.password` keeps; "" for none. An “é” is one, as one sign or as two."""
    if not password:
        return ""
    password = unicodedata.normalize("NFC", password)
    return salted_hmac("playlobby.room", f"{code} {password}", algorithm="sha256").hexdigest()


def checked(password: str) -> str:
    """The password, if it may be one. Raises Refusal."""
    if len(password) > LENGTH:
        raise Refusal("password.too_long", f"A password has {LENGTH} characters at most.")
    return password


def fits(code: str, kept: str, password: str) -> bool:
    return not kept or constant_time_compare(kept, hashed(code, password))
