"""Games as their players see them: what stands there, and where one clicks.

A small script goes along into a copy of the project, as an autoload that `override.cfg` adds: so
the project stays as it is, and tells a test what it shows.
"""

import json
import shutil
from pathlib import Path

from playwright.async_api import Frame, Page

from tests.browser.players import BOOT, GamePage
from tests.running import pack_a_game

WITNESS = Path(__file__).with_name("witness.gd")


def pack_with_a_witness(project: Path, place: Path) -> Path:
    """The web export of a project that tells what it shows."""
    copy = shutil.copytree(project, place / "project")
    add_a_witness(copy)
    return pack_a_game(copy, place / "export")


def add_a_witness(project: Path) -> None:
    shutil.copy(WITNESS, project)
    (project / "override.cfg").write_text('[autoload]\n\nWitness="*res://witness.gd"\n')


class Screen:
    """A game's canvas in a player's page."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.canvas = frame.locator("canvas")

    async def sees(self, text: str) -> None:
        """Wait until this text stands somewhere."""
        await self.until("text => seen.some(it => it.text.includes(text))", text)

    async def press(self, text: str) -> None:
        """Click the first button of that text, once it can be pressed."""
        await self.click("text => seen.find(it => it.button && it.text === text && !it.off)", text)

    async def enter(self, hint: str, text: str) -> None:
        """Write into the field whose placeholder begins so, and press Enter."""
        await self.write(hint, text)
        await self.frame.page.keyboard.press("Enter")

    async def write(self, hint: str, text: str) -> None:
        field = f"seen.find(it => it.hint?.startsWith({json.dumps(hint)}) && !it.off)"
        await self.click(f"() => {field}")
        await self.until(f"() => {field}?.focused")
        await self.frame.page.keyboard.press("Control+A")
        await self.frame.page.keyboard.type(text)
        await self.until(f"text => {field}?.text === text", text)

    async def click(self, script: str, argument: object = None) -> None:
        found = await self.until(script, argument)
        x, y = found["at"]
        await self.canvas.click(position={"x": x, "y": y})

    async def point_at(self, x: int, y: int) -> None:
        await self.canvas.hover(position={"x": x, "y": y})

    async def until(self, script: str, argument: object = None) -> dict:
        """What a JavaScript function of `argument` finds in `seen`, once it finds something."""
        handle = await self.frame.wait_for_function(
            f"argument => window.seen && ({script})(argument)", arg=argument, timeout=BOOT
        )
        return await handle.json_value()


async def screen_of(page: Page) -> Screen:
    """The game on a play page, once it has come."""
    game = GamePage(page)
    await game.arrived()
    return Screen(game.frame)
