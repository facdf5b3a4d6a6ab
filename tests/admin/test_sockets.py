"""What staff do reaches the players' sockets within a second: a real site, a real log in."""

import asyncio
import json
import re
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

WITHIN = 1.0  # seconds
PATIENCE = 15
JOIN, ID, LEFT, SEAL = 0, 1, 3, 7
SEED = """
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from lobby.models import Game
Game.objects.create(slug="golf", title="Tidepool Golf", seats=4)
call_command("roles", verbosity=0)
ines = User.objects.create_user("ines", password="correct horse battery", is_staff=True)
ines.groups.add(Group.objects.get(name="Moderators"))
"""


class Browser:
    """Cookies and forms, as a moderator's browser has them."""

    def __init__(self, site):
        self.site = site
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path):
        with self.opener.open(self.site.url + path) as answer:
            return answer.read().decode()

    def post(self, path, **fields):
        """Fill in the form at an address and send it."""
        form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))[1]
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": form}, doseq=True).encode()
        headers = {"Origin": self.site.url}
        asked = urllib.request.Request(self.site.url + path, body, headers)
        with self.opener.open(asked) as answer:
            return answer.read().decode()


@pytest.fixture(scope="module")
def staffed_site(make_site):
    site = make_site()
    site.shell(SEED)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def ines(staffed_site):
    browser = Browser(staffed_site)
    browser.post("/accounts/login/", login="ines", password="correct horse battery")
    return browser


@pytest.fixture
async def dial(staffed_site):
    """Connect a game and let it join; its socket, its number and the code of its room."""
    sockets = []

    async def dial(code=""):
        socket = await connect(f"{staffed_site.signal}/golf", compression=None, proxy=None)
        sockets.append(socket)
        await socket.send(json.dumps({"type": JOIN, "id": 0, "data": code}))
        number = (await hear(socket, ID))["id"]
        return socket, number, (await hear(socket, JOIN))["data"]

    yield dial
    for socket in sockets:
        await socket.close()


async def hear(socket, kind):
    async with asyncio.timeout(PATIENCE):
        while (message := json.loads(await socket.recv()))["type"] != kind:
            pass
    return message


async def closed(socket):
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(ConnectionClosed):
            while True:
                await socket.recv()
    return socket.close_code, socket.close_reason


def page_of(ines, code):
    """The number that the admin knows the room by."""
    found = ines.get(f"/admin/lobby/room/?q={code}")
    return re.search(r'href="/admin/lobby/room/(\d+)/change/[^"]*"', found)[1]


def kick_of(ines, room, number):
    """Where the player of a number is kicked, as the room's page links to it."""
    row = ines.get(f"/admin/lobby/room/{room}/change/").split(f">{number}<")[1]
    return re.search(r'href="(/admin/lobby/room/\d+/kick/\d+/)', row)[1]


async def soon(act, *awaited):
    """Do something in the admin; what the sockets heard, and whether that was in time."""
    hearing = [asyncio.create_task(waited) for waited in awaited]
    start = time.monotonic()
    acted = asyncio.create_task(asyncio.to_thread(act))
    heard = await asyncio.gather(*hearing)
    took = time.monotonic() - start
    await acted
    assert took < WITHIN
    return heard


async def test_a_kick_reaches_the_player_and_the_others(ines, dial):
    blue, _, code = await dial()
    yellow, number, _ = await dial(code)
    room = page_of(ines, code)
    kick = kick_of(ines, room, number)
    ends, left = await soon(
        lambda: ines.post(kick, words="Be kind."),
        closed(yellow),
        hear(blue, LEFT),
    )
    assert ends == (4000, "Be kind.")
    assert left["id"] == number
    assert "Be kind." in ines.get(f"/admin/lobby/room/{room}/history/")


async def test_a_closing_reaches_everyone_with_its_reason(ines, dial):
    blue, _, code = await dial()
    yellow, _, _ = await dial(code)
    room = page_of(ines, code)
    reason = "The server moves tonight."
    ends = await soon(
        lambda: ines.post(f"/admin/lobby/room/{room}/close/", words=reason),
        closed(blue),
        closed(yellow),
    )
    assert ends == [(4000, reason), (4000, reason)]
    assert reason in ines.get(f"/admin/lobby/room/{room}/history/")


async def test_a_seal_reaches_everyone(ines, dial):
    blue, _, code = await dial()
    yellow, _, _ = await dial(code)
    room = page_of(ines, code)
    chosen = {"action": "seal_rooms", "_selected_action": room, "index": 0}
    await soon(
        lambda: ines.post("/admin/lobby/room/", **chosen), hear(blue, SEAL), hear(yellow, SEAL)
    )
    assert "Sealed." in ines.get(f"/admin/lobby/room/{room}/history/")
