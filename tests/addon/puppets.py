"""Games with the addon in them, moved by tests."""

import json
import shutil
from itertools import count
from pathlib import Path
from typing import Any

from playwright.async_api import Frame

from tests.browser.players import BOOT
from tests.running import ROOT, pack_a_game

SOON = 30_000  # ms: what a test waits for comes within seconds, once the engine runs
ADDON = ROOT / "godot" / "addons"
OK, FAILED, UNAVAILABLE, UNCONFIGURED, UNAUTHORIZED = 0, 1, 2, 3, 4
TIMEOUT, CANT_CONNECT, INVALID_PARAMETER, DOES_NOT_EXIST = 24, 25, 31, 33
LOCKED, IN_USE, BUSY, SKIPPED = 23, 22, 44, 45


def with_the_addon(project: Path, place: Path) -> Path:
    """A copy of a project, with the addon as its users have it."""
    copy = shutil.copytree(project, place / "project", dirs_exist_ok=True)
    shutil.copytree(ADDON, copy / "addons")
    return copy


def pack_with_the_addon(project: Path, place: Path) -> Path:
    return pack_a_game(with_the_addon(project, place), place / "export")


class Puppet:
    """A player's game, by what its autoload says and does."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._keys = count()

    async def begin(self, method: str, *with_: Any) -> str:
        """Call a method of the autoload; the key of its result."""
        key = str(next(self._keys))
        asked = json.dumps({"key": key, "method": method, "with": with_})
        await self.frame.wait_for_function("window.puppet && window.told", timeout=BOOT)
        await self.frame.evaluate("asked => puppet(asked)", asked)
        return key

    async def result(self, key: str) -> Any:
        await self.until("key => key in told.results", key)
        return (await self.told())["results"][key]

    async def do(self, method: str, *with_: Any) -> Any:
        return await self.result(await self.begin(method, *with_))

    async def until(self, condition: str, argument: object = None) -> None:
        """Wait until a JavaScript function of `argument` holds; it knows `told`."""
        script = f"argument => window.told && ({condition})(argument)"
        await self.frame.wait_for_function(script, arg=argument, timeout=SOON)

    async def told(self) -> dict[str, Any]:
        return await self.frame.evaluate("window.told")

    async def heard(self, signal: str, *arguments: Any) -> None:
        """Wait until the autoload has emitted this."""
        wanted = [signal, *arguments]
        same = "JSON.stringify(it) === JSON.stringify(wanted)"
        await self.until(f"wanted => told.signals.some(it => {same})", wanted)

    async def refused(self, rule: str) -> str:
        """Wait until it was refused by that rule; the words."""
        about = "told.signals.find(it => it[0] === 'refused' && it[1] === rule)"
        await self.until(f"rule => {about}", rule)
        said = (await self.told())["signals"]
        return next(it[2] for it in said if it[:2] == ["refused", rule])

    async def number(self) -> int:
        return (await self.told())["number"]

    async def code(self) -> str:
        return (await self.told())["room"]["code"]


async def a_room(*players: Puppet, **options: Any) -> str:
    """The first opens it, the others join; its code."""
    host, *guests = players
    assert await host.do("create", options) == OK
    code = await host.code()
    for guest in guests:
        assert await guest.do("join", code) == OK
    return code


async def all_play(*players: Puppet) -> None:
    """Each hears new calls of each other, as long as it takes."""
    for player in players:
        before = (await player.told())["heard"]
        for other in players:
            if other is player:
                continue
            number = str(await other.number())
            await player.until(
                "([number, before]) => told.heard[number] > before + 2",
                [number, before.get(number, 0)],
            )
