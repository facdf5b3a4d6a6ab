"""Games and rooms in lists: each takes the same few queries, however long it is."""

import re
from typing import Any

from django.conf import settings
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce
from django.urls import reverse

from lobby import addresses, properties, rooms
from lobby.errors import Refusal
from lobby.live.telling import told
from lobby.models import Game, Peer, Room
from lobby.models.game import SLUG_PATTERN, GameQuerySet
from lobby.properties import Property
from lobby.seating import OF_A_GAME, seatings
from lobby.views.listing import Wish

MOST_IN_A_LIST = 200
USUAL_IN_A_LIST = 50
# What a list of rooms is asked by. A property that is called like one of them filters nothing.
OWN_WORDS = ("q", "seats", "sort", "limit", "offset")


def published(slug: str) -> Game:
    """A game that can be played. Raises Refusal."""
    found = re.fullmatch(SLUG_PATTERN, slug) and games().filter(slug=slug).first()
    if not found:
        raise Refusal("game.unknown", "There is no game at this address.")
    return found


def games() -> GameQuerySet:
    """Those that can be played, with how many play them, and their open rooms."""
    people = Peer.objects.present().filter(room__in=Room.objects.living())
    return (
        Game.objects.published()
        .select_related(*OF_A_GAME)
        .annotate(
            people=_of_each(people, "room__game"),
            open_rooms=_of_each(Room.objects.listed(), "game"),
        )
    )


def game_told(game: Game) -> dict[str, Any]:
    """One of `games`, as everybody is told of it."""
    return {
        "slug": game.slug,
        "title": game.title,
        "description": game.description,
        "seats": game.seats,
        "topology": game.topology,
        "properties": [_property_told(one) for one in game.declared],
        "chat": game.chat,
        "page": settings.SITE_ORIGIN + reverse("lobby:game", args=[game.slug]),
        "play": f"{addresses.play_origin(game.slug)}/",
        "signal": addresses.signal_url(game.slug),
        "cover": _cover(game),
        "people": getattr(game, "people", 0),
        "open_rooms": getattr(game, "open_rooms", 0),
    }


def rooms_told(
    game: Game, wish: Wish, values: dict[str, str], *, limit: int, offset: int
) -> dict[str, Any]:
    """A page of a game's listed rooms. Raises Refusal for a property that it does not have."""
    found = wish.among(Room.objects.listed().filter(game=game))
    if not wish.every:
        found = found.filter(Q(taken__lt=F("seats")))
    for number, (key, value) in enumerate(_chosen(game, values).items()):
        # By another name: a key may be called like something that the database does.
        name = f"property_{number}"
        found = found.alias(**{name: KeyTransform(key, "properties")}).filter(**{name: value})
    page = seatings(found[offset:], most=limit)
    return {"rooms": [told(seating) for seating in page], "total": found.count()}


def _chosen(game: Game, values: dict[str, str]) -> dict[str, properties.Value]:
    """As rooms have them, with words hidden that nobody should have to read."""
    read = rooms.chosen(game, values)
    return {key: value for key, value in read.items() if key in values}


def _of_each(rows: QuerySet[Any], game: str) -> Coalesce:
    """How many of the rows are of each game, which they know by that name."""
    counted = (
        rows.filter(**{game: OuterRef("pk")})
        .order_by()
        .values(game)
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _property_told(one: Property) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "kind": one.kind,
        "usual": one.usual,
        "choices": list(one.choices),
        "least": one.least,
        "most": one.most,
    }


def _cover(game: Game) -> str:
    if picture := game.picture:
        return addresses.blob_url(picture.large_id, "cover.webp")
    return settings.SITE_ORIGIN + reverse("lobby:cover", args=[game.slug])
