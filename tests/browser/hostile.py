"""A hostile game beside a harmless one, on a site where its player is logged in as staff."""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Frame, Page, Request

from lobby.exports import pck
from tests.chromium import clear_away, new_context
from tests.running import Site

HOSTILE, HARMLESS = "hostile", "harmless"
STAFF, PASSWORD = "wen", "correct horse battery"
NAME = "Blue"
PAGE = """<!doctype html><html><head><title>Game</title></head><body><canvas></canvas>
<script>
const GODOT_CONFIG = {"executable":"index","gdextensionLibs":[]};
const GODOT_THREADS_ENABLED = false;
</script>
<script src="index.js"></script></body></html>"""
STARTS = "parent.postMessage({ playlobby: 'started' }, '*');"
# Under a name that is no service worker's, and one that is.
WORKER = "addEventListener('fetch', (event) => event.respondWith(new Response('Mine now')));"
RUNS = "<script>document.title = 'It ran'</script>"
FILES = {
    "index.html": PAGE,
    "index.js": STARTS,
    "index.wasm": b"\0asm\x01\0\0\0",
    "index.pck": pck.write({"project.godot": b""}),
}
TRICKS = {
    "sw.js": WORKER,
    "index.service.worker.js": WORKER,
    "page.png": f"<!doctype html><html><body>{RUNS}</body></html>",
    "script.png": "document.title = 'It ran';",
    "picture.svg": f'<svg xmlns="http://www.w3.org/2000/svg">{RUNS}</svg>',
}
SEED = f"""
from pathlib import Path
from django.contrib.auth.models import User
from django.core.management import call_command
for source in Path({{folder!r}}).iterdir():
    call_command("publish", source.stem, str(source), title=source.stem.title())
User.objects.create_superuser("{STAFF}", "wen@example.org", "{PASSWORD}")
"""
STATE = """
import json
from django.contrib.auth.models import User
from lobby.models import Build, Game, Room, Upload
print(json.dumps({
    "builds": [Build.objects.count(), Upload.objects.count()],
    "games": sorted(Game.objects.values_list("slug", "title")),
    "rooms": Room.objects.exclude(game__slug="hostile").count(),
    "staff": sorted(User.objects.values_list("username", "password")),
}))
"""


def settle(site: Site, folder: Path) -> str:
    """Publish both games and make the account: what nobody but staff can change from then on."""
    for slug, files in ((HOSTILE, FILES | TRICKS), (HARMLESS, FILES)):
        source = folder / f"{slug}.zip"
        with zipfile.ZipFile(source, "w") as archive:
            for path, content in files.items():
                archive.writestr(path, content)
    seeded = site.shell(SEED.format(folder=str(folder)) + STATE)
    return seeded.splitlines()[-1]


@dataclass
class Target:
    """One deployment, a browser that can go there, and what its player's profile holds by now."""

    site: Site
    browser: Browser
    same_site: bool  # Then the site's cookies travel with what a game asks of the site.
    settled: str  # its state, before the game tries
    profile: dict = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return self.site.play_origin(HOSTILE)

    @property
    def harmless(self) -> str:
        return self.site.play_origin(HARMLESS)

    @property
    def cookies(self) -> set[str]:
        """The names of what the site wants kept to itself."""
        names = {"session", "csrf", "guest"}
        return {f"__Host-{name}" for name in names} if self.same_site else names

    async def log_in(self) -> None:
        context = await new_context(self.browser)
        page = await context.new_page()
        await page.goto(f"{self.site.url}/accounts/login/?next=/me")
        await page.locator("input[name=login]").fill(STAFF)
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.locator("input[name=password]").press("Enter")
        await page.wait_for_url("**/me")
        await rename(page, NAME)
        self.profile = await context.storage_state()
        await clear_away(context)

    def state(self) -> str:
        return self.site.shell(STATE).strip()


async def rename(page: Page, name: str) -> None:
    """Change one's name with the site's own form, at `/me`."""
    await page.locator("input[name=name]").fill(name)
    await page.locator("input[name=name]").press("Enter")
    await page.wait_for_url(lambda address: not address.endswith("/me"))


class Player:
    """Somebody with that profile, and what their browser has asked for."""

    def __init__(self, target: Target, context: BrowserContext) -> None:
        self.target, self.context = target, context
        self.asked: list[Request] = []
        context.on("request", lambda request: self.asked.append(request))

    async def visit(self, address: str) -> Page:
        page = await self.context.new_page()
        await page.goto(address)
        return page

    async def play(self) -> tuple[Page, Frame]:
        """Open a room of the hostile game: the page, and its frame with the game in it."""
        page = await self.visit(f"{self.target.site.url}/games/{HOSTILE}/open")
        await page.get_by_role("button", name="Open room").click()
        await page.wait_for_url("**/play?room=*")
        await page.locator(".frame[data-started]").wait_for()
        return page, page.frames[1]

    async def site_cookies(self) -> dict[str, str]:
        found = await self.context.cookies(self.target.site.url)
        return {one["name"]: one["value"] for one in found if one["name"] in self.target.cookies}

    async def sent_cookies(self, origin: str) -> set[str]:
        """The names of the cookies that went to an origin."""
        heads = [await one.all_headers() for one in self.asked if one.url.startswith(f"{origin}/")]
        assert heads, f"Nothing was asked of {origin}."
        sent = "; ".join(head["cookie"] for head in heads if "cookie" in head)
        return {pair.partition("=")[0] for pair in sent.split("; ") if pair}

    async def cookies_from(self, page: Page) -> list[str]:
        """The cookies of all that a page asks from now on, also of what is refused in the end."""
        sent: list[str] = []
        wire = await self.context.new_cdp_session(page)
        wire.on(
            "Network.requestWillBeSentExtraInfo",
            lambda said: sent.append(
                {name.lower(): value for name, value in said["headers"].items()}.get("cookie", "")
            ),
        )
        await wire.send("Network.enable")
        return sent
