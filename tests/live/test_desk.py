"""What the desk tells each group of watchers, whatever fails on the way."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.db import OperationalError

from lobby import database, rooms
from lobby.errors import Refusal
from lobby.live import desk as module
from lobby.live import drawing
from lobby.live.changes import changes
from lobby.live.desk import Desk, Group
from lobby.live.drawing import JsonView, ListView, RackView
from lobby.live.feeds import Feeds
from lobby.live.reading import News, read
from lobby.models import Game
from lobby.passes import Player
from lobby.views.listing import Wish

WISH = Wish(search="", every=False, sort="new")


class Ear:
    def __init__(self, player=""):
        self.player, self.told = player, []

    def tell(self, text):
        self.told.append(text)

    def last(self):
        told, self.told = "".join(self.told), []
        return told


@pytest.fixture
def game(db):
    return Game.objects.create(slug="golf", title="Golf", seats=2)


@pytest.fixture
def opened(game):
    """Open a room, of somebody's."""
    count = 0

    def opened(player="", **asked):
        nonlocal count
        count += 1
        who = Player(player, player.title())
        return rooms.create(game=game, player=who, socket=f"w.{count}", public=True, **asked)

    return opened


@pytest.fixture
def desk(monkeypatch):
    """What it draws is drawn here and now, where the test's database is."""

    async def at_once(verb, *args):
        return verb(*args)

    monkeypatch.setattr(module, "in_database_for_pages", at_once)
    monkeypatch.setattr(module, "feeds", Feeds())
    return Desk()


def run(coroutine):
    """One that waits for nothing, so that it needs no loop, beside which Django reads nothing."""
    with suppress(StopIteration):
        coroutine.send(None)


def seat(desk, view, player=""):
    ear = Ear(player)
    run(desk.seat(ear, view))
    return ear, ear.last()


def show(desk, *codes):
    """What a loop of the worker does with codes that were touched."""
    news = read(codes=codes, with_chat=())
    lost = set(codes) - {one.seating.room.code for one in news}
    run(desk.see(news, lost))


def seated_at(view, *players):
    group = Group(view, dict.fromkeys(map(Ear, players), True))
    group.read()
    return group


def drawn(group, *codes, lost=()):
    """What each player is told, by its id."""
    seatings = [one.seating for one in read(codes=codes, with_chat=())]
    told = {socket.player: "" for socket in group.sockets}
    for _, frames, own in module._draw([group], (), seatings, lost):
        told |= {player: "".join(own.get(player, frames)) for player in told}
    return told


def test_a_list_that_turns_from_bare_or_to_bare_is_told_whole(opened):
    group = seated_at(ListView("golf", WISH), "")
    first = opened()
    told = drawn(group, first.code)[""]
    assert "data-list" in told and first.code in told
    second = opened()
    assert "data-list" not in drawn(group, second.code)[""]
    rooms.leave(socket="w.1")
    assert "data-list" not in drawn(group, first.code)[""]
    rooms.leave(socket="w.2")
    told = drawn(group, second.code)[""]
    assert "data-list" in told and "No rooms open" in told


def test_so_is_one_whose_last_free_seat_is_taken(opened, game):
    group = seated_at(ListView("golf", WISH), "")
    room = opened()
    drawn(group, room.code)
    rooms.join(code=room.code, game=game, socket="w.9")
    assert "No free seats right now" in drawn(group, room.code)[""]


def test_a_program_is_told_of_the_room_alone(opened):
    group = seated_at(JsonView("golf", WISH), "")
    assert '"type": "room"' in drawn(group, opened().code)[""]


def test_the_way_back_to_ones_seat_stays_on_the_rack_whatever_else_happens(opened):
    opened("blue")
    group = seated_at(RackView(), "blue", "eve")
    told = drawn(group, opened("yellow").code)
    assert "Back to your seat" in told["blue"]
    assert "Back to your seat" not in told["eve"]


def test_the_whole_list_tells_each_player_which_room_is_theirs(opened):
    group = seated_at(ListView("golf", WISH), "blue", "eve")
    told = drawn(group, opened("blue").code)
    assert "Back to your seat" in told["blue"]
    assert "Back to your seat" not in told["eve"]


def test_a_room_that_ended_while_the_database_failed_is_gone_in_the_end(desk, opened, monkeypatch):
    gone, _ = opened(), opened()
    ear, _ = seat(desk, ListView("golf", WISH))
    rooms.leave(socket="w.1")

    def fails(slug):
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(drawing, "playing", fails)
        with pytest.raises(OperationalError):
            show(desk, gone.code)
    show(desk, gone.code)
    told = ear.last()
    assert "data-list" in told and gone.code not in told


def test_who_comes_in_between_takes_no_news_from_the_others(desk, opened):
    gone, _ = opened(), opened()
    view = ListView("golf", WISH)
    ear, _ = seat(desk, view)
    show(desk, opened().code)
    ear.last()
    rooms.leave(socket="w.1")
    _, welcome = seat(desk, view)
    assert gone.code not in welcome
    show(desk, gone.code)
    assert "row-gone" in ear.last()


def test_a_room_that_nobody_told_of_is_seen_once_something_was_missed(desk, opened, monkeypatch):
    ear, _ = seat(desk, JsonView("golf", WISH))
    feeds, touched = Feeds(), []
    feeds.desk = desk
    monkeypatch.setattr(changes, "touch", touched.append)
    missed = opened()
    touched.clear()
    feeds.touch_all()
    assert touched, "or nobody would look"
    show(desk, *touched)
    assert '"type": "rooms"' in (told := ear.last()) and missed.code in told
    show(desk, *touched)
    assert not ear.last(), "once"


@dataclass(frozen=True)
class Words(JsonView):
    """A view that reads no database."""

    slug: str = ""
    wish: Wish = WISH

    def read(self):
        return []

    def whole(self, found):
        return ["whole"]

    def belongs(self, seating):
        return True

    def changed(self, concerned, *, still):
        return ["changed"]


class Somewhere:
    class room:
        code = "AAAAAA"

    taken = ()

    def has(self, player):
        return False


@pytest.fixture
def unfed(monkeypatch):
    monkeypatch.setattr(module, "feeds", Feeds())


async def test_all_there_is_comes_before_what_changes(busy, unfed):
    desk, second = Desk(), Ear()
    seeing = asyncio.create_task(desk.see([News(Somewhere())], ()))
    seating = asyncio.create_task(desk.seat(second, Words()))
    after = asyncio.create_task(desk.see([News(Somewhere())], ()))
    await asyncio.sleep(0)
    busy.set()
    await asyncio.gather(seeing, seating, after)
    assert second.told == ["whole", "changed"]


async def test_what_was_drawn_too_late_is_told_with_the_next(busy, unfed, monkeypatch):
    desk, ear = Desk(), Ear()
    seating = asyncio.create_task(desk.seat(ear, Words()))
    await asyncio.sleep(0)
    with monkeypatch.context() as hasty:
        hasty.setattr(database, "PATIENCE", 0)
        with pytest.raises(Refusal):
            await desk.see([News(Somewhere())], ())
    busy.set()
    await seating
    await desk.see([News(Somewhere())], ())
    assert ear.told == ["whole", "whole"]
