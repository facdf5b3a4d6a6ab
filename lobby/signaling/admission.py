"""Who may speak about which game: the game of an address, the page it comes from, the pass."""

from dataclasses import dataclass, replace
from time import monotonic

from django.conf import settings

from lobby import addresses, codes, guests, origins, passes
from lobby.database import in_database
from lobby.errors import Refusal
from lobby.models import Game
from lobby.passes import Pass, Player
from lobby.rooms import NOBODY, check_running

FRESH = 1.0  # seconds
MOST_KEPT = 500  # games


@dataclass(frozen=True, slots=True)
class Admission:
    """`room` is the code that a bare JOIN means: the address's, else the pass's, else "";
    `invited_to` is the pass's alone."""

    game: Game
    player: Player
    room: str
    invited_to: str = ""


async def admit(*, slug: str, code: str = "", origin: str | None, shown_pass: str) -> Admission:
    """Let a socket in, by its address, `Origin` header and pass ("" if none).

    Raises Refusal for an unknown game, a pass of another game or time, a page that may not.
    """
    game = await _find(slug)
    claims = passes.read(shown_pass) if shown_pass else None
    if shown_pass and (claims is None or claims.game != slug):
        raise Refusal("pass.invalid", "This page has been open too long. Reload it.")
    if not origins.may_signal(
        origin,
        allowed={settings.SITE_ORIGIN, addresses.play_origin(slug), *game.allowed_origins},
        native=game.native_clients,
        has_pass=claims is not None,
        loopback=settings.LOOPBACK,
    ):
        raise Refusal("origin.refused", "Pages of that site may not join this game.")
    asked = codes.read_code(code) or (codes.NO_CODE if code else "")
    invited_to = claims.room if claims else ""
    return Admission(game, claims.player if claims else NOBODY, asked or invited_to, invited_to)


def named(admission: Admission, name: str) -> Admission:
    """The same, with a new player of that name. Raises Refusal."""
    return replace(admission, player=guests.named(name))


def pass_of(admission: Admission) -> str:
    return passes.sign(Pass(admission.player, admission.game.slug, admission.invited_to))


async def _find(slug: str) -> Game:
    """The game of an address, as it was within the last second: storms dial one game."""
    read_at, game = _games.get(slug, (0.0, None))
    if game is None or monotonic() - read_at > FRESH:
        game = await in_database(_read, slug)
        if len(_games) >= MOST_KEPT:
            _games.clear()
        _games[slug] = (monotonic(), game)
    return game


def _read(slug: str) -> Game:
    game = Game.objects.filter(slug=slug).select_related("live_build").first()
    if game is None:
        raise Refusal("game.unknown", "There is no game at this address.")
    check_running(game)
    return game


_games: dict[str, tuple[float, Game]] = {}
