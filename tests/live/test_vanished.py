"""A room that goes with its game: whoever watches it, or a list of it, is told."""

import json

from lobby.live.desk import Group
from lobby.live.drawing import JsonView, ListView
from lobby.models import Game
from lobby.rooms import create
from lobby.views.listing import Wish

WISH = Wish(search="", every=True, sort="new")


def test_a_room_that_was_deleted_leaves_every_list(db):
    game = Game.objects.create(slug="golf", title="Golf")
    room = create(game=game, socket="w.1", public=True)
    create(game=game, socket="w.2", public=True)
    page, program = Group(ListView("golf", WISH)), Group(JsonView("golf", WISH))
    for group in (page, program):
        group.read()
        assert room.code in group.known
    gone = {"type": "gone", "code": room.code}
    assert [json.loads(one) for one in program.note([], [room.code])[0]] == [gone]
    assert "row-gone" in page.note([], [room.code])[0][0]
    assert program.note([], [room.code]) == ([], [])
