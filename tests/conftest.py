"""What tests share: real sites in processes of their own, and browsers for the players."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests import nginx, stores
from tests.chromium import PATH as CHROMIUM
from tests.chromium import chromium, new_context
from tests.nginx import ProxiedSite
from tests.running import ROOT, Site, new_site, prepare
from tests.stores import Store


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """As they lie in the checkout, whether or not somebody has collected them."""
    settings.STATIC_ROOT = ROOT / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def no_remembered_ice_servers(monkeypatch):
    """Those of another test's database."""
    monkeypatch.setattr("lobby.ice._remembered", (float("-inf"), []))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """A data folder to copy for each site."""
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="session")
def make_site(tmp_path_factory, prepared) -> Iterator[Callable[..., Site]]:
    """Make sites, not started yet; keywords are more of their settings."""
    sites: list[Site] = []

    def make(**environment: str) -> Site:
        sites.append(new_site(tmp_path_factory.mktemp("site") / "data", prepared, **environment))
        return sites[-1]

    yield make
    for site in sites:
        site.stop()


@pytest.fixture
def site(make_site) -> Iterator[Site]:
    """A running site with no games, for one test."""
    site = make_site()
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def proxied_site(make_site, tmp_path_factory) -> Iterator[ProxiedSite]:
    """A running site behind nginx, on https, which tests share: each brings games of its own."""
    if nginx.PATH is None and "CI" not in os.environ:
        pytest.skip("nginx is not installed: see tests/install-tools")
    site, door = nginx.site_behind(make_site, tmp_path_factory.mktemp("nginx"))
    site.serve()
    door.start()
    yield site
    door.stop()
    site.stop()


@pytest.fixture
async def new_page() -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Open pages of a real browser, each of a player of its own."""
    if CHROMIUM is None and "CI" not in os.environ:
        pytest.skip("Chromium is not installed: see tests/install-tools")
    async with chromium() as browser:

        async def new_page(**options) -> Page:
            return await (await new_context(browser, **options)).new_page()

        yield new_page


@pytest.fixture(scope="session")
def redis(tmp_path_factory) -> Iterator[Store]:
    """A Redis that several tests share; who kills it starts it again."""
    store = stores.redis(tmp_path_factory.mktemp("redis"))
    store.start()
    yield store
    store.stop()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory) -> Iterator[Store]:
    """A PostgreSQL with one empty database."""
    store = stores.postgresql(tmp_path_factory.mktemp("postgresql"))
    store.start()
    yield store
    store.stop()
