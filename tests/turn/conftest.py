"""A TURN server that relays for real, and players beside it, in a network of their own.

`turn_site` is a running site inside, `page_inside` opens pages of a browser inside; `coturn.add_to`
makes the server known to a site.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from playwright.async_api import Page

from tests.chromium import PATH as CHROMIUM
from tests.chromium import chromium, new_context
from tests.running import Site
from tests.turn import coturn as turn
from tests.turn.coturn import Coturn
from tests.turn.namespace import Namespace, SiteInside


@pytest.fixture(scope="session")
def namespace() -> Iterator[Namespace]:
    namespace = Namespace(f"playlobby-{os.getpid()}")
    try:
        if not namespace.up():
            pytest.skip(
                "No network of a test's own: that takes root, and a container with the right"
            )
        yield namespace
    finally:
        namespace.down()


@pytest.fixture(scope="session")
def coturn(namespace, tmp_path_factory) -> Iterator[Coturn]:
    """With our template as it is."""
    if turn.PATH is None and "CI" not in os.environ:
        pytest.skip("coturn is not installed: see tests/install-tools")
    server = turn.coturn(tmp_path_factory.mktemp("coturn"), namespace)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def turn_seconds() -> int | None:
    """For how long the site's credentials hold; None for as long as it has them by itself."""
    return None


@pytest.fixture
def turn_site(make_site, namespace, coturn, turn_seconds) -> Iterator[Site]:
    """A running site inside that has the TURN server, and no games yet."""
    short = {"DJANGO_SETTINGS_MODULE": "tests.turn.short_terms", "TURN_SECONDS": str(turn_seconds)}
    made = make_site(**{} if turn_seconds is None else short)
    site = SiteInside(
        made.data, made.port, made.environment, launcher=namespace.launcher, namespace=namespace
    )
    coturn.add_to(site)
    site.serve()
    yield site
    site.stop()


@pytest.fixture
async def page_inside(namespace, tmp_path) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Open pages of a browser inside, each of a player of its own."""
    if CHROMIUM is None and "CI" not in os.environ:
        pytest.skip("Chromium is not installed: see tests/install-tools")
    async with chromium(path=namespace.chromium(tmp_path, str(CHROMIUM))) as browser:

        async def page_inside(**options) -> Page:
            return await (await new_context(browser, **options)).new_page()

        yield page_inside
