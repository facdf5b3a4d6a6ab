"""A site behind nginx, which sends games' files itself: all that browsers hang on still arrives."""

import gzip
import http.client
import json
import re
import socket
import ssl
import subprocess
import zipfile
from dataclasses import dataclass
from email.message import Message

import brotli
import pytest
from websockets.sync.client import connect

from lobby.exports import pck
from tests import nginx
from tests.nginx import NAME

FOREVER = "public, max-age=31536000, immutable"
ENGINE = b"\0asm\x01\0\0\0" + b"\0\x05\x04note" * 500  # a module of custom sections
LOADER = b"// Loads the engine.\n" * 200
SOUND = bytes(range(256)) * 8
PAGE = """<!doctype html><html><head></head><body><script>
const GODOT_CONFIG = {"executable":"index","gdextensionLibs":[]};
const GODOT_THREADS_ENABLED = true;
</script><script src="index.js"></script></body></html>"""


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes

    def __getitem__(self, name):
        return self.headers[name]

    def all(self, name):
        return self.headers.get_all(name)


@pytest.fixture(scope="module")
def build(proxied_site, tmp_path_factory):
    """The address of an isolated build, below its game's host."""
    source = tmp_path_factory.mktemp("game") / "walled.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for path, content in {
            "index.html": PAGE,
            "index.js": LOADER,
            "index.wasm": ENGINE,
            "index.pck": pck.write({"project.godot": b""}),
            "about.html": "<p>About",
            "music.ogg": SOUND,
        }.items():
            archive.writestr(path, content)
    proxied_site.manage("publish", "walled", str(source))
    key = proxied_site.shell(
        "from lobby.models import Build; print(Build.objects.get(game__slug='walled').key)"
    )
    return f"/{key.strip()}"


@pytest.fixture
def ask(proxied_site):
    """Ask nginx. The host "" is the site, "play" the shared one."""

    def run(host, path, method="GET", **headers):
        name = f"{host}.{NAME}" if host else NAME
        context = trusting(proxied_site)
        connection = http.client.HTTPSConnection(name, proxied_site.door, timeout=20)
        connection.sock = context.wrap_socket(dial(proxied_site), server_hostname=name)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        got = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return got

    return run


@pytest.fixture
def asked(ask, build):
    """Ask for a file of the game."""
    return lambda path, *args, **headers: ask("walled.play", f"{build}/{path}", *args, **headers)


def dial(site) -> socket.socket:
    return socket.create_connection(("127.0.0.1", site.door), timeout=20)


def trusting(site) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=site.certificate)


def test_nginx_takes_the_template(proxied_site, tmp_path):
    settings = tmp_path / "nginx.conf"
    settings.write_text(nginx.filled_in(proxied_site, proxied_site.certificate.parent))
    command = [*nginx.program(tmp_path, settings), "-t", "-g", f"pid {tmp_path}/pid;"]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert "warn" not in said.stderr


@pytest.mark.parametrize(
    ("path", "kind", "content"),
    [
        ("index.html", "text/html; charset=utf-8", None),
        ("about.html", "text/html; charset=utf-8", b"<p>About"),
        ("index.js", "text/javascript; charset=utf-8", LOADER),
        ("music.ogg", "audio/ogg", SOUND),
    ],
)
def test_a_file_that_nginx_sends_has_its_type_and_its_walls(asked, path, kind, content):
    answer = asked(path)
    assert (answer.status, answer["content-type"]) == (200, kind)
    assert content in (None, answer.body)
    assert answer["cross-origin-opener-policy"] == "same-origin"
    assert answer["cross-origin-embedder-policy"] == "require-corp"
    assert answer["cross-origin-resource-policy"] == "cross-origin"
    assert f"frame-ancestors https://{NAME}:" in answer["content-security-policy"]
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["x-accel-redirect"] is None
    if path.endswith(".html"):
        assert answer.all("cache-control") == ["no-cache"]
    else:
        assert answer.all("cache-control") == [FOREVER]


def test_a_worker_hands_nginx_no_content(proxied_site, build):
    connection = http.client.HTTPConnection("127.0.0.1", proxied_site.port, timeout=20)
    host = f"walled.play.{NAME}:{proxied_site.door}"
    connection.request("GET", f"{build}/music.ogg", headers={"Host": host})
    answer = connection.getresponse()
    sha256 = answer.headers["etag"].strip('"')
    assert answer.headers["x-accel-redirect"] == f"/-blobs/{sha256[:2]}/{sha256}"
    assert answer.read() == b""
    connection.close()


@pytest.mark.parametrize(
    ("accepted", "said", "decode"),
    [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("", None, bytes)],
)
def test_a_file_arrives_in_the_form_the_browser_reads(asked, accepted, said, decode):
    answer = asked("index.js", accept_encoding=accepted)
    assert answer.all("content-encoding") == (said and [said])
    assert answer["vary"] == "Accept-Encoding"
    assert int(answer["content-length"]) == len(answer.body)
    assert decode(answer.body) == LOADER


def test_each_form_has_an_etag_that_makes_it_known_again(asked):
    seen = set()
    for accepted in ("br", "gzip", "identity"):
        etag = asked("index.js", accept_encoding=accepted)["etag"]
        answer = asked("index.js", accept_encoding=accepted, if_none_match=etag)
        assert (answer.status, answer["etag"], answer.body) == (304, etag, b"")
        assert answer["cross-origin-embedder-policy"] == "require-corp"
        answer = asked("index.js", if_none_match='"other"')
        assert (answer.status, answer.body) == (200, LOADER)
        seen.add(etag)
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("wanted", "part", "said"),
    [
        ("bytes=0-9", SOUND[:10], "bytes 0-9/2048"),
        ("bytes=2000-", SOUND[2000:], "bytes 2000-2047/2048"),
        ("bytes=-5", SOUND[-5:], "bytes 2043-2047/2048"),
    ],
)
def test_a_part_of_a_file_can_be_had(asked, wanted, part, said):
    whole = asked("music.ogg")
    answer = asked("music.ogg", range=wanted, accept_encoding="br")
    assert (answer.status, answer["content-range"], answer.body) == (206, said, part)
    assert answer["etag"] == whole["etag"]
    assert answer["content-encoding"] is None
    assert answer["cross-origin-resource-policy"] == "cross-origin"


def test_a_part_of_another_file_is_not_mixed_in(asked):
    etag = asked("music.ogg")["etag"]
    assert asked("music.ogg", range="bytes=0-1", if_range=etag).status == 206
    answer = asked("music.ogg", range="bytes=0-1", if_range='"other"')
    assert (answer.status, answer.body) == (200, SOUND)


def test_what_nginx_cannot_send_is_not_kept_for_ever(asked):
    answer = asked("music.ogg", range="bytes=5000-")
    assert (answer.status, answer["content-range"]) == (416, "bytes */2048")
    assert "no-store" in answer.all("cache-control")
    assert answer["content-encoding"] is None
    assert answer["cross-origin-embedder-policy"] == "require-corp"


def test_head_tells_what_get_would(asked):
    for path, accepted in (("index.js", "br"), ("music.ogg", ""), ("about.html", "")):
        got = asked(path, accept_encoding=accepted)
        head = asked(path, "HEAD", accept_encoding=accepted)
        assert head.body == b""
        for name in ("content-length", "content-type", "etag", "content-encoding", "vary"):
            assert head[name] == got[name], name


def test_any_game_may_read_what_the_shared_address_has(asked, ask):
    redirect = asked("index.wasm")
    assert redirect.status == 302
    path = redirect["location"].partition(".test:")[2].partition("/")[2]
    answer = ask("play", f"/{path}", accept_encoding="br")
    assert brotli.decompress(answer.body) == ENGINE
    assert answer["content-type"] == "application/wasm"
    assert answer["access-control-allow-origin"] == "*"
    assert answer["access-control-expose-headers"] == "Content-Encoding"
    assert answer["cross-origin-resource-policy"] == "cross-origin"
    assert answer["content-security-policy"] == "sandbox; default-src 'none'"
    assert ask("play", f"/{path}", "OPTIONS").status == 204


def test_nobody_has_blobs_by_the_location_of_nginxs_own(asked, ask, build):
    sha256 = asked("index.js", accept_encoding="")["etag"].strip('"')
    for host in ("", "play", "walled.play"):
        assert ask(host, f"/-blobs/{sha256[:2]}/{sha256}").status == 404


def test_a_game_dials_through_nginx(proxied_site, build):
    """The worker hears who dials, and how, from nginx alone."""
    with connect(
        f"{proxied_site.signal}/walled",
        sock=dial(proxied_site),
        ssl=trusting(proxied_site),
        origin=proxied_site.play_origin("walled"),
        additional_headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"},
        compression=None,
    ) as player:
        player.send(json.dumps({"type": 0, "id": 0, "data": ""}))
        assert json.loads(player.recv(timeout=20))["type"] == 1


def test_a_large_body_is_refused_at_the_door_and_an_upload_is_not(ask):
    announced = {"content_length": str(7 * 1024 * 1024)}
    answer = ask("", "/me", "POST", **announced)
    assert answer.status == 413 and b"nginx" in answer.body
    # It is a worker that says no to this one.
    answer = ask("", "/api/v1/games/walled/builds", "POST", **announced)
    assert answer.status >= 400 and b"nginx" not in answer.body


def test_a_visitor_does_not_choose_by_which_id_the_log_knows_it(ask, proxied_site):
    """A form without a token is a line of the log."""
    before = len(proxied_site.log)
    assert ask("", "/me", "POST", X_Request_ID="chosen-by-blue").status == 403
    said = proxied_site.log[before:]
    assert "Forbidden" in said and re.search(r"request [0-9a-f]{32}", said), said
    assert "chosen-by-blue" not in said


def test_plain_http_leads_to_https(proxied_site):
    connection = http.client.HTTPConnection("127.0.0.1", proxied_site.plain_door, timeout=20)
    connection.request("GET", "/games/?q=1", headers={"Host": NAME})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert (answer.status, answer.headers["location"]) == (301, f"https://{NAME}/games/?q=1")


def test_another_name_hears_nothing(proxied_site):
    with dial(proxied_site) as caller, pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        trusting(proxied_site).wrap_socket(caller, server_hostname="evil.example")
