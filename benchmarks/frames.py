"""What the shim costs a game that runs: `python -m benchmarks.frames [--rounds 5]`, six minutes.

Needs Chromium and the demo's export (`make demo`). Two real engines play with each other, with the
shim and without it in turn. The browser tells for each second how much of a core a page's main
thread had, for scripts, the engine's and ours, and at all; the frames of that second share it.
Prints Markdown: medians over all seconds and pages.
"""

import argparse
import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.async_api import Browser, CDPSession

from benchmarks.serving.servers import DEMO
from tests.browser.players import GamePage
from tests.chromium import chromium, new_context
from tests.running import Site, new_site, prepare

GAMES = {"with": "mended", "without": "plain"}
SWITCH_OFF = 'from lobby.models import Game; Game.objects.filter(slug="plain").update(shim=False)'
COUNT = "window.drawn = 0; (function turn() { drawn += 1; requestAnimationFrame(turn); })()"
SMALL = {"width": 640, "height": 480}  # Two engines draw in software.
BOUND = 0.2  # ms


class Frames(NamedTuple):
    """What a frame took in one second of one page."""

    script: float  # ms
    busy: float  # ms
    rate: float  # of them a second


async def main(rounds: int, seconds: int) -> None:
    if not DEMO.is_dir():
        raise SystemExit("The demo's export is missing: make demo")
    told: dict[str, list[Frames]] = {way: [] for way in GAMES}
    with TemporaryDirectory(prefix="playlobby-bench-") as folder:
        site = new_site(Path(folder) / "data", prepare(Path(folder) / "prepared"))
        for game in GAMES.values():
            site.manage("publish", game, str(DEMO), "--topology", "mesh")
        site.shell(SWITCH_OFF)
        site.serve()
        try:
            async with chromium() as browser:
                for number in range(rounds):
                    for way in sorted(GAMES, reverse=bool(number % 2)):
                        async with round_of(browser, site, GAMES[way]) as players:
                            seen = await asyncio.gather(*[watch(p, seconds) for p in players])
                        told[way] += [frames for page in seen for frames in page]
        finally:
            site.stop()
    report(told)


@asynccontextmanager
async def round_of(browser: Browser, site: Site, game: str) -> AsyncIterator[list[GamePage]]:
    """Two players, connected, in a running round."""
    players: list[GamePage] = []
    address, button = f"games/{game}/open", "Open room"
    for _ in range(2):
        page = await (await new_context(browser, viewport=SMALL)).new_page()
        await page.goto(f"{site.url}/{address}")
        await page.get_by_role("button", name=button).first.click()
        await page.wait_for_url("**/play?room=*")
        players.append(GamePage(page))
        address, button = f"join/{players[0].code}", "Take a seat"
    for player in players:
        await player.until("demo.peers.length === 1")
    await players[0].press("start")
    for player in players:
        await player.until("demo.phase === 'playing'")
    yield players
    for player in players:
        await player.page.context.close()


async def watch(player: GamePage, seconds: int) -> list[Frames]:
    session = await player.page.context.new_cdp_session(player.frame)
    # Its own time on a core, whatever else goes on there.
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    await session.send("Runtime.evaluate", {"expression": COUNT})
    readings = [await read(session)]
    for _ in range(seconds):
        await asyncio.sleep(1)
        readings.append(await read(session))
    found = []
    for before, after in zip(readings, readings[1:], strict=False):
        time, script, busy, drawn = (b - a for a, b in zip(before, after, strict=True))
        if drawn:
            found.append(Frames(script / drawn, busy / drawn, 1000 * drawn / time))
    return found


async def read(session: CDPSession) -> tuple[float, ...]:
    """Milliseconds that have passed, in scripts and busy, and frames."""
    told = (await session.send("Performance.getMetrics"))["metrics"]
    found = {one["name"]: 1000 * one["value"] for one in told}
    asked = {"expression": "[performance.now(), drawn]", "returnByValue": True}
    now, drawn = (await session.send("Runtime.evaluate", asked))["result"]["value"]
    return now, found["ScriptDuration"], found["TaskDuration"], drawn


def report(told: dict[str, list[Frames]]) -> None:
    print("| Two games that play, medians | with the shim | without | difference | bound |")
    print("|---|---|---|---|---|")
    rows = {
        "script": "in scripts, ms a frame",
        "busy": "busy, ms a frame",
        "rate": "frames a second",
    }
    for field, words in rows.items():
        here, there = (
            statistics.median(getattr(frames, field) for frames in told[way]) for way in GAMES
        )
        bound = f"≤ {BOUND}" if field == "script" else "–"
        print(f"| {words} | {here:.2f} | {there:.2f} | {here - there:+.2f} | {bound} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frames", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=20, help="of each game")
    asyncio.run(main(**vars(parser.parse_args())))
