"""Small games in real browsers that connect to each other as Godot's demo does."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Frame

from tests.browser.lively import publish_small
from tests.running import ROOT, Site

PATIENCE = 20_000  # milliseconds: what is asked of a mesh after a cut
HERE = ROOT / "tests" / "browser"


def publish_nets(site: Site, folder: Path) -> None:
    publish_small(site, folder, "nets", "Nets", (HERE / "small_client.js").read_text())


async def are_connected(frames: Sequence[Frame], patience: int = PATIENCE) -> None:
    async with asyncio.timeout(patience / 1000):
        for frame in frames:
            await frame.wait_for_function(
                "count => client.open.length >= count", arg=len(frames) - 1, timeout=patience
            )


async def nothing_came_twice(frames: Sequence[Frame]) -> None:
    """Each message once, ID before the others, nobody left, and no socket closed."""
    for frame in frames:
        client = await frame.evaluate("({heard: client.heard, closed: client.closed})")
        kinds = [kind for kind, _, _ in client["heard"]]
        assert client["closed"] is None
        assert kinds.count(0) == kinds.count(1) == 1 and kinds[0] == 1 and 3 not in kinds
        introduced = [number for kind, number, _ in client["heard"] if kind == 2]
        assert sorted(introduced) == sorted(set(introduced))
        offers = [(kind, number) for kind, number, _ in client["heard"] if kind in (4, 5)]
        assert sorted(offers) == sorted(set(offers))
