"""The page on security promises what tests hold; and what no other test held, these do."""

import ast
import asyncio
import re
import runpy
import subprocess
import sys

import pytest
from django.conf import settings as site_settings
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory

from tests.running import ROOT, new_environment
from tests.signaling.test_worker import HANDSHAKE

PAGE = ROOT / "docs/security.md"
PUBLIC = {"PLAYLOBBY_SITE_URL": "https://games.example.org"}
COOKIES = ("SESSION", "CSRF", "GUEST")


def promised():
    return sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.read_text())))


@pytest.mark.parametrize(("path", "name"), promised())
def test_every_test_that_the_page_names_is_there(path, name):
    tree = ast.parse((ROOT / path).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def test_every_point_of_the_page_names_a_test_or_says_that_there_is_none():
    rows = re.findall(r"^\| (?!Point|---)(.+?) \|$", PAGE.read_text(), re.M)
    assert len(rows) > 30
    bare = [row for row in rows if "::" not in row and "No test" not in row]
    assert bare == []


@pytest.fixture
def public(tmp_path, monkeypatch):
    """The settings of a site on https, of which nothing else was said."""
    environment = new_environment(PLAYLOBBY_DATA_DIR=str(tmp_path), **PUBLIC)
    monkeypatch.setattr("os.environ", environment)
    return runpy.run_path(str(ROOT / "signaling_site/settings.py"))


def test_a_public_site_passes_djangos_own_checks_without_a_warning(tmp_path):
    """Set up as docs/deploying.md says: behind a proxy, with a mail server."""
    told = {"PLAYLOBBY_TRUSTED_PROXIES": "127.0.0.1", "PLAYLOBBY_EMAIL_URL": "smtp://mail.test"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=new_environment(PLAYLOBBY_DATA_DIR=str(tmp_path), **PUBLIC, **told),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_on_https_cookies_never_travel_without_it_nor_come_from_another_host(public):
    assert public["DEBUG"] is False
    for cookie in COOKIES:
        assert public[f"{cookie}_COOKIE_SECURE"] is True
        # A name that browsers take from this very host alone, not from a game's below it.
        assert public[f"{cookie}_COOKIE_NAME"].startswith("__Host-")


def test_no_script_reads_a_cookie_and_no_other_site_sends_one(client, db):
    client.get("/accounts/login/")
    client.get("/me")
    assert set(client.cookies) >= {"csrf", "guest"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]
    assert site_settings.SESSION_COOKIE_HTTPONLY
    assert site_settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_browsers_that_came_by_https_come_by_it_for_a_month(public, settings):
    settings.SECURE_HSTS_SECONDS = public["SECURE_HSTS_SECONDS"]
    answer = SecurityMiddleware(lambda request: HttpResponse())
    told = answer(RequestFactory().get("/", secure=True))["Strict-Transport-Security"]
    assert told == "max-age=2592000"
    assert "Strict-Transport-Security" not in answer(RequestFactory().get("/"))


def test_a_site_without_https_promises_none():
    assert site_settings.SECURE_HSTS_SECONDS == 0


MESH = """
from lobby.models import Game
Game.objects.create(slug="mesh", title="Mesh", topology="mesh")
"""


async def handshake(site, **changed):
    """What the server answers to a handshake in which these headers are others, or more."""
    head = HANDSHAKE.format(port=site.port, code="").replace("mesh/ ", "mesh ").strip()
    for name, value in changed.items():
        line = f"{name.replace('_', '-')}: {value}"
        kept = [one for one in head.split("\r\n") if not one.startswith(line.split(":")[0] + ":")]
        head = "\r\n".join([*kept, line])
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(f"{head}\r\n\r\n".encode())
    async with asyncio.timeout(15):
        answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return answer.decode()


async def test_sockets_speak_rfc_6455_alone_and_compress_nothing(site):
    site.shell(MESH)
    answer = await handshake(site, Sec_WebSocket_Extensions="permessage-deflate")
    assert answer.startswith("HTTP/1.1 101 ")
    assert "extensions" not in answer.lower()
    for old in ("8", "0", "hixie-76"):
        refused = await handshake(site, Sec_WebSocket_Version=old)
        assert refused.startswith(("HTTP/1.1 400 ", "HTTP/1.1 426 "))
