"""Two last claims at one moment: a match is rated once, on SQLite and on PostgreSQL."""

import json

import pytest

# Everybody plays everybody, so that matches of one player are rated at once, too.
CLAIMS = """
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from threading import Barrier
from django.db import connection
from django.utils import timezone
from lobby import rooms
from lobby.errors import Refusal
from lobby.matchmaking import results
from lobby.models import Entrant, Game, Match, Queue, Rating

game = Game.objects.create(slug="golf", title="Golf", seats=8)
queue = Queue.objects.create(game=game, slug="duel", name="Duel")
claims = []
for pair in combinations("abcd", 2):
    room = rooms.create(game=game, socket="w." + "".join(pair))
    room.peers.all().delete()
    match = Match.objects.create(queue=queue, room=room, state="playing", come_by=timezone.now())
    for number, player in enumerate(pair, 1):
        room.peers.create(number=number, player=player, state="seated")
        match.entrants.create(player=player, name=player, number=number, came=True)
        claims += [(room.code, player)] * 2
together = Barrier(len(claims))

def say(one):
    together.wait(20)
    try:
        results.claim(code=one[0], player=one[1], places=[[1], [2]])
    except Refusal as refusal:
        return refusal.rule
    finally:
        connection.close()

with ThreadPoolExecutor(len(claims)) as pool:
    refused = set(pool.map(say, claims))
told = list(Rating.objects.order_by("player").values_list("player", "matches", "wins"))
states = set(Match.objects.values_list("state", flat=True))
placed = Entrant.objects.filter(place__isnull=False).count()
print(json.dumps([told, sorted(states), placed, sorted(map(str, refused))]))
"""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_match_is_rated_once_whoever_speaks_at_the_same_moment(request, make_site, database):
    settings = {}
    if database == "postgresql":
        settings["PLAYLOBBY_DATABASE_URL"] = request.getfixturevalue("postgresql").url
    site = make_site(**settings)
    site.manage("migrate", "-v0")
    told, states, placed, refused = json.loads(site.shell(CLAIMS))
    assert told == [["a", 3, 3], ["b", 3, 2], ["c", 3, 1], ["d", 3, 0]]
    assert (states, placed) == (["rated"], 12)
    assert set(refused) <= {"None", "match.rated"}
