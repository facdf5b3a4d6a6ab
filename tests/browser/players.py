"""A player's page with the demo game in it."""

from collections.abc import Sequence

from playwright.async_api import Frame, Page

BOOT = 90_000  # ms: an engine that draws in software starts slowly on a busy machine


class GamePage:
    """A player's page with the demo in it, as `window.demo` tells of it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def frame(self) -> Frame:
        return next(filter(_is_game, self.page.frames))

    @property
    def code(self) -> str:
        return self.page.url.partition("room=")[2]

    async def arrived(self) -> None:
        """Wait until there is a game's frame."""
        if not any(map(_is_game, self.page.frames)):
            await self.page.wait_for_event("framenavigated", _is_game)

    async def until(self, condition: str, argument: object = None) -> None:
        """Wait until a JavaScript condition on `demo` and `argument` holds."""
        await self.arrived()
        script = f"argument => window.demo && (demo => {condition})(window.demo)"
        await self.frame.wait_for_function(script, arg=argument, timeout=BOOT)

    async def state(self) -> dict:
        return await self.frame.evaluate("window.demo")

    async def press(self, action: str) -> None:
        await self.frame.evaluate("action => window.demoDo(action)", action)


async def everyone_hears_everyone(players: Sequence[GamePage]) -> None:
    """New packets come from each other player, as long as it takes."""
    for player in players:
        before = (await player.state())["heard"]
        others = [str((await other.state())["id"]) for other in players if other is not player]
        await player.until(
            "argument.others.every(o => demo.heard[o] > (argument.before[o] ?? 0) + 5)",
            {"before": before, "others": others},
        )


def _is_game(frame: Frame) -> bool:
    return ".play." in frame.url
