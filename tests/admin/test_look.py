"""The admin and the account pages in a real browser: nothing refused, nothing too wide, axe-core."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe

pytestmark = pytest.mark.browser
SEED = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from lobby import rooms
from lobby.models import Build, Game, Peer
from lobby.passes import Player
User.objects.create_superuser("wen", "wen@example.org", "correct horse battery")
golf = Game.objects.create(slug="golf", title="Tidepool Golf", seats=4)
golf.live_build = Build.objects.create(game=golf, number=1, entry="index.html", size=21400000)
golf.save()
room = rooms.create(game=golf, player=Player("b", "Blue"), name="Blue’s room", public=True)
rooms.take_seat(code=room.code, player=Player("y", "Yellow"))
Peer.objects.update(held_until=timezone.now() + timedelta(days=1))
"""
OUTSIDE = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
INSIDE = (
    "/accounts/password/change/",
    "/accounts/logout/",
    "/admin/",
    "/admin/lobby/game/",
    "/admin/lobby/game/1/change/",
    "/admin/lobby/build/1/change/",
    "/admin/lobby/room/",
    "/admin/lobby/room/1/change/",
    "/admin/lobby/room/1/close/",
    "/admin/lobby/room/1/kick/1/",
    "/admin/lobby/room/1/history/",
    "/admin/lobby/peer/",
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


async def faults(page, address):
    """What axe-core finds, and whether the page is wider than the window."""
    await page.goto(address)
    found = (await Axe().run(page)).response["violations"]
    ours = [fault for fault in found if fault["id"] not in DJANGOS]
    told = [(f["id"], [node["target"] for node in f["nodes"]][:3]) for f in ours]
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return told + (["too wide"] if wide else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
async def test_every_page_of_staff_is_in_order(staffed_site, new_page, scheme, width):
    page = await new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    at = staffed_site.url
    found = {path: await faults(page, at + path) for path in OUTSIDE}
    await page.goto(f"{at}/admin/")
    await page.get_by_label("Username or email").fill("wen")
    await page.get_by_label("Password").fill("correct horse battery")
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url(re.compile("/admin/$"))
    found |= {path: await faults(page, at + path) for path in INSIDE}
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert said == []
