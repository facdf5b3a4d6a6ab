"""docs/start.md to the letter: each of its blocks, in a fresh checkout, until two players play."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.examples.witnessed import add_a_witness, screen_of
from tests.running import ROOT, answers, free_port, new_environment

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGE = (ROOT / "docs" / "start.md").read_text()
BLOCKS = re.findall(r"(?:`(squares/[\w.]+)`:\n\n)?^```(\w+)\n(.*?)^```$", PAGE, re.S | re.M)
STEPS = re.findall(r"^\d\. (.*)$", PAGE, re.M)
SQUARE_NEAR = """([x, y]) => seen.some(
    it => it.name !== "Main" && Math.hypot(it.at[0] - x, it.at[1] - y) < 60)"""
# What lies in a folder where somebody has worked before.
INSTALLED = {".venv": ["bin", "lib", "pyvenv.cfg"], ".cache": ["engines"]}


def fresh_checkout(place: Path) -> Path:
    """The project's files, with all installed; the engine is here, as if fetched before."""
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    for name in filter(lambda name: (ROOT / name).is_file(), listed.splitlines()):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, place / name)
    for folder, parts in INSTALLED.items():
        (place / folder).mkdir()
        for part in parts:
            (place / folder / part).symlink_to(ROOT / folder / part)
    (place / ".venv" / "installed").touch()
    (place / "data").mkdir()
    (place / "data" / "engines").symlink_to(ROOT / ".cache" / "engines")
    return place


class Newcomer:
    """Somebody who does what the page says, at a port of their own."""

    def __init__(self, place: Path) -> None:
        self.checkout = fresh_checkout(place / "playlobby")
        self.port = free_port()
        self.site: subprocess.Popen | None = None

    def own(self, text: str) -> str:
        return text.replace("localhost:8000", f"localhost:{self.port}")

    def do(self, file: str, language: str, text: str) -> None:
        if file:
            (self.checkout / file).write_text(self.own(text))
        elif text == "make up\n":
            self.start_the_site()
        else:
            assert language == "sh", f"Where does this belong?\n{text}"
            assert self.shell(text).wait() == 0, text

    def shell(self, commands: str) -> subprocess.Popen:
        return subprocess.Popen(
            ["sh", "-euc", commands],
            cwd=self.checkout,
            env=new_environment(PORT=str(self.port)),
            start_new_session=True,
        )

    def start_the_site(self) -> None:
        self.site = self.shell("make up")
        while not answers(self.port):
            assert self.site.poll() is None
            time.sleep(0.1)  # The kernel tells nobody of a port that another process opens.

    def stop(self) -> None:
        if self.site is not None:
            os.killpg(self.site.pid, signal.SIGTERM)
            self.site.wait(timeout=20)


@pytest.fixture
def newcomer(tmp_path) -> Iterator[Newcomer]:
    """Its site makes no file's shortest form: that would take minutes of both cores."""
    newcomer = Newcomer(tmp_path)
    with (newcomer.checkout / "data" / "compress.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield newcomer
        newcomer.stop()


async def follow(step: str, page: Page, newcomer: Newcomer) -> None:
    """Open the address of a step, and press what is *written so*, one after the other."""
    [address] = re.findall(r"<(.*?)>", step)
    await page.goto(newcomer.own(address))
    for name in re.findall(r"\*(.+?)\*", step):
        # The desk above has a *Join* of its own, beside the field for codes.
        if "beside the room" in step:
            await page.locator("room-list").get_by_role("button", name=name).click()
            continue
        button = page.get_by_role("button", name=name, exact=True)
        link = page.get_by_role("link", name=name, exact=True)
        await button.or_(link).first.click()
    await page.wait_for_url("**/play?room=*")


async def test_who_follows_the_page_sees_two_players_move(newcomer, new_page):
    for block in BLOCKS:
        newcomer.do(*block)
    # The page has published the game as it is; the same once more, to be looked at.
    add_a_witness(newcomer.checkout / "squares")
    for block in BLOCKS:
        if "manage.py" in block[2]:
            newcomer.do(*block)
    blue, yellow = await new_page(), await new_page()
    for step, page in zip(STEPS, (blue, yellow), strict=True):
        await follow(step, page, newcomer)
    screens = [await screen_of(page) for page in (blue, yellow)]
    places = ((200, 150), (350, 300))
    for screen, (x, y) in zip(screens, places, strict=True):
        await screen.until("() => seen.filter(it => it.name !== 'Main').length === 2")
        await screen.point_at(x, y)
    for screen in screens:
        for place in places:
            await screen.until(SQUARE_NEAR, place)
