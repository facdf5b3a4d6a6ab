"""Examples in real browsers."""

from contextlib import ExitStack

import pytest
from playwright.async_api import ConsoleMessage, Page

from tests.examples.witnessed import Screen, pack_with_a_witness
from tests.running import ROOT, Site
from tests.serving import served

EXAMPLES = ROOT / "godot" / "examples"


@pytest.fixture
async def new_page(new_page):
    """Pages of players, in which no script may fail."""
    errors: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "ERROR" in message.text:
            errors.append(message.text)

    async def new_listened_page(**options) -> Page:
        page = await new_page(**options)
        page.on("console", listen)
        return page

    yield new_listened_page
    assert not errors


@pytest.fixture
def serve():
    """Serve a folder's files, as any web server would; its address."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(served(folder))


@pytest.fixture
def open_alone(serve, new_page, tmp_path):
    """Open an example by itself, on a page that knows nothing of any site."""

    async def open_alone(name: str, **options) -> Screen:
        page = await new_page(**options)
        await page.goto(serve(pack_with_a_witness(EXAMPLES / name, tmp_path)))
        return Screen(page.main_frame)

    return open_alone


@pytest.fixture
def publish(make_site, tmp_path):
    """A running site with an example on it, as `manage.py publish` puts it there."""
    sites = []

    def publish(name: str, *options: str) -> Site:
        sites.append(make_site())
        export = pack_with_a_witness(EXAMPLES / name, tmp_path)
        sites[-1].manage("publish", name, str(export), *options)
        sites[-1].start()
        return sites[-1]

    yield publish
    for site in sites:
        site.stop()
