"""Who may upload to a game: a publish token, or a permit that a host's page got for itself."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from lobby import hosting, permits, tokens
from lobby.errors import Refusal
from lobby.models import Game, PublishToken

BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Sender:
    game: Game
    by: User | None = None
    token: PublishToken | None = None


def find(authorization: str, slug: str) -> Sender | None:
    """Who sends, if that one may upload to the game."""
    if not authorization.lower().startswith(BEARER):
        return None
    text = authorization[len(BEARER) :].strip()
    sender = _by_token(text) or _by_permit(text)
    return sender if sender and sender.game.slug == slug else None


def check_again(sender: Sender) -> None:
    """Asked once all bytes are there, which may take long. Raises Refusal."""
    if sender.token:
        tokens = PublishToken.objects.select_related("game", "made_by")
        token = tokens.filter(pk=sender.token.pk).first()
        good = token is not None and _is_good(token)
    else:
        host = User.objects.filter(pk=sender.by.pk).first() if sender.by else None
        good = host is not None and _may(host, sender.game)
    if not good:
        raise Refusal("upload.revoked", "You may not upload to this game any more.")


def _by_token(text: str) -> Sender | None:
    """Its maker may have lost the game since; one that the site made has no maker."""
    token = tokens.read(text)
    return Sender(token.game, token=token) if token and _is_good(token) else None


def _is_good(token: PublishToken) -> bool:
    return token.made_by is None or _may(token.made_by, token.game)


def _by_permit(text: str) -> Sender | None:
    """Its host may have lost the game since it was signed."""
    permit = permits.read(text)
    if permit is None:
        return None
    host = User.objects.filter(pk=permit.host).first()
    game = Game.objects.filter(pk=permit.game).first()
    return Sender(game, by=host) if host and game and _may(host, game) else None


def _may(host: User, game: Game) -> bool:
    return hosting.is_host(host) and hosting.games_of(host).contains(game)
