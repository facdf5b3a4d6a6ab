"""`make shots`: pictures of every page, from a real site with a real game going on.

Run as `python -m tests.shots <folder>`; the README and docs show some of them.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.browser.players import GamePage
from tests.chromium import chromium, new_context
from tests.running import Site, new_site, pack_the_demo, prepare

SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")
WORD = "correct horse battery"
HOSTS = f"""
from django.contrib.auth.models import User
from lobby import hosting, tokens
from lobby.models import Game
maya, wen = (User.objects.create_user(name, password="{WORD}") for name in ("maya", "wen"))
for host in (maya, wen):
    hosting.enrol(user=host)
Game.objects.update(owner=maya)
demo = Game.objects.get()
demo.editors.add(wen)
tokens.make(game=demo, name="GitHub Actions", by=maya)
hosting.make_game(owner=maya, slug="golf", title="Tidepool Golf")
"""
SMALL = {"width": 1024, "height": 480}  # while nobody looks: the engine draws in software


async def player(browser: Browser, site: Site, name: str, **options) -> Page:
    """A page of a new player, who has chosen a name."""
    page = await (await new_context(browser, **options)).new_page()
    await page.goto(f"{site.url}/me")
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("Your name").press("Enter")
    await page.wait_for_load_state()
    return page


async def open_a_room(page: Page, site: Site) -> GamePage:
    await page.goto(f"{site.url}/games/demo/open")
    await page.get_by_role("button", name="Open room").click()
    await page.wait_for_url("**/play?room=*")
    return GamePage(page)


async def quick_match(page: Page, site: Site) -> GamePage:
    await page.goto(f"{site.url}/games/demo/")
    await page.get_by_role("button", name="Quick match").click()
    await page.wait_for_url("**/play?room=*")
    return GamePage(page)


async def take(page: Page, folder: Path, name: str) -> None:
    """The same page at every size, in both schemes."""
    for size, viewport in SIZES.items():
        await page.set_viewport_size(viewport)
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")


async def shoot(site: Site, folder: Path) -> None:
    async with chromium() as browser:
        maya = await open_a_room(await player(browser, site, "Maya", viewport=SMALL), site)
        await maya.until("demo.id === 1")
        wen = await player(browser, site, "Wen")
        for name, path in {
            "home": "/",
            "game": "/games/demo/",
            "rooms": "/rooms/",
            "open-a-room": "/games/demo/open",
            "invite": f"/join/{maya.code}",
            "room-gone": "/join/AAAAAA",
            "your-name": "/me",
        }.items():
            await wen.goto(site.url + path)
            await take(wen, folder, name)
        await wen.close()
        jonas = await player(browser, site, "Jonas", viewport=SMALL)
        jonas = await quick_match(jonas, site)
        await jonas.until("demo.peers.length === 1")
        await jonas.page.set_viewport_size(SIZES["desktop"])
        await jonas.page.get_by_role("button", name="QR code").click()
        await take(jonas.page, folder, "qr-code")
        await jonas.page.keyboard.press("Escape")
        await jonas.page.set_viewport_size(SMALL)
        await maya.press("start")
        await asyncio.gather(*(p.until("demo.phase === 'playing'") for p in (maya, jonas)))
        await glide(maya, "ArrowRight ArrowDown ArrowLeft ArrowDown ArrowRight")
        await glide(jonas, "ArrowLeft ArrowUp ArrowRight ArrowUp ArrowLeft")
        await take(maya.page, folder, "play")


async def shoot_host_pages(site: Site, folder: Path) -> None:
    async with chromium() as browser:
        page = await (await new_context(browser)).new_page()
        await page.goto(f"{site.url}/accounts/login/?next=/host/")
        await page.get_by_label("Username or email").fill("maya")
        await page.get_by_label("Password").fill(WORD)
        await page.get_by_role("button", name="Log in").click()
        await page.wait_for_url("**/host/")
        for name, path in {
            "host-games": "/host/",
            "host-new-game": "/host/new",
            "host-builds": "/host/demo/",
            "host-first-build": "/host/golf/",
            "host-settings": "/host/demo/settings",
            "host-tokens": "/host/demo/tokens",
            "host-people": "/host/demo/people",
        }.items():
            await page.goto(site.url + path)
            await take(page, folder, name)


async def glide(player: GamePage, keys: str) -> None:
    """Hold each key until the floor shows it."""
    await player.page.locator("iframe").focus()
    for key in keys.split():
        own = "Object.values(demo.painted).reduce((a, b) => a + b, 0)"
        before = await player.frame.evaluate(f"(demo => {own})(window.demo)")
        await player.page.keyboard.down(key)
        await player.until(f"{own} > argument + 1", before)
        await player.page.keyboard.up(key)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        prepared = prepare(Path(place) / "prepared")
        site = new_site(Path(place) / "site", prepared)
        demo = pack_the_demo(Path(place) / "demo")
        site.manage("publish", "demo", str(demo), "--title", "Parquet", "--seats", "8")
        site.start()
        try:
            asyncio.run(shoot(site, folder))
            site.shell(HOSTS)
            asyncio.run(shoot_host_pages(site, folder))
        finally:
            site.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
