"""A real Chromium that runs Godot's engine and WebRTC on this machine alone."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Error, async_playwright

PATH = shutil.which("chromium")

# Chromium keeps the last such list only, so Playwright's own comes again; the last one is ours:
# without it a page's addresses are names that nothing here resolves.
DISABLED_FEATURES = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "MediaRouter",
    "PaintHolding",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
    "WebRtcHideLocalIpsWithMdns",
]
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--mute-audio",
    "--propagate-iph-for-testing",  # no hints over its own buttons
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    # WebGL 2 without a graphics card.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # No name but ours resolves: games name public servers.
    "--host-resolver-rules=MAP site.test 127.0.0.1, MAP *.site.test 127.0.0.1, "
    "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
    "--allow-loopback-in-peer-connection",
    f"--disable-features={','.join(DISABLED_FEATURES)}",
]


@asynccontextmanager
async def chromium(*flags: str, path: str | None = PATH) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        await browser.close()


async def new_context(browser: Browser, **options) -> BrowserContext:
    """A player's own profile. Chromium offers loopback candidates only with a microphone."""
    context = await browser.new_context(**options)
    await context.grant_permissions(["microphone"])
    return context


async def clear_away(context: BrowserContext) -> None:
    """Close a profile. A browser that falls over at that is no fault of what was tested in it."""
    try:
        await context.close()
    except Error:
        if context.browser is None or context.browser.is_connected():
            raise
