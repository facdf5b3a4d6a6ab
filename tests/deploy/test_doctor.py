"""Whoever runs a site is told what would break, and the remedy, before players find out."""

import socket
import subprocess
import sys
import time
from email.message import Message

import pytest

from lobby import addresses, isolation
from lobby.doctor import configuration, front, stores
from lobby.doctor.asking import Answer, Visitor
from lobby.models import IceServer, Worker
from lobby.origins import origin
from tests.deploy import kit
from tests.running import ROOT, free_port

SITE = origin("https://games.example.org")
PUBLIC = {
    "SITE_URL": SITE,
    "PLAY_URL": origin("https://play.games.example.org"),
    "LOOPBACK": False,
    "SECURE": True,
    "SECRET_KEY": "a1b2c3d4e5" * 5,
    "DEBUG": False,
    "LIMITS": "on",
    "TRUSTED_PROXIES": ["127.0.0.1"],
    "REDIS_URL": "",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


@pytest.fixture
def public(settings, tmp_path):
    """A site that is set up as it should be."""
    for name, value in (PUBLIC | {"DATA_DIR": tmp_path}).items():
        setattr(settings, name, value)
    return settings


def test_a_site_that_is_set_up_well_hears_nothing(public):
    (public.DATA_DIR / "secret_key").touch(mode=0o600)
    assert {name: check() for name, check in configuration.CHECKS.items() if check()} == {}


@pytest.mark.parametrize(
    ("check", "name", "value", "words"),
    [
        ("secret key", "SECRET_KEY", "short", "too weak: 5 characters"),
        ("secret key", "SECRET_KEY", "a" * 60, "1 different"),
        ("debug", "DEBUG", True, "Debug pages are on"),
        ("https", "SITE_URL", origin("http://games.example.org"), "No https at http://games"),
        ("https", "PLAY_URL", origin("http://play.example.org"), "No https at http://play"),
        ("origins", "PLAY_URL", SITE, "share a host"),
        ("origins", "PLAY_URL", origin("https://example.org"), "one of the games' hosts"),
        ("proxies", "TRUSTED_PROXIES", [], "no proxy is believed"),
        ("limits", "LIMITS", "off", "Limits are off"),
        ("kind of database", "REDIS_URL", "redis://127.0.0.1:6379/0", "share a SQLite file"),
        ("mail", "EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "log"),
    ],
)
def test_a_setting_that_would_break_a_public_site_is_told(public, check, name, value, words):
    setattr(public, name, value)
    [finding] = configuration.CHECKS[check]()
    assert words in finding.words and finding.remedy


def test_a_key_that_others_can_read_is_told(public):
    (public.DATA_DIR / "secret_key").touch(mode=0o644)
    [finding] = configuration.secret_key()
    assert finding.remedy == f"chmod 600 {public.DATA_DIR / 'secret_key'}"


def test_djangos_own_check_knows_our_rules(make_site):
    site = make_site(PLAYLOBBY_SITE_URL="https://games.example.org")
    command = [sys.executable, "manage.py", "check", "--deploy"]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True)
    assert done.returncode == 1
    for rule in ("proxies", "limits"):
        assert f"(playlobby.{rule})" in done.stderr
    site.environment |= {"PLAYLOBBY_TRUSTED_PROXIES": "127.0.0.1", "PLAYLOBBY_LIMITS": "on"}
    site.manage("check", "--deploy")


# What the stores tell


def test_a_data_folder_that_is_gone_is_told(public):
    public.DATA_DIR = public.DATA_DIR / "gone"
    [finding] = stores.data_folder()
    assert finding.breaks and "cannot be written" in finding.words


def test_a_disk_that_fills_up_is_told(public, monkeypatch):
    usage = type("Usage", (), {"free": 10**9, "total": 10**11})
    monkeypatch.setattr(stores.shutil, "disk_usage", lambda folder: usage)
    [finding] = stores.data_folder()
    assert not finding.breaks and finding.words.startswith("1.0 GB are free")


def test_a_redis_that_answers_is_well_and_one_that_does_not_is_told(public, redis):
    public.REDIS_URL = redis.url
    assert stores.redis() == []
    public.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    [finding] = stores.redis()
    assert finding.words.startswith("Redis does not answer")


@pytest.mark.parametrize(("apart", "words"), [(-5, "5 s ahead of"), (5, "5 s behind"), (1, "")])
def test_a_clock_that_is_wrong_is_told(public, redis, monkeypatch, apart, words):
    public.REDIS_URL, now = redis.url, time.time
    monkeypatch.setattr(stores.time, "time", lambda: now() + apart)
    told = [finding.words for finding in stores.clocks()]
    assert len(told) == bool(words) and all(words in one and "Redis" in one for one in told)


@pytest.mark.django_db
def test_no_worker_or_one_that_fell_silent_is_told():
    assert stores.workers()[0].words == "No worker is alive."
    alive, dead = "2999-01-01T00:00:00Z", "2020-01-01T00:00:00Z"
    Worker.objects.create(name="one", alive_until=alive)
    assert stores.workers() == []
    Worker.objects.create(name="two", alive_until=dead)
    assert stores.workers()[0].words.startswith("1 of 2 workers fell silent")


@pytest.mark.django_db
def test_a_turn_server_that_does_not_answer_is_told():
    assert "There is no TURN server" in stores.turn()[0].words
    IceServer.objects.create(host="127.0.0.1", port=free_port(), transport="tcp", secret="sesame")
    [finding] = stores.turn()
    assert finding.breaks and "Refused" in finding.words and "sesame" not in finding.words


# What a visitor meets


class Told:
    """A visitor who is answered the same everywhere."""

    at = "127.0.0.1"

    def __init__(self, status, body=b"", **headers):
        message = Message()
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        self.answer = Answer(status, message, body)

    def get(self, url, **headers):
        return self.answer


def test_a_wildcard_that_nobody_made_is_told(public, monkeypatch):
    def known(host, port):
        if host.startswith("doctor-"):
            raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(front.socket, "getaddrinfo", known)
    [finding] = front.names(Visitor())
    assert finding.remedy == "Add a DNS record for *.play.games.example.org."
    assert front.names(Visitor("127.0.0.1")) == []


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [(200, b"<title>Welcome to nginx!", "answers 200, not as"), (503, b"stopping", "not ready")],
)
def test_another_server_at_our_address_is_told(status, body, words):
    [finding] = front.site(Told(status, body))
    assert words in finding.words


@pytest.mark.django_db
def test_a_proxy_without_upgrades_is_told():
    assert front.sockets(Told(101)) == []
    assert "answered with 400" in front.sockets(Told(400))[0].words


@pytest.fixture
def build(db):
    from lobby.models import Blob, Build, BuildFile, Game

    game = Game.objects.create(slug="golf", title="Golf")
    build = Build.objects.create(game=game, number=1, entry="index.html", threads=True, size=1)
    blob = Blob.objects.create(sha256="0" * 64, size=1)
    BuildFile.objects.create(build=build, path="index.wasm", blob=blob)
    game.live_build = build
    game.save()
    return build


def test_walls_that_a_proxy_took_down_are_told_by_name(build):
    due = isolation.game_headers(isolated=True, embeddable=True)
    assert front.games_pages(Told(200, **due)) == []
    del due["Cross-Origin-Embedder-Policy"]
    [finding] = front.games_pages(Told(200, **due))
    assert "without its own Cross-Origin-Embedder-Policy" in finding.words
    assert addresses.build_url(build) in finding.words
    assert "answers 404" in front.games_pages(Told(404))[0].words


def test_an_engine_of_another_type_or_size_is_told(build):
    assert front.engines(Told(200, Content_Type="application/wasm", Content_Encoding="br")) == []
    told = front.engines(Told(200, Content_Type="text/plain"))
    assert [finding.breaks for finding in told] == [True, False]


@pytest.fixture
def doctor(proxied_site):
    def run(**more):
        done = subprocess.run(
            [sys.executable, "manage.py", "doctor", "--at", "127.0.0.1"],
            cwd=ROOT,
            env=proxied_site.environment | more,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout

    return run


def test_a_real_site_behind_nginx_is_looked_at_from_without(proxied_site, doctor, tmp_path):
    kit.publish(proxied_site, tmp_path)
    trusting = {"SSL_CERT_FILE": str(proxied_site.certificate)}
    code, told = doctor(**trusting, PLAYLOBBY_LIMITS="on")
    assert code == 0, told
    for name in ("site", "games' pages", "engines", "sockets", "workers", "static files"):
        assert f"ok      {name}\n" in told
    assert "beware  certificates: The certificate of site.test ends in" in told
    assert "beware  TURN: There is no TURN server" in told
    code, told = doctor()
    assert code == 1
    assert "BREAKS  certificates: Browsers refuse the certificate of site.test" in told
