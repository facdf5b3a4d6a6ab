"""What a live list shows is what the page shows when it is asked for anew."""

import pytest

from lobby.models import Game, Room
from lobby.passes import Player
from lobby.rooms import create
from lobby.seating import seatings
from lobby.views.listing import Wish

NAMES = ["École", "ecole", "FRIDAY night", "Straße", "İstanbul", "100%", "a_b", "Maya’s room"]
SEARCHES = ["école", "ÉCOLE", "friday", "NIGHT", "strasse", "istanbul", "%", "_", "maya", "player"]


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("value", ["", "Duel", "Teams"])
def test_matching_by_hand_and_by_the_database_agree(db, search, value):
    game = Game.objects.create(slug="golf", title="Golf", properties="Mode: Duel, Teams")
    for place, name in enumerate(NAMES):
        values = {"mode": "Teams" if place % 2 else "Duel"}
        host = Player(id=str(place), name=NAMES[-place])
        create(game=game, player=host, socket=f"w.{place}", name=name, public=True, values=values)
    chosen = (("mode", value),) if value else ()
    wish = Wish(search=search, every=True, sort="new", values=chosen)
    asked = {one.room.name for one in seatings(wish.among(Room.objects.on_lists()))}
    seen = {one.room.name for one in seatings(Room.objects.all()) if wish.fits(one)}
    assert asked == seen
