"""A room's own players watch it live."""

import pytest

ROOM = """
from lobby import passes, rooms
from lobby.models import Game
from lobby.passes import Pass, Player
game = Game.objects.get(slug="mesh")
blue, eve = Player("blue", "Blue"), Player("eve", "Eve")
code = rooms.create(game=game, player=blue).code
print(code, *(passes.sign(Pass(player, "mesh", code)) for player in (blue, eve)))
"""


@pytest.fixture
def room(live_site):
    return live_site.shell(ROOM).split()


async def test_who_has_a_seat_sees_the_room(live_site, watch, room):
    code, blue, _ = room
    watcher = await watch(live_site, f"/live/rooms/{code}", shown_pass=blue)
    heard = await watcher.hear()
    assert (heard["type"], heard["you"], heard["room"]["code"]) == ("room", 1, code)
    assert heard["room"]["peers"] == [
        {"number": 1, "name": "Blue", "ready": False, "connected": False}
    ]


async def test_nobody_else_does(live_site, watch, room):
    code, blue, eve = room
    for shown, path in [(eve, code), (blue, "NOROOM"), (blue, "!"), ("nonsense", code), ("", code)]:
        watcher = await watch(live_site, f"/live/rooms/{path}", shown_pass=shown)
        assert (await watcher.closed())[0] == 4000
