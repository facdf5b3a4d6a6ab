"""Publish tokens: made, read and revoked. A token is shown once; only its SHA-256 is kept."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from lobby.errors import Refusal
from lobby.models import Game, PublishToken

PREFIX = "playlobby_"  # Who finds one in a log or a repository can tell what it is.
RANDOM_BYTES = 32
MOST_A_GAME = 20
TOLD_EVERY = timedelta(minutes=1)  # that it was used: no write for each part of an upload


def make(*, game: Game, name: str, by: User | None) -> str:
    """A new token for a game: the text that its host must keep. Raises Refusal."""
    if game.tokens.count() >= MOST_A_GAME:
        raise Refusal("token.too_many", f"A game has at most {MOST_A_GAME} tokens. Revoke one.")
    text = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    PublishToken.objects.create(game=game, name=name, sha256=_hash(text), made_by=by)
    return text


def read(text: str) -> PublishToken | None:
    """The token with that text, if there is one; that it was used is noted."""
    if not text.startswith(PREFIX):
        return None
    token = (
        PublishToken.objects.select_related("game", "made_by").filter(sha256=_hash(text)).first()
    )
    now = timezone.now()
    if token and (token.last_used_at is None or now - token.last_used_at > TOLD_EVERY):
        PublishToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def revoke(*, token: PublishToken) -> None:
    """From now on nobody publishes with it, nor what is on its way by it."""
    token.delete()


def _hash(text: str) -> str:
    """No salt and no slow hash: nobody guesses 32 random bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
