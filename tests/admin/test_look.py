"""The pages of staff in a real browser: nothing is refused or too wide, and axe-core is content."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe

pytestmark = pytest.mark.browser
SEED = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from lobby import chat, connections, figures, rooms
from lobby.counting import Counts
from lobby.models import *
from lobby.passes import Player
User.objects.create_superuser("wen", "wen@example.org", "correct horse battery")
IceServer.objects.create(host="turn.example.org", secret="s", check_ms=12, check_words="It relays.")
golf = Game.objects.create(slug="golf", title="Tidepool Golf", seats=4)
golf.live_build = Build.objects.create(game=golf, number=1, entry="index.html", size=21400000)
golf.save()
Ban.objects.create(player="g" * 22, name="Green", words="Rude to everyone. " * 6,
                   network="2001:db8:1:2::/64", until=timezone.now() + timedelta(days=1))
Notice.objects.create(words="Back at six, after a new version of the site is in place. " * 2)
connections.tell(game="golf", player="b", user_agent="", outcome="failed", stage="checks")
room = rooms.create(game=golf, player=Player("b", "Blue"), name="Blue’s room", public=True)
rooms.take_seat(code=room.code, player=Player("y", "Yellow"))
Peer.objects.update(held_until=timezone.now() + timedelta(days=1))
chat.say(code=room.code, player="b", text="something mean, and much of it " * 9)
chat.report(code=room.code, line=ChatLine.objects.get().pk, player="y")
duel = Queue.objects.create(game=golf, slug="duel", name="Duel")
match = Match.objects.create(queue=duel, room=room, come_by=timezone.now(), state="playing",
                             reason="2 of 2 players within 120 points, the longest waited 31 s")
for number, name in enumerate(("Blue", "Yellow"), start=1):
    ticket = duel.tickets.create(state="matched", match=match, ended_at=timezone.now())
    ticket.seekers.create(player=name, name=name, heard_until=timezone.now(), open=False)
    match.entrants.create(player=name, name=name, number=number, ticket=ticket)
    Rating.objects.create(queue=duel, player=name, name=name, mu=25, sigma=8, points=60 * number)
figures.keep(now=timezone.now(), fresh={"golf": Counts(2, 90, 3, 1, 1, 2, 40, 21000000, 0, 1, 1)})
figures.roll_up()
"""
OUTSIDE = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
INSIDE = (
    "/accounts/password/change/",
    "/accounts/logout/",
    "/admin/",
    "/admin/?over=day",
    "/admin/lobby/figure/",
    "/admin/lobby/game/",
    "/admin/lobby/game/1/change/",
    "/admin/lobby/build/1/change/",
    "/admin/lobby/connectiontally/",
    "/admin/lobby/iceserver/",
    "/admin/lobby/iceserver/1/change/",
    "/admin/lobby/upload/",
    "/admin/lobby/publishtoken/",
    "/admin/lobby/room/",
    "/admin/lobby/room/1/change/",
    "/admin/lobby/room/1/close/",
    "/admin/lobby/room/1/kick/1/",
    "/admin/lobby/room/1/history/",
    "/admin/lobby/peer/",
    "/admin/lobby/ban/",
    "/admin/lobby/ban/1/change/",
    "/admin/lobby/ban/add/",
    "/admin/lobby/notice/",
    "/admin/lobby/notice/add/",
    "/admin/lobby/worker/",
    "/admin/mfa/authenticator/",
    "/me/data",
    "/accounts/second-step/",
    "/admin/lobby/report/",
    "/admin/lobby/report/1/change/",
    "/admin/lobby/queue/",
    "/admin/lobby/queue/add/",
    "/admin/lobby/queue/1/change/",
    "/admin/lobby/ticket/",
    "/admin/lobby/ticket/1/change/",
    "/admin/lobby/match/",
    "/admin/lobby/match/1/change/",
    "/admin/lobby/rating/",
    "/admin/lobby/rating/1/change/",
)
# What Django's own markup brings along: its tables' empty heads, and a picture as a label.
DJANGOS = {"empty-table-header", "label-title-only"}


@pytest.fixture(scope="module")
def staffed_site(make_site):
    site = make_site()
    site.shell(SEED)
    site.start()
    yield site
    site.stop()


class Visitor:
    """Looks at pages, and notes what the browser says of them, but not what it says of axe-core."""

    def __init__(self, page, site):
        self.page, self.site = page, site
        self.said = []
        self.found = {}
        page.on("console", lambda message: self.note(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def note(self, words):
        if not words.startswith("Autofocus"):  # A focus that came before it is no fault.
            self.said.append(words)

    async def look_at(self, path):
        await self.page.goto(self.site.url + path, wait_until="networkidle")
        found, self.said = list(self.said), []
        if await self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("too wide")
        for fault in (await Axe().run(self.page)).response["violations"]:
            if fault["id"] not in DJANGOS:
                found.append((fault["id"], [node["target"] for node in fault["nodes"]][:3]))
        self.said.clear()
        if found:
            self.found[path] = found


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (360, "light"),
        pytest.param(1440, "dark", marks=pytest.mark.long),
        pytest.param(360, "dark", marks=pytest.mark.long),
        pytest.param(1440, "light", marks=pytest.mark.long),
    ],
)
async def test_every_page_of_staff_is_in_order(staffed_site, new_page, width, scheme):
    page = await new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    visitor = Visitor(page, staffed_site)
    for path in OUTSIDE:
        await visitor.look_at(path)
    await page.goto(f"{staffed_site.url}/admin/")
    await page.get_by_label("Username or email").fill("wen")
    await page.get_by_label("Password").fill("correct horse battery")
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url(re.compile("/admin/$"))
    for path in INSIDE:
        await visitor.look_at(path)
    assert visitor.found == {}
