"""A room's own players watch it live."""

import asyncio
from urllib.parse import urlencode
from urllib.request import Request, urlopen

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
        {"number": 1, "name": "Blue", "ready": False, "hidden": False, "connected": False}
    ]


async def test_a_program_is_told_of_the_room_only_when_it_has_changed(live_site, watch, room, act):
    code, blue, _ = room
    watcher = await watch(live_site, f"/live/rooms/{code}", shown_pass=blue)
    await watcher.hear()
    await asyncio.to_thread(act, "blue", code, "say", text="hello")
    heard = await watcher.hear()
    assert (heard["type"], heard["line"]["text"]) == ("line", "hello")


async def test_nobody_else_does(live_site, watch, room):
    code, blue, eve = room
    for shown, path in [(eve, code), (blue, "NOROOM"), (blue, "!"), ("nonsense", code), ("", code)]:
        watcher = await watch(live_site, f"/live/rooms/{path}", shown_pass=shown)
        assert (await watcher.closed())[0] == 4000


COOKIE = """
from dataclasses import astuple
from django.core import signing
from lobby.passes import Player
print(signing.dumps(astuple(Player("{id}", "{id}")), salt="playlobby.guest"))
"""


@pytest.fixture
def act(live_site):
    """Do what a page's form does: by HTTP, since only the worker itself tells its sockets."""

    def act(player, code, name, **fields):
        cookie, token = live_site.shell(COOKIE.format(id=player)).strip(), "a" * 32
        headers = {"Cookie": f"guest={cookie}; csrf={token}", "X-CSRFToken": token}
        address = f"{live_site.url}/games/mesh/rooms/{code}/{name}"
        headers["HX-Request"] = "true"
        request = Request(address, urlencode(fields).encode(), headers)
        with urlopen(request, timeout=15) as answer:
            assert answer.status in (200, 204)

    return act


@pytest.fixture
def watch_as_page(live_site, watch):
    """Watch as a page does: it offers no `playlobby.v1`, so it gets parts."""

    async def watch_as_page(code, shown, query=""):
        offered = {"subprotocols": [f"playlobby.pass.{shown}"]}
        return await watch(live_site, f"/live/rooms/{code}{query}", **offered)

    return watch_as_page


async def hear(watcher):
    async with asyncio.timeout(15):
        while not (told := await watcher.socket.recv()):  # A sign of life is no news.
            pass
        return told


async def test_a_page_gets_parts_and_then_only_what_has_changed(watch_as_page, room, act):
    code, blue, _ = room
    page = await watch_as_page(code, blue)
    first = await hear(page)
    for part in ("panel-people", "panel-ready", "panel-host", "pill-people", "bar-room"):
        assert f'<div id="{part}" hx-swap-oob="innerHTML">' in first
    assert "Blue (you)" in first and "Room settings" in first
    await asyncio.to_thread(act, "blue", code, "say", text="first <b>")
    while "first &lt;b&gt;" not in (heard := await hear(page)):
        pass
    assert "panel-people" not in heard


async def test_who_comes_back_gets_the_lines_that_it_missed(live_site, watch_as_page, room, act):
    code, blue, _ = room
    for text in ("heard", "missed"):
        await asyncio.to_thread(act, "blue", code, "say", text=text)
    asked = "from lobby.models import ChatLine; print(ChatLine.objects.get(text='heard').pk)"
    last = live_site.shell(asked).strip()
    again = await hear(await watch_as_page(code, blue, f"?after={last}"))
    assert "missed" in again and "heard" not in again
    assert "heard" in await hear(await watch_as_page(code, blue, "?after=x&at=nowhere"))
    assert "Ringing for players" in await hear(await watch_as_page(code, blue, "?at=match"))


async def test_who_is_put_out_watches_no_more(live_site, watch_as_page, watch, room, act):
    code, _, eve = room
    live_site.shell(
        "from lobby import rooms\nfrom lobby.passes import Player\n"
        f"print(rooms.take_seat(code='{code}', player=Player('eve', 'Eve')).number)"
    )
    page = await watch_as_page(code, eve)
    await hear(page)
    program = await watch(live_site, f"/live/rooms/{code}", shown_pass=eve)
    number = (await program.hear())["you"]
    await asyncio.to_thread(act, "blue", code, "kick", number=number)
    for watcher in (page, program):
        assert (await watcher.closed())[0] == 4000


GAME_OF_ANOTHER = """
from lobby import passes
from lobby.models import Game
from lobby.passes import Pass, Player
Game.objects.get_or_create(slug="other", title="Other")
print(passes.sign(Pass(Player("blue", "Blue"), "other")))
"""


async def test_a_game_shows_no_room_of_another(live_site, watch, room):
    shown = live_site.shell(GAME_OF_ANOTHER).strip()
    watcher = await watch(live_site, f"/live/rooms/{room[0]}", shown_pass=shown)
    assert (await watcher.closed())[0] == 4000


KEPT_BY = "from lobby.models import Peer; print(Peer.objects.get(room__code='{}').page)"


async def test_a_seat_is_kept_by_the_page_that_stays(live_site, watch, room):
    code, blue, _ = room
    first = await watch(live_site, f"/live/rooms/{code}", shown_pass=blue)
    await first.hear()
    kept = live_site.shell(KEPT_BY.format(code)).strip()
    second = await watch(live_site, f"/live/rooms/{code}", shown_pass=blue)
    await second.hear()
    assert live_site.shell(KEPT_BY.format(code)).strip() != kept
    await second.socket.close()
    assert kept_again(live_site, code, kept)


def kept_again(site, code, kept):
    """Whether that socket keeps the seat before long: asking takes most of a second."""
    return any(site.shell(KEPT_BY.format(code)).strip() == kept for _ in range(15))


LAPSED = """
from django.db.models.functions import Now
from lobby import upkeep
from lobby.models import Peer, Worker
Worker.objects.update(alive_until=Now())
for worker in Worker.objects.all():
    upkeep.vacate(worker=worker.name, living=(), most=50)
print(Peer.objects.present().exclude(page="").count())
"""


async def test_a_worker_that_was_taken_for_dead_takes_its_pages_seats_back(live_site, watch, room):
    code, blue, _ = room
    page = await watch(live_site, f"/live/rooms/{code}", shown_pass=blue)
    await page.hear()
    kept = live_site.shell(KEPT_BY.format(code)).strip()
    assert live_site.shell(LAPSED).strip() == "0"
    assert kept_again(live_site, code, kept)
