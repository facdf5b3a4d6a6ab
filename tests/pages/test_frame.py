"""What holds for every page: its policy, its words, its parts, its weight."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from lobby.addresses import play_origin
from tests.pages.words import visit, words

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STAFF = ("admin", "figures")  # Pages of staff come on top as well.
OWN_SCRIPTS = [path for path in (ROOT / "static/js").rglob("*.js") if "vendor" not in path.parts]
STYLES = [path for path in sorted((ROOT / "static/css").glob("*.css")) if path.stem not in STAFF]
# No game runs beside them.
LISTS = {"following.js", "live-rack.js", "ringing.js", "room-list.js", "room-rows.js"}
HOSTS = ("host.css", "plots.css", "host")  # Pages for hosts come on top: no player loads them.
PAGES = ["/", "/rooms/", "/join/", "/me", "/games/golf/", "/games/golf/open", "/join/K7QM4X"]
PAGES += ["/games/golf/play?room=K7QM4X", "/join/QQQQQQ", "/nothing/here"]

POLLING = ROOT / "templates/parts/polling.html"
KILO = 1000
NEVER_SAID = re.compile(r"WebRTC|\bICE\b|\bNAT\b|SharedArrayBuffer|\boops\b|!(?=\s|$)", re.I)


@pytest.mark.parametrize("address", PAGES)
def test_pages_keep_to_their_policy_and_their_words(client, open_room, settings, address):
    open_room("K7QM4X", "Blue")
    page = visit(client, address)
    body = page.content.decode()
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", body)
    for origin in re.findall(r"https?://[^/\"]+", body):
        assert origin in (settings.SITE_ORIGIN, play_origin("golf"))
    assert not NEVER_SAID.search(words(page))
    assert body.count("<h1") == 1
    assert len(gzip.compress(page.content)) < 20 * KILO


@pytest.mark.parametrize("address", PAGES)
def test_a_view_has_one_lamp_at_most(client, open_room, address):
    open_room("K7QM4X", "Blue")
    page = visit(client, address).content.decode()
    assert "<h1" in page
    covered = r'<div class="check-card".*?</div>|<dialog.*?</dialog>|<template.*?</template>'
    body = re.sub(covered, "", page, flags=re.S)
    assert body.count("btn-lamp") <= 1


def test_icons_are_in_the_sprite_and_the_sprite_holds_no_others():
    source = "".join(path.read_text() for path in TEMPLATES + OWN_SCRIPTS)
    drawn = set(re.findall(r'{% icon "([\w-]+)"', source))
    held = set(
        re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons/phosphor.svg").read_text())
    )
    assert drawn == held


def test_every_file_that_a_page_names_is_there():
    source = "".join(path.read_text() for path in TEMPLATES)
    named = set(re.findall(r"{% static '([^']+)' %}", source))
    assert [name for name in named if not finders.find(name)] == []
    for style in STYLES:
        for address in re.findall(r"url\(([^)]+)\)", style.read_text()):
            assert (style.parent / address).resolve().is_file()


def test_what_was_taken_over_brings_its_licence():
    for font in (ROOT / "static/fonts").glob("*.woff2"):
        assert "SIL OPEN FONT LICENSE" in font.with_suffix(".LICENSE.txt").read_text().upper()
    assert (ROOT / "static/icons/LICENSE.txt").exists()
    for script in (ROOT / "static/js/vendor").glob("*.min.js"):
        licence = script.with_name(script.name.replace(".min.js", ".LICENSE.txt"))
        assert licence.exists()


def test_the_first_view_is_light():
    def weigh(paths, of_hosts):
        counted = [path for path in paths if set(path.parts).isdisjoint(HOSTS) is not of_hosts]
        return sum(len(gzip.compress(path.read_bytes())) for path in counted)

    own = [path for path in OWN_SCRIPTS if path.parent.name != "admin"]
    scripts = [*own, ROOT / "static/js/vendor/htmx.min.js"]
    for elsewhere in ({"pages.css"}, {"play.css", "room.css"}):  # No page loads both.
        styles = [path for path in STYLES if path.name not in elsewhere]
        assert weigh(styles, of_hosts=False) < 14 * KILO
    beside_a_game = [path for path in scripts if path.name not in LISTS]
    browsing = [path for path in scripts if path.parent.name != "play"]
    assert weigh(browsing, of_hosts=False) < 30 * KILO
    assert weigh(beside_a_game, of_hosts=False) < 39 * KILO  # The room lives while it loads.
    assert weigh(STYLES, of_hosts=True) < 5 * KILO
    assert weigh(scripts, of_hosts=True) < 10 * KILO
    assert sum(path.stat().st_size for path in (ROOT / "static/fonts").glob("*.woff2")) < 76 * KILO


@pytest.mark.parametrize("path", [*OWN_SCRIPTS, *STYLES], ids=lambda path: path.name)
def test_scripts_and_styles_are_short(path):
    assert len(path.read_text().splitlines()) < 300


@pytest.mark.parametrize("address", ["/join/QQQQQQ", "/nothing/here"])
def test_no_page_is_a_dead_end(client, db, address):
    page = visit(client, address)
    assert page.status_code == 404
    assert 'action="/join/"' in page.content.decode()
    assert "btn-lamp" in page.content.decode()


def test_a_fault_of_the_server_still_has_a_page(client, golf, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("lobby.views.home.seatings", lambda rooms: 1 / 0)
    page = client.get("/")
    assert page.status_code == 500
    assert "The server isn’t answering" in words(page)


def test_htmx_writes_no_style_which_the_policy_forbids():
    """Not even the empty one that an extension has left on a field."""
    config = json.loads(re.search(r"content='(.*?)'", POLLING.read_text())[1])
    assert not config["includeIndicatorStyles"]
    assert "style" not in config["attributesToSettle"]
