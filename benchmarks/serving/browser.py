"""From the first byte asked for to the engine running, in a real browser."""

import asyncio
import shutil
import statistics
import time

from playwright.async_api import Browser, async_playwright

from benchmarks.serving.servers import Nginx, Served

ROUNDS = 5
RUNNING = "Godot Engine v"  # what the engine says first
SLOW = 25 * 1000 * 1000 / 8  # bytes a second: a usual line
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
PATIENCE = 60_000  # milliseconds

Row = tuple[str, str, str]


async def measure(site: Served, nginx: Nginx) -> list[Row]:
    """Our play origin against nginx with gzip_static, in turn, each with an empty cache."""
    rows = []
    pages = {
        "ours": f"http://{site.host('demo.play')}{site.live}",
        "nginx": f"http://localhost:{nginx.plain}/index.html",
    }
    async with async_playwright() as playwright:
        path = shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        for words, speed in (("loopback", 0.0), ("25 Mbit/s", SLOW)):
            took: dict[str, list[float]] = {name: [] for name in pages}
            for _ in range(ROUNDS):
                for name, address in pages.items():
                    took[name].append(await _start(browser, address, speed))
            middle = {name: statistics.median(times) for name, times in took.items()}
            share = middle["ours"] / middle["nginx"]
            told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in middle.items())
            rows.append((f"page asked for to engine running, {words}", told, "–"))
            rows.append((f"ours / nginx, {words}", f"{share:.2f}", "≤ 1.1"))
        await browser.close()
    return rows


async def _start(browser: Browser, address: str, speed: float) -> float:
    """Seconds until the engine says its name, by a browser that has never been there."""
    context = await browser.new_context()
    page = await context.new_page()
    if speed:
        session = await context.new_cdp_session(page)
        await session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 20,
                "downloadThroughput": speed,
                "uploadThroughput": speed,
            },
        )
    begun = time.monotonic()
    running = asyncio.ensure_future(
        page.wait_for_event("console", lambda said: said.text.startswith(RUNNING), timeout=PATIENCE)
    )
    await page.goto(address, wait_until="commit")
    await running
    took = time.monotonic() - begun
    await context.close()
    return took
