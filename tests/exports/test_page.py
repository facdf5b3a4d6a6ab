"""A game's page, with our script put before everything else in it."""

import hashlib
import re

import brotli
import pytest
from django.conf import settings as site

from lobby.exports.serving import page

FOREVER = "public, max-age=31536000, immutable"


async def test_the_entry_page_loads_the_shim_first(published, ask, samples):
    build = await published()
    answer = await ask("demo", f"/{build.key}/index.html")
    assert (answer["content-type"], answer["cache-control"]) == (
        "text/html; charset=utf-8",
        "no-cache",
    )
    tag = re.search(
        rb'<head><script src="(/-/shim\.[0-9a-f]+\.js)" data-site="([^"]*)"'
        rb' data-addresses="([^"]*)"></script>',
        answer.body,
    )
    assert tag[2].decode() == site.SITE_ORIGIN
    assert tag[3] == b"ws://localhost:9080 ws://127.0.0.1:9080", "those of Godot's demo"
    assert answer.body.replace(tag[0][6:], b"") == samples.export()["index.html"]
    assert answer["content-length"] == str(len(answer.body))
    assert answer["etag"] == f'"{hashlib.sha256(answer.body).hexdigest()}"'
    shim = await ask("demo", tag[1].decode())
    assert (shim.status, shim["cache-control"]) == (200, FOREVER)
    assert shim["content-type"] == "text/javascript; charset=utf-8"
    assert b"playlobby" in shim.body
    old = await ask("demo", "/-/shim.0123456789abcdef.js")
    assert (old.body, old["cache-control"]) == (shim.body, "no-cache")


async def test_the_shim_travels_short(published, ask):
    build = await published()
    found = (await ask("demo", f"/{build.key}/index.html")).body
    name = re.search(rb"/-/shim\.[0-9a-f]+\.js", found)[0].decode()
    short = await ask("demo", name, accept_encoding="gzip, br")
    assert short["content-encoding"] == "br" and len(short.body) <= 6 * 1024
    assert brotli.decompress(short.body) == (await ask("demo", name)).body


async def test_an_owner_switches_the_mending_of_connections_off(published, ask):
    build = await published()
    build.game.shim, build.game.signaling_addresses = False, ["wss://example.org/&x"]
    await build.game.asave()
    found = (await ask("demo", f"/{build.key}/index.html")).body
    assert b'ws://127.0.0.1:9080 wss://example.org/&amp;x" data-plain></script>' in found


async def test_only_pages_that_start_the_engine_load_the_shim(published, ask):
    pages = {"about__html": b"<p>About", "embed__html": b"<script>new Engine({})</script>"}
    build = await published(**pages)
    assert (await ask("demo", f"/{build.key}/about.html")).body == pages["about__html"]
    assert b"/-/shim." in (await ask("demo", f"/{build.key}/embed.html")).body


async def test_a_huge_page_is_served_untouched(published, ask, monkeypatch):
    build = await published()
    monkeypatch.setattr(page, "MOST_PAGE_BYTES", 100)
    answer = await ask("demo", f"/{build.key}/index.html")
    assert (answer.status, answer["cache-control"]) == (200, "no-cache")
    assert b"/-/shim." not in answer.body


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (b'<!doctype html><html lang="en"><head lang="en">', b"<title>x</title></head>"),
        (b"<!-- <head> --><!doctype html><HTML><Head\n>", b"<script></script>"),
        (b"<!doctype html><html>", b"<body><header></header><script></script><head></body>"),
        (b"<!-- hi --> <!DOCTYPE html>", b"<script></script>"),
        (b"\xef\xbb\xbf<!doctype html>", b"<title>\xe4</title>"),
        (b"\xef\xbb\xbf", b"<script></script>"),
        (b"", b"<title>x</title><!-- <head> "),
        (b"", b"<!--><script></script>"),
        (b"", b"<head" + b" " * 2000),
        (b"<!doctype html>", b'<script data-x="<"></script><head>'),
        (b"<!doctype html>", b"<script src=" + b"x" * 2000 + b"></script><head>"),
        (b"", b""),
    ],
)
def test_the_shim_is_the_first_script_of_any_page(before, behind):
    assert page.first_place(before + behind) == len(before)


async def test_a_page_is_searched_once(published, ask, monkeypatch):
    build = await published(index__html=b"<title>Searched once</title>")
    first = await ask("demo", f"/{build.key}/index.html")
    assert first.body.endswith(b"></script><title>Searched once</title>")
    monkeypatch.setattr(page, "first_place", None)
    assert (await ask("demo", f"/{build.key}/index.html")).body == first.body


async def test_only_so_many_pages_are_remembered(published, ask, monkeypatch):
    monkeypatch.setattr(page, "REMEMBERED_PAGES", 2)
    files = {f"page{number}__html": b"<p>%d" % number for number in range(4)}
    build = await published(**files)
    for number in range(4):
        await ask("demo", f"/{build.key}/page{number}.html")
    assert len(page._searched) <= 2
